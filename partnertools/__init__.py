"""A static site generator for printable and fillable toolkits."""

from importlib.metadata import version

__version__ = version("partnertools")
