"""The version, once: `hubgap edition` writes it."""

__version__ = "0.1.0"
