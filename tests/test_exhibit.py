"""Exhibits as values: a registry in page order, what they show, their sources, and how one is added."""

import io
import pickle
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial

import pandas as pd
import pytest
from PIL import Image

from hubgap.charts import core
from hubgap.exhibits import PAGES, exhibit
from hubgap.exhibits.exhibit import Exhibit, Listing, OnPage, Remark, figures, packed, registry
from hubgap.measures.benchmarks import Ruler
from hubgap.measures.verdicts import AHEAD, Verdict, leader
from hubgap.panel import Ground, Panel, Refusal
from hubgap.publish import files, show
from hubgap.publish.columns import explained
from hubgap.rules import CountingRule, Method
from hubgap.study import Study
from hubgap.words.en.grammar import ADJECTIVE, NO_DIFFERENCE, PHRASES, Words

from .tiny import tiny

SOURCES = pd.DataFrame(
    [("toys", "Toys", "Maker", "MIT", "attribution", "2024-07-11", "Maker 2024")],
    columns=["id", "title", "publisher", "license", "redistribution", "measured_to", "citation"],
).assign(folder="benchmarks")
TOYS = pd.DataFrame({"side": ["CN", "US"], "value": [3, 7], "source": ["toys", "toys"]})


@pytest.fixture(scope="module")
def shown():
    """Everything that the pages show of the embedded data, as a build keeps it or made anew."""
    study = Study("embedded")
    return {slug: make(study) for slug, make in registry().items()}


def test_the_registry_is_in_the_order_of_the_pages():
    slugs = list(registry())
    assert [slug[:2] for slug in slugs] == sorted(slug[:2] for slug in slugs)
    assert {slug[:2] for slug in slugs} == {*PAGES}
    assert len(figures()) >= 50 and set(figures()) < {*slugs}


def test_each_is_what_its_function_says(shown):
    kinds = {one.__name__: one for one in (Exhibit, OnPage, Remark, Listing)}
    for slug, make in registry().items():
        assert type(shown[slug]) is kinds[make.__annotations__["return"]], slug
        assert shown[slug].slug == slug
        assert len(repr(shown[slug])) > 20, slug
        assert make.__doc__ and make.__module__ == f"hubgap.exhibits.{PAGES[slug[:2]]}"


def test_panels_and_rules_are_objects_and_every_word_is_there(shown):
    for slug in figures():
        one = shown[slug]
        assert isinstance(one.ground, Panel | Ruler | Ground), slug
        assert isinstance(one.rule, CountingRule | Method), slug
        assert all(one.about.values()), slug
        assert one.about["sources"].split() == list(one.cited["id"]), slug


def test_every_column_of_a_plotted_table_has_a_meaning(shown):
    for slug in figures():
        for column in explained(slug, shown[slug].table.columns):
            assert column["label"] and column["meaning"], (slug, column["name"])


# Tables whose rows say who is who, what a word means or on which day a thing happened: they decide
# how rows are counted, and are not what is drawn. A snapshot lends creation days and tasks to others.
LOOKED_UP = {
    "organizations", "parents", "aliases", "tasks", "licenses", "sources", "waves", "coverage",
    "bursts", "tracked_models", "benchmark_models", "video_models", "events", "claims", "ledger",
    "published_figures", "flagship_licenses", "counter_stalls", "level_shifts", "placeholders",
    "jumps", "census_remainder", "source_agreement", "parameters_removed", "family_totals",
    "release_date_conflicts", "first_commits",
    "lineage_edges",  # every panel asks it for copies; what is drawn of it has grounds of its own
}  # fmt: skip
ASKED_FOR_ITS_DAYS = {("07-ratings", "video_arena_history"), ("07-boards", "video_elo")}
NAMED_IN_WORDS = {"00-licenses", "04-flagships", "09-timeline"}  # no column holds ids there


def test_the_sources_of_a_figure_are_those_of_the_rows_that_it_read(shown):
    """A figure that reads observations cites one of their sources, and what it cites was read."""
    study = Study("embedded")
    home = exhibit.Kept(study.data.folder)
    for slug in figures():
        record = home.record(slug, study.key)
        tables = record["tables"] if record else _read(slug, study)
        cited = set(shown[slug].about["sources"].split())
        known: set[str] = set()
        for name in tables:
            own = _sources_in(study.data[name])
            known |= own
            drawn = own and name not in LOOKED_UP and not name.startswith("snapshot-")
            if drawn and (slug, name) not in ASKED_FOR_ITS_DAYS:
                assert own & cited, f"{slug} reads {name} and cites none of {sorted(own)}"
        if slug not in NAMED_IN_WORDS:
            assert cited <= known, f"{slug} cites {sorted(cited - known)}, of which it reads no row"


