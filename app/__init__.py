"""Passerelle: what is this credential worth on the other side of the border, and what is missing?"""

__version__ = "0.1.0"
