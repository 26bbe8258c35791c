"""The service: versioned JSON resources over a database that the seed fills."""

__version__ = "1.3.0"