def _sources_in(table: pd.DataFrame) -> set[str]:
    columns = [name for name in table if name == "source" or name.endswith("_source")]
    texts = {text for name in columns for text in table[name].dropna().unique()}
    return {part for text in texts for part in str(text).split("|")}


def test_the_sources_of_a_panel_are_those_of_its_rows():
    study = Study("embedded")
    for one in (study.census, study.latest, study.catalogues, study.daily):
        assert set(one.sources) == _sources_in(one.rows[["source"]]), one.name


def _read(slug: str, study: Study) -> set[str]:
    with study.data.reading() as tables:
        registry()[slug](study)
    return tables


def test_a_kept_exhibit_is_the_same_without_the_rows_of_its_panel(shown):
    one = shown["02-census"]
    again = pickle.loads(packed(one))
    assert again.about == one.about and again.table.equals(one.table)
    assert isinstance(again.ground, Ground) and again.content("csv") == one.content("csv")


def test_data_in_memory_are_never_answered_from_what_was_kept():
    study = Study("embedded")
    table = study.data["modelscope"]
    other = Study(study.data.replace({"modelscope": table.head(len(table) // 2)}))
    before, after = (registry()["02-modelscope"](one) for one in (study, other))
    assert not before.table.equals(after.table)


# --- how a figure is added


def lead(toys: pd.DataFrame) -> str | None:  # measures/: who leads, beside the measure
    return leader(toys.set_index("side")["value"])


def said(toys: pd.DataFrame, ahead: str | None) -> Words:  # words/en/: it only says so
    title = f"{ADJECTIVE[ahead]} toys lead" if ahead else NO_DIFFERENCE
    return Words(title, f"Toys of {len(toys)} countries.", f"{title} by far.", f"Bars. {title}.")


def bars(toys: pd.DataFrame):  # charts/: axes only
    figure, axes = core.canvas(height=2)
    axes.barh(toys["side"], toys["value"])
    return figure


def toy(study: Study) -> Exhibit:  # exhibits/: one short function
    """Whose toys are more?"""
    toys = study.data["toys"]
    ahead = lead(toys)
    ground = Ground.rows("All toys.", toys)
    return Exhibit(toys, ahead, said(toys, ahead), partial(bars, toys), ground)


@pytest.fixture
def added(monkeypatch, tmp_path):
    monkeypatch.setattr(exhibit, "_made", dict(exhibit._made))
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path / "kept"))
    return exhibit.exhibit("02-toys")(toy)


def test_a_figure_is_a_measure_words_a_chart_and_one_function(added, tmp_path, capsys, monkeypatch):
    study = Study(tiny(toys=TOYS, sources=SOURCES))
    one = added(study)
    assert (one.slug, one.verdict, one.words.title) == ("02-toys", "US", "American toys lead")
    assert "02-toys" in registry() and one is added(study)  # made once
    assert one.about["sources"] == "toys" and one.about["rule"].startswith("Downloads of")
    assert {*one.drawn()} == {*files.KINDS, *exhibit.EXTRAS, "inline"}
    assert Image.open(io.BytesIO(exhibit.card(packed(one)))).size == (1200, 675)
    told = []
    monkeypatch.setattr(show, "_show", lambda *what: told.append(what))
    one._ipython_display_()
    (_, about), (text,) = told
    assert about["hubgap"] == {"figure": "02-toys"} and text["text/plain"] == one.words.finding
    one.save("csv", folder=tmp_path)
    assert capsys.readouterr().out == f"{tmp_path / '02-toys.csv'}\n"
    flipped = study.data.replace({"toys": TOYS.assign(value=[7, 3])})
    assert added(Study(flipped)).words.title == "Chinese toys lead"
    level = study.data.replace({"toys": TOYS.assign(value=5)})
    assert added(Study(level)).verdict is None


def test_what_only_a_page_shows_has_a_picture_there_and_no_name(added, monkeypatch):
    shown = toy(Study(tiny(toys=TOYS, sources=SOURCES)))
    here = exhibit._finished(
        lambda study: OnPage(**{f.name: getattr(shown, f.name) for f in fields(shown)}),
        "02-toys",
        Study(tiny(toys=TOYS, sources=SOURCES)),
    )
    told = []
    monkeypatch.setattr(show, "_show", lambda *what: told.append(what))
    here._ipython_display_()
    assert "hubgap" not in told[0][1] and "03-your-rule" not in figures()


def test_another_rule_stands_in_the_caption(added):
    study = Study(tiny(toys=TOYS, sources=SOURCES))
    assert added(study.under(counter="likes")).about["rule"].startswith("Likes of all models")


@pytest.mark.parametrize("slug", ["census", "../02-census", "02-Census", "02-census"])
def test_a_name_that_is_taken_or_no_name_is_refused(slug):
    registry()
    with pytest.raises(ValueError, match="has a name of its own"):
        exhibit.exhibit(slug)(toy)


def test_a_refusal_is_one_sentence_in_a_notebook():
    try:
        Study(tiny()).under(credits="root")
    except Refusal as refusal:
        (line,) = refusal._render_traceback_()
        assert line.startswith("There is no choice of a counting rule named 'credits': choose from")


@dataclass(frozen=True)
class Nothing:
    sentence: str = ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ground": Ground("Toys", ())}, "Figure 02-toys names no source."),
        ({"ground": Ground("Toys", ("x",))}, "Source 'x' of figure 02-toys is not in the sources"),
        ({"rule": Nothing()}, "Figure 02-toys has no rule."),
    ],
)
def test_a_figure_without_source_or_rule_is_refused(change, told):
    study = Study(tiny(toys=TOYS, sources=SOURCES))
    with pytest.raises(ValueError, match=told):
        exhibit._finished(lambda study: replace(toy(study), **change), "02-toys", study).about  # noqa: B018


