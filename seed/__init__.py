"""The data, and how it gets into the database: what editors edit, and the log of what was published."""
