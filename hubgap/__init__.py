"""The open model gap: China and the United States on the Hugging Face Hub.

`hubgap.open_data()` opens the tables; the modules beside this one measure, word and draw them.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("hubgap needs Python 3.11, 3.12 or 3.13; this is Python %d.%d." % sys.version_info[:2])

__all__ = ["open_data"]


def __getattr__(name):
    # pandas takes half a second to load: `python -m hubgap --help` does without.
    if name == "open_data":
        from .data import open_data

        return open_data
    raise AttributeError("hubgap has no %r" % name)
