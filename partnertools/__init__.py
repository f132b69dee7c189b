"""A static site generator for printable and fillable toolkits."""

__version__ = "0.1.0"
