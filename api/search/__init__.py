"""The text index: one analysis and one ranking on every database. `index` fills it, `query` asks it, `highlight` shows why."""
