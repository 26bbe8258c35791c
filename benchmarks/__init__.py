"""How fast the service is and how it grows; nothing here is shipped or published."""
