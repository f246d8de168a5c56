"""The open model gap: China and the United States on the Hugging Face Hub.

`hubgap.Study()` opens the tables; `hubgap.exhibits` holds what the pages show, a module a notebook.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("hubgap needs Python 3.11, 3.12 or 3.13; this is Python %d.%d." % sys.version_info[:2])

from .version import __version__

__all__ = ["Study", "__version__", "open_data"]


def __getattr__(name):
    # pandas takes half a second to load: `python -m hubgap --help` does without.
    if name == "open_data":
        from .folders import open_data

        return open_data
    if name == "Study":
        from .study import Study

        return Study
    raise AttributeError("hubgap has no %r" % name)
