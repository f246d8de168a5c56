"""One figure again, in the size and format of its place: `python -m hubgap figure`.

The code of the notebook that makes it runs here up to the figure, so its chart is drawn for the
size, not scaled, and no other file is touched.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from .charts import sizes
from .data import ROOT, DataError, write_file
from .publish import UNKNOWN, files

NAME = re.compile(r'"(\d\d-[a-z0-9-]+)"')


def notebooks() -> dict[str, Path]:
    """The notebook of each figure."""
    paths = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    return {
        name: path
        for path in paths
        for cell in code(path)
        for name in NAME.findall(cell)
        if name[:2] == path.name[:2]
    }


def code(path: Path) -> list[str]:
    """The code cells of a notebook; the first holds its parameters."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def redraw(
    name: str,
    folder: Path,
    size: str = "web",
    kind: str = "png",
    *,
    transparent: bool = False,
    data: str | None = None,
) -> Path:
    """Write one figure into a folder as NAME-SIZE.KIND (a table of numbers has no size); its path.

    `data` as for `hubgap.open_data`. Raises DataError for a figure that no notebook makes, and
    where the notebook does not run on the data; no file is written then.
    """
    known = notebooks()
    if name not in known:
        raise DataError(f"No notebook makes a figure {name!r}; there are {', '.join(known)}.")
    with sizes.sized(size):
        figure, about, table = _made(name, known[name], data)
        content = files.content(kind, figure, about, table, transparent=transparent)
    path = folder / (f"{name}.csv" if kind == "csv" else f"{name}-{size}.{kind}")
    try:
        write_file(path, content)
    except OSError as error:
        raise DataError(f"{path} cannot be written ({error.strerror}): name a folder.") from None
    return path


def _made(name: str, notebook: Path, data: str | None) -> tuple:
    """What `publish.figure` made of a figure: (figure, about, table)."""
    token, space = UNKNOWN.wanted.set(name), {}
    try:
        for number, cell in enumerate(code(notebook)):
            exec(compile(cell, notebook.name, "exec"), space)  # noqa: S102 our own notebook
            if number == 0 and data:
                space["DATA"] = data
    except UNKNOWN.Finished as finished:
        return finished.args
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"{notebook.name} did not run: {error}") from error
    finally:
        UNKNOWN.wanted.reset(token)
    raise DataError(f"{notebook.name} makes no figure {name!r} of these data.")