# --- what words say, and what the verdict is


def verdicts_in(value) -> set[Verdict]:
    """Every Verdict inside the verdict of an exhibit; a kind that stands alone counts as one."""
    if isinstance(value, Verdict):
        return {value}
    if isinstance(value, str):
        return {Verdict(value)} if value in (*PHRASES, AHEAD) else set()
    if isinstance(value, pd.DataFrame):
        value = value.to_dict("list")
    if isinstance(value, Mapping):
        value = list(value.values())
    if is_dataclass(value):
        value = list(vars(value).values())
    inside = value if isinstance(value, Iterable) else ()
    return set().union(*map(verdicts_in, inside))


LEADS = re.compile(
    r"\b(Chinese|American) lead\b(?! record)|\b(China|the United States) (?:leads(?! under)|is ahead)\b",
    re.IGNORECASE,
)
SIDE = {"chinese": "CN", "china": "CN", "american": "US", "the united states": "US"}


@pytest.mark.parametrize("slug", figures())
def test_no_figure_says_more_than_its_verdict(slug, shown):
    found, words = verdicts_in(shown[slug].verdict), shown[slug].words
    kinds = {verdict.kind for verdict in found}
    for text in (words.title, words.finding, words.alt):
        said = {kind for kind, phrase in PHRASES.items() if phrase in text.lower()}
        assert said <= kinds, text
        named = {SIDE[(match[1] or match[2]).lower()] for match in LEADS.finditer(text)}
        assert named <= {verdict.ahead for verdict in found}, text
        assert NO_DIFFERENCE not in text.lower() or not found, text


def plotted(table: pd.DataFrame, label) -> str | None:
    """The side with the larger share, or the higher best score, of the plotted rows of a label."""
    side = next((name for name in ("side", "region") if name in table), None)
    value = next((name for name in ("share", "score") if name in table), None)
    if side is None or value is None:
        return None
    wanted = label if isinstance(label, tuple) else (label,)
    for one in wanted:
        table = table[table.astype("object").eq(one).any(axis=1)]
    best = table[table[side].isin(["CN", "US"])].groupby(side)[value].max()
    return best.idxmax() if len(best) == 2 and best.nunique() == 2 else None


def test_the_side_of_a_verdict_is_the_larger_one_in_the_plotted_table(shown):
    compared = {}
    for slug in figures():
        found = shown[slug].verdict
        for label, one in found.items() if isinstance(found, Mapping) else ():
            verdict = getattr(one, "verdict", one)
            eye = plotted(shown[slug].table, label)
            if isinstance(verdict, Verdict) and verdict.side and eye:
                compared[slug, label] = (eye, verdict.side)
    assert not {at: pair for at, pair in compared.items() if pair[0] != pair[1]}
    assert {"00-downloads", "02-census", "05-frontiers", "05-held-out"} <= {
        slug for slug, _ in compared
    }
