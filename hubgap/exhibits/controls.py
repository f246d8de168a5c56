"""Menus for a reader at a kernel: change the rule, and an exhibit is made anew under it.

Nothing is shown where HUBGAP_WIDGETS is off, as it is while pages are stored: they work without a
kernel.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from ..publish import show
from ..rules import CHOICES
from ..study import Study
from ..words.en.controls import LEGENDS, labels
from .exhibit import Exhibit


def menus(study: Study, make: Callable[[Study], Exhibit]) -> None:
    """A menu for each choice of a rule, and below them what `make` makes of the study under it."""
    if os.environ.get("HUBGAP_WIDGETS") == "off":
        return
    import ipywidgets  # only a reader's kernel needs it
    from IPython.display import display

    chosen = {
        name: ipywidgets.Dropdown(
            options=[(label, choice) for choice, label in labels(name).items()],
            value=getattr(study.rule, name),
            description=LEGENDS[name],
            style={"description_width": "10em"},
            layout=ipywidgets.Layout(width="100%"),
        )
        for name in CHOICES
    }
    shown = ipywidgets.Output()

    def change(_=None) -> None:
        with shown:
            shown.clear_output(wait=True)
            made = make(study.under(**{name: menu.value for name, menu in chosen.items()}))
            show.say(f"**{made.about['title']}.** {made.about['rule']}")
            display(made)

    for menu in chosen.values():
        menu.observe(change, names="value")
    grid = ipywidgets.Layout(grid_template_columns="repeat(auto-fill, minmax(340px, 1fr))")
    display(ipywidgets.VBox([ipywidgets.GridBox(list(chosen.values()), layout=grid), shown]))
    change()
