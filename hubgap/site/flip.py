"""The page that flips the counting rule: one table with the result of every rule, and its script.

Every number and every word of the page is computed here; flip.js looks them up. The table names each
printed number once: templates of sentences with slots, and the words of every share and total. For the
rules that a panel identifies, in the order of `rules.CHOICES`, `places` has POINTER characters in base
36, the position of a record in `records`, where each stands once. A record has WIDTH characters:
template 1, total (a position in `totals`) or reason 3, shares of CN, US, other and unknown 3 each in
hundredths of a percent, 1 for what the upper bounds differ from the sum of their parts by rounding, and
the templates of the two rules that are BOUNDS of this one, 1 each: all unknown publishers on one side
is what the upper bound of that side says, so it is not stored again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from .. import kept, rules
from ..data import Data
from ..kept import Kept, reached
from ..measures import downloads, headlines, ledger
from ..measures.verdicts import NOT_IDENTIFIED, Verdict
from ..panel import Panel, latest, snapshot, snapshots
from ..publish import dress
from ..registry import REGIONS
from ..rules import CHOICES, CountingRule
from ..study import Study
from ..text import american, headline, number, percent, sentence, when
from ..words.en import downloads as downloads_words
from ..words.en import headlines as words
from ..words.en.controls import LEGENDS, labels, preset
from ..words.en.grammar import both, country
from .shell import environment

LIMIT = 1_000_000  # bytes of the table; older snapshots are left out, and the page says which
WIDTH, POINTER = 19, 4
BOUNDS = {side: REGIONS.index(side) for side in rules.BOUNDS}  # and the place of who gets all
BASE = 36
UNITS = 10_000  # of a share, which is rounded to four digits
STATIC = Path(__file__).parent / "static"
VEGA = kept.PACKAGE / "third_party" / "vega"
TITLE = "Flip the rule"
LEAD = (
    "Choose which models count, what is counted and who is credited: the share, the picture and the "
    "sentence follow."
)
# Shares of REGIONS that differ in every number a sentence prints, one row for each form of the words.
PROBES = (
    (0.61, 0.17, 0.1, 0.12),
    (0.17, 0.61, 0.1, 0.12),
    (0.4, 0.27, 0.13, 0.2),
    (0.27, 0.4, 0.13, 0.2),
    (0.33, 0.31, 0.14, 0.22),
    (0.31, 0.33, 0.14, 0.22),
    (0.32, 0.32, 0.15, 0.21),
)
PROBED = 123_000_000
IN_PLACE = ("date", "universe", "counter")  # choices beside the first finding of the front page
START = CountingRule(universe="language")  # what the front page says of downloads


@dataclass(frozen=True)
class Flip:
    """The page for the shell: its head, the HTML below it, and the files that it needs."""

    title: str
    lead: str
    body: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    files: dict[str, bytes]
    choices: list[dict]  # those that the front page offers too


def page(study: Study, kept: Kept) -> Flip:
    """The page and its files, in the form that the shell of the site takes."""
    data, found = study.data, _kept_or_made(study, kept)
    vega = {f"vega/{path.name}": path.read_bytes() for path in sorted(VEGA.iterdir())}
    own = {name: (STATIC / name).read_bytes() for name in ("flip.js", "flip.css")}
    libraries = tuple(f"vega/{name}.min.js" for name in ("vega", "vega-lite", "vega-embed"))
    body = (
        environment()
        .get_template("flip.html")
        .render(
            fields=_controls(found),
            start=found["start"],
            published=_published_rows(data, found),
            held=[entry["name"] for entry in found["panels"].values()],
            left=found["left"],
            reset=f"#{urlencode({'date': found['start']['date']})}",
        )
    )
    return Flip(
        TITLE,
        LEAD,
        body,
        ("flip.css",),
        (*libraries, "flip-data.js", "flip-lookup.js", "flip.js"),
        {**vega, **own, "flip-data.js": script(found)},
        [
            one | {"chosen": found["start"][one["name"]]}
            for one in _controls(found)
            if one["name"] in IN_PLACE
        ],
    )


def _kept_or_made(study: Study, kept: Kept) -> dict:
    """The table of the page, as JSON gives it back; it counts every rule, so it is kept."""
    record = kept.record("flip", study.key)
    content = record and kept.read(record, "flip.table")
    if not content:
        with study.data.reading() as tables:
            content = json.dumps(table(study.data), ensure_ascii=False, allow_nan=False).encode()
        inputs = (*reached(__name__), *study.data.files(*tables))
        kept.put("flip", study.key, inputs, tables, {"flip.table": content})
    return json.loads(content)


def script(found: dict) -> bytes:
    """The table as a classic script that assigns the global FLIP: fetch does not work from disk."""
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f"// Generated by hubgap: do not edit.\nvar FLIP = {text};\n".encode()


def table(data: Data) -> dict:
    """What the page shows under every rule that a snapshot identifies, by day; under LIMIT bytes.

    Of the refreshes only the latest is shown. `left` names the snapshots that had no room.
    """
    reasons: dict[str, int] = {}
    days = [name.removeprefix("snapshot-") for name in snapshots(data)]
    panels = {day: data.once(snapshot, data, day) for day in days}
    panels = {day: one for day, one in panels.items() if day == latest(data) or not one.refreshed}
    sums = {day: _sums(panel, data, reasons) for day, panel in panels.items()}
    totals = sorted({int(total) for one in sums.values() for total in one[0].sum(axis=1)})
    entries = {day: _entry(panels[day], data, reasons, *sums[day], totals) for day in panels}
    found = {
        "width": WIDTH,
        "pointer": POINTER,
        "bounds": BOUNDS,
        "base": BASE,
        "units": UNITS,
        "start": {"date": latest(data)} | vars(START),
        "fields": list(CHOICES),
        "said": _said(),
        "what": {
            "counter": downloads_words.COUNTERS,
            "universe": downloads_words.UNIVERSES,
            "window": downloads_words.WINDOWS,
        },
        "sides": {side: headline(country(side)) for side in REGIONS},
        "percents": _percents(),
        "templates": [*(_template(probe) for probe in PROBES), _refused()],
        "totals": totals,
        "numbers": _runs(map(number, totals)),
        "reasons": list(reasons),
        "published": _published(data),
        "panels": entries,
        "left": [],
    }
    return _within_limit(found, _dispensable(panels))


def _dispensable(panels: dict[str, Panel]) -> list[str]:
    """All days but that of the census: samples first, the oldest before the others."""
    days = [day for day, one in panels.items() if one.selection != "census"]
    return sorted(days, key=lambda day: (panels[day].selection != "attention sample", day))


def _within_limit(found: dict, days: list[str]) -> dict:
    """The table without the first of these days, as many as must go; the last one stays."""
    for day in days[:-1]:
        if len(script(found)) > LIMIT:
            found["left"].append(found["panels"].pop(day)["name"])
    return found


def _sums(panel: Panel, data: Data, reasons: dict) -> tuple[np.ndarray, list[str], dict, dict]:
    """Of one panel: values by side of the rules that are no bounds, why one has none, the choices
    that it identifies, and the numbers of the reasons why not the others."""
    cells = data.once(headlines.cube, panel)
    numbered = {
        key: reasons.setdefault(reason, len(reasons))
        for key, reason in sorted(cells.refused.items())
    }
    known = {f: [c for c in CHOICES[f] if (f, c) not in numbered] for f in CHOICES}
    stored = known | {"unknown": [c for c in known["unknown"] if c not in BOUNDS]}
    found = headlines.every(cells, stored)
    values = np.where((found.reason == "")[:, None], found.values, 0)
    nothing = np.where(values.any(axis=1), "", f"{panel.name} holds nothing that this rule counts.")
    return values, np.where(found.reason == "", nothing, found.reason).tolist(), known, numbered


def _entry(
    panel: Panel,
    data: Data,
    reasons: dict,
    values: np.ndarray,
    why: list[str],
    known: dict,
    numbered: dict,
    totals: list[int],
) -> dict:
    """One panel: its words, what it does not identify, and the records of its rules."""
    cited = data["sources"].set_index("id", drop=False).loc[list(panel.sources)]
    refused: dict[str, dict] = {}
    for (field, choice), place in numbered.items():
        refused.setdefault(field, {})[choice] = place
    records = _records(values, why, reasons, totals)
    once = {record: place for place, record in enumerate(dict.fromkeys(records))}
    return {
        "month": when(panel.label),
        "short": headline(panel.label),
        "name": headline(panel.name),
        "sentence": sentence(panel.sentence),
        "sources": [" ".join(text.split()) for text in cited["citation"]],
        "terms": dress.terms(cited),
        "known": known,
        "refused": refused,
        "places": "".join(_text(once[record], POINTER) for record in records),
        "records": "".join(once),
    }


# --- records


def _records(values: np.ndarray, why: list[str], reasons: dict, totals: list[int]) -> list[str]:
    """The records of rules with values by side (a column each), or the reason of their refusal."""
    every = values.sum(axis=1)
    some = np.where(every > 0, every, 1)[:, None]
    shares = _in_units(values / some)
    highs = _in_units((values[:, :3] + values[:, 3:]) / some)
    rounding = (highs - shares[:, :3] - shares[:, 3:] + 1) @ (9, 3, 1)
    kinds = np.stack([_kinds(shares, highs), *_bounds(shares, highs)], axis=1).tolist()
    places = np.searchsorted(totals, every)
    code = [_text(place, 3) for place in range(UNITS + 1)]
    digit = [_text(place, 1) for place in range(BASE)]
    found = []
    for (kind, *bounds), place, row, rest, reason in zip(
        kinds, places.tolist(), shares.tolist(), rounding.tolist(), why, strict=True
    ):
        if reason:
            place = reasons.setdefault(reason, len(reasons))
            found.append(f"{digit[len(PROBES)]}{_text(place, 3)}".ljust(WIDTH, "0"))
            continue
        parts = [digit[kind], _text(place, 3), *(code[share] for share in row)]
        found.append("".join([*parts, digit[rest], *(digit[bound] for bound in bounds)]))
    return found


def _bounds(shares: np.ndarray, highs: np.ndarray) -> list[np.ndarray]:
    """`_kinds` under each of BOUNDS: a side has its upper bound, and nobody is unknown."""
    found = []
    for side in BOUNDS.values():
        moved = shares.copy()
        moved[:, side], moved[:, 3] = highs[:, side], 0
        found.append(_kinds(moved, moved[:, :3]))
    return found


def _text(value: int, width: int) -> str:
    return np.base_repr(value, BASE).lower().zfill(width)


def _in_units(shares: np.ndarray) -> np.ndarray:
    """Shares as `downloads.shares` rounds them, in whole units."""
    return np.rint(shares.round(4) * UNITS).astype(int)


def _kinds(shares: np.ndarray, highs: np.ndarray) -> np.ndarray:
    """Which of PROBES has the form of a result: its verdict, and who is first."""
    china, america = shares[:, 0], shares[:, 1]
    ends = china, america, highs[:, 0], highs[:, 1]
    found = headlines.verdicts(*(end / UNITS for end in ends))
    sided = [found == column for column in headlines.COLUMNS if column != "close"]
    forms = [*sided, china > america, china < america]
    return np.select(forms, range(len(forms)), len(forms))


# --- words


def _template(probe: tuple[float, ...]) -> dict[str, str]:
    """The sentences of the package for shares like these, with slots in place of their numbers."""
    share = pd.Series(probe, REGIONS)
    high = (share + share["unknown"]).where(share.index != "unknown", share)
    low = share.where(share.index != "unknown", 0)
    rows = pd.DataFrame({"value": share * PROBED, "share": share, "low": low, "high": high})
    rows = rows.rename_axis("side").reset_index()
    rule = CountingRule(universe="encoder")
    verdict = downloads.verdict(rows)
    told = downloads_words.share(rows, verdict, SimpleNamespace(name="{panel}"), rule)
    slots = {
        downloads_words.counted(rule): "{what}",
        number(PROBED): "{total}",
    }
    slots |= {percent(high[side]): f"{{{side}_high}}" for side in ("CN", "US")}
    slots |= {percent(share[side]): f"{{{side}}}" for side in ("unknown", "US", "CN")}
    texts = {
        "title": headline(words.by_panel({"{month}": verdict})),
        "shares": headline(both(share)),
        "sentence": told.split(" Rule: ")[0],
    }
    for text, slot in slots.items():
        texts = {name: old.replace(text, slot) for name, old in texts.items()}
    return texts


def _refused() -> dict[str, str]:
    """The words of a rule that is not identified; a reason brings its own full stop."""
    verdict = Verdict(NOT_IDENTIFIED)
    title = words.by_panel({"{month}": verdict})
    said = words.one({"{short}": "{reason}"}, {"{short}": verdict}, CountingRule()).finding
    return {"title": headline(title), "shares": "", "sentence": said.rstrip(".")}


def _percents() -> list[tuple[str, int]]:
    """The words of every share from none to all, each with the number of units that it stands for."""
    return _runs(percent(share / UNITS) for share in range(UNITS + 1))


def _runs(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Texts that follow each other, each with how often it does."""
    return [(text, len(list(run))) for text, run in groupby(texts)]


