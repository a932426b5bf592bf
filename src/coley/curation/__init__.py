"""Tools for those who write the data: ``python -m coley.curation --help``."""
