"""The service: versioned JSON resources over a database that the seed fills."""

__version__ = "1.5.0"
API = "/api/v1"  # what the paths of this major version begin with
