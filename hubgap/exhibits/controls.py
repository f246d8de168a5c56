"""Controls for a reader at a kernel: change the rule, and sentence, number and picture follow.

Nothing is shown while an edition is written (HUBGAP_OUTPUT is set): its pages work without a kernel.
"""

from __future__ import annotations

import os
from dataclasses import fields

from ..charts import headlines as headlines_charts
from ..measures import headlines
from ..publish import show
from ..rules import CHOICES, CountingRule
from ..text import sentence
from ..words.en import headlines as headlines_words


def controls(cubes: dict[str, headlines.Cube], rule: CountingRule) -> None:
    """A menu for each choice of a rule, and below them what `answer` shows."""
    if os.environ.get("HUBGAP_OUTPUT"):
        return
    import ipywidgets  # only a reader's kernel needs it
    from IPython.display import display

    names = [field.name for field in fields(CountingRule)]
    menus = {
        name: ipywidgets.Dropdown(
            options=list(CHOICES[name]), value=getattr(rule, name), description=name
        )
        for name in names
    }
    shown = ipywidgets.Output()

    def change(_=None) -> None:
        with shown:
            shown.clear_output(wait=True)
            answer(cubes, CountingRule(**{name: menu.value for name, menu in menus.items()}))

    for menu in menus.values():
        menu.observe(change, names="value")
    grid = ipywidgets.Layout(grid_template_columns="repeat(3, 320px)")
    display(ipywidgets.VBox([ipywidgets.GridBox(list(menus.values()), layout=grid), shown]))
    change()


def answer(cubes: dict[str, headlines.Cube], rule: CountingRule) -> None:
    """The rule and its result in words, with the picture."""
    tables = headlines.under(cubes, rule)
    words = headlines_words.one(tables, rule)
    show.say(f"**{words.title}.** {words.finding}")
    show.say(sentence(f"Rule: {rule.sentence}"))
    show.picture(headlines_charts.one(tables), words.alt)