def _said() -> dict[str, dict[str, str]]:
    """The parts of a rule's sentence, in their order: one follows the other."""
    order = [
        "counter",
        "universe",
        *(field for field in CHOICES if field not in ("counter", "universe")),
    ]
    before = {"counter": "Rule: ", "universe": " of "}
    return {
        field: {c: text and before.get(field, "; ") + text for c, text in CHOICES[field].items()}
        for field in order
    }


def _controls(found: dict) -> list[dict]:
    """The choices of the page: name, legend and (value, label) of each; the latest day first."""
    days = [(day, entry["name"]) for day, entry in reversed(found["panels"].items())]
    lists = {"date": days}
    for field in CHOICES:
        lists[field] = list(labels(field).items())
    return [{"name": name, "legend": LEGENDS[name], "choices": lists[name]} for name in LEGENDS]


# --- published shares


def _published(data: Data) -> list[dict]:
    """Marks of published shares: where their definition names the universe, as in notebook 03.

    Shown with the latest snapshot, and with the one that the ledger takes for them. The first row of
    a source says what it counts; a later one may refer to it.
    """
    rows = _published_shares(data)
    firsts = rows.drop_duplicates("source").set_index("source")
    notes = firsts.index + ", " + firsts["as_of_window"] + ": " + firsts["universe"]
    return [
        {
            "days": [row["panel"], latest(data)],
            "universe": row["choice"],
            "side": row["side"],
            "share": row["share"],
            "label": row["label"],
            "note": american(notes[row["source"]]),
        }
        for row in rows.to_dict("records")
    ]


def _published_shares(data: Data) -> pd.DataFrame:
    return data.once(ledger.published_shares, data, "").dropna(subset="choice")


def _published_rows(data: Data, found: dict) -> list[dict]:
    """Published shares for readers, one row a source, with the address of the rule nearest to it."""
    rows = []
    for (source, rule), group in _published_shares(data).groupby(["source", "rule"], sort=False):
        first = group.iloc[0]
        day = first["panel"] if first["panel"] in found["panels"] else latest(data)
        choices = dict(part.split("=") for part in rule.split("; "))
        own = group.set_index("side")["share"]
        rows.append(
            {
                "source": source,
                "name": source.split()[0],
                "preset": preset(source),
                "window": first["as_of_window"],
                "counts": american(first["universe"]),
                "counter": american(first["counter"]),
                "shares": [percent(own[side], 1) if side in own else "–" for side in ("CN", "US")],
                "address": f"#{urlencode({'date': day} | choices)}",
            }
        )
    return rows
