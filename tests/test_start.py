"""The answer on one page: its sentences, pictures, links and length; the README repeats it."""

import html
import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from hubgap import open_data, rules
from hubgap.charts import core
from hubgap.charts import start as start_charts
from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures, registry
from hubgap.measures import benchmarks, downloads, licenses, lineage, verdicts, video
from hubgap.site import glossary, readme
from hubgap.text import american, sentence
from hubgap.words.en import grammar
from hubgap.words.en import start as start_words

from .reading import edition, header
from .test_hygiene import NOTEBOOKS, SHORT, anchors, cells, computed_words
from .test_rules import ROWS, tiny

PAGE = ROOT / "notebooks" / f"{SHORT}.ipynb"
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
# what a newspaper reader would not know -> the anchor that must explain it where it comes first
JARGON = {
    "closed model": "closed-proprietary-model", "blind votes": "arena-rating-elo-bradley-terry",
    "open-weight": "open-weights", "download": "download-hub", "derivative": "derivative",
    r"\bArena\b": "arena-rating-elo-bradley-terry", "ECI": "epoch-capabilities-index-eci",
    "GPQA": "benchmark-public-and-held-out", "interval": "confidence-interval", r"\blag\b": "lag",
    "census": "census-and-cohort", "permissive": "permissive-license", "base model": "base-model",
}  # fmt: skip


ARENA = replace(benchmarks.ARENA, day="2026-08-19")


def gap(ruler: str, leader: str, points: float, low: float, thinned_low: float) -> dict:
    return {
        "ruler": ruler, "leader": leader, "leading_model": f"best {leader}", "points": points,
        "low": low, "high": 2 * points - low, "thinned_low": thinned_low, "thinned_high": points,
    }  # fmt: skip


def gaps(overall: list[dict], opened: list[dict]) -> dict[str, pd.DataFrame]:
    return {"overall": pd.DataFrame(overall), "open": pd.DataFrame(opened)}


# --- sentences


@pytest.mark.parametrize(
    ("overall", "opened", "title"),
    [
        (
            "US",
            "CN",
            "In blind votes, American models lead overall, Chinese models among open-weight ones",
        ),
        ("CN", "CN", "In blind votes, Chinese models lead overall and among open-weight ones"),
        (
            "US",
            None,
            "In blind votes, American lead overall; open-weight models: no clear difference",
        ),
        (
            None,
            "CN",
            "In blind votes, Chinese lead among open-weight models; overall no clear difference",
        ),
        (None, None, "In blind votes, no clear difference overall or among open-weight models"),
    ],
)
def test_the_title_names_who_leads_all_and_open_models(overall, opened, title):
    rows = [
        [gap(ruler, side or "US", 22, 10 if side else -1, 8) for ruler in ("Arena", "B")]
        for side in (overall, opened)
    ]
    assert best(*rows).title == title
    assert len(title.split()) <= 12


def leads(found: dict[str, pd.DataFrame]) -> dict[str, dict[str, str | None]]:
    return {field: benchmarks.leads(table) for field, table in found.items()}


def best(overall: list[dict], opened: list[dict]):
    found = gaps(overall, opened)
    return start_words.best(found, leads(found), ARENA)


def test_a_lead_needs_the_intervals_and_the_thinned_list():
    overall = [gap("Arena", "US", 22, 10, 8), gap("B", "US", 5, 1, -0.6), gap("C", "US", 7, -1, 2)]
    opened = [gap("Arena", "CN", 32, 19, 30), gap("B", "CN", 7, 3, 7), gap("C", "CN", 12, 2, 12)]
    assert best(overall, opened).finding == (
        "Arena, 19 August 2026: among all models the American best US leads by 22 points (10 to "
        "34), among open-weight models the Chinese best CN leads by 32 points (19 to 45); on B and "
        "C: no clear difference among all models, Chinese lead among open-weight models."
    )
    mixed = [opened[0], opened[1], gap("C", "US", 12, -2, 12)]
    assert best(overall, mixed).finding.endswith(
        "; among all models: no clear difference on B and C; among open-weight models: Chinese "
        "lead on B; no clear difference on C."
    )


def change(what: str, subject: str, cn: float, us: float) -> dict:
    return {
        "change": what,
        "subject": subject,
        "side": "CN",
        "CN": cn,
        "US": us,
        "gap": 100 * (cn - us),
    }


class Wave:
    def __init__(self, name: str, day: str):
        self.name, self.days = name, [pd.Timestamp(day)]


THEN, NOW = Wave("Census A", "2024-07-11"), Wave("Sample B", "2026-08-22")
SHARES = pd.DataFrame({"side": ["CN", "US"], "share": [0.08, 0.57], "high": [0.18, 0.67]})
LATER = pd.DataFrame({"side": ["CN", "US"], "share": [0.52, 0.40], "high": [0.57, 0.44]})
HOLDS = pd.DataFrame([change("none", "", 0.08, 0.57), change("publisher", "G", 0.09, 0.48)])
HANGS = pd.DataFrame([change("none", "", 0.52, 0.40), change("publisher", "A", 0.17, 0.68)])


def said_of(shares: dict, changes: dict):
    return start_words.downloads(shares, {p: downloads.hardest(t) for p, t in changes.items()})


def test_downloads_say_at_most_and_what_the_lead_hangs_on():
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: HANGS})
    assert (
        words.title == "Language-model downloads: 2024 American lead; 2026 Chinese lead hangs on A"
    )
    assert words.finding.replace("\u202f", " ") == (
        "Of downloads of language models, Census A, the United States 57 %, China 8 % (at most "
        "18 %), without G the United States 48 %, China 9 %; "
        "Sample B, China 52 %, the United States 40 % "
        "(at most 44 %), without A the United States 68 %, China 17 %."
    )


def test_downloads_without_a_leader_and_with_a_long_name():
    even = pd.DataFrame([change("none", "", 0.4, 0.4), change("publisher", "A", 0.3, 0.4)])
    words = said_of({NOW: LATER}, {NOW: even})
    assert words.title == "Language-model downloads: within five points"
    assert words.finding.endswith(": both countries within five points.")
    long = HANGS.assign(subject=["", "one two three"])
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: long})
    assert (
        words.title == "Language-model downloads: 2024 American lead; 2026 Chinese lead, not robust"
    )


def test_flagships_give_the_verdict_and_the_last_year():
    years = pd.DataFrame(
        [(2025, "CN", 10, 9), (2025, "US", 10, 1), (2026, "CN", 4, 2), (2026, "US", 4, 2)],
        columns=["year", "side", "flagships", "permissive"],
    )
    table = pd.DataFrame({"release_date": pd.to_datetime(["2025-01-01", "2026-08-28"])})
    words = start_words.flagships(years, licenses.flagships_led(years), table)
    assert words.title == "Chinese flagships were more often permissive in 1 of 2 years"
    assert words.finding == f"{words.title}; in the last one, until 28 August 2026, each 2 of 4."


def views(cn: tuple[float, float], us: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"side": side, "through": through, "counter": counter, "n": 9, "low": low, "high": high}
            for side, (low, high) in (("CN", cn), ("US", us))
            for through in ("base", "root")
            for counter in ("models", "downloads")
        ]
    )


def across(tables: dict):
    return start_words.across(tables, {p: lineage.across_lead((t,)) for p, t in tables.items()})


def test_building_on_the_other_names_the_reverse():
    more, less = (0.5, 0.6), (0.1, 0.2)
    words = across({THEN: views(more, less), NOW: views(less, more)})
    assert (
        words.title == "Chinese publishers built more on American models in 2024; 2026 the reverse"
    )
    assert words.finding.replace("\u202f", " ").startswith(
        "Census A: 50 % to 60 % of Chinese derivatives on American models, 10 % to 20 % of "
    )
    both = across({THEN: views(less, more), NOW: views(less, more)})
    assert both.title == "American publishers built more on Chinese models in 2024; 2026 too"
    even = across({THEN: views(more, more)})
    assert grammar.NO_DIFFERENCE in even.title and "(no clear difference)" in even.finding


def test_unequal_lists_and_the_owner_to_be():
    board = pd.Series({"ruler": "A", "models_CN": 120, "models_US": 207})
    years = pd.DataFrame({"side": ["CN", "US", "CN"], "flagships": [4, 9, 5]})
    assert start_words.lists(board, years) == (
        "Lists are made by hand and unequal: models on A, the United States 207, China 120; "
        "flagships, each 9."
    )
    own = downloads.Group(2, "US", 0.25)
    event = pd.Series({"title": "N agrees to buy H", "date": pd.Timestamp("2026-09-03")})
    assert start_words.owner(event, own).replace("\u202f", " ") == (
        "N agrees to buy H (announced on 3 September 2026, not completed) and is ranked here: "
        "2 models, 25 % of the American downloads above."
    )
    assert start_words.owner(event, None).endswith("not completed).")


def test_a_group_has_the_side_of_most_of_its_models_and_a_share_of_its_downloads():
    panel = tiny(ROWS.assign(parent=ROWS["model_id"].str.split("/").str[0]))
    assert downloads.group(panel, rules.CountingRule(), "us") == (2, "US", 1.0)
    copies = rules.CountingRule(copies="included")
    assert downloads.group(panel, copies, "pack") == (1, "US", 500 / 820)
    assert downloads.group(panel, copies, "fr") is None
    assert downloads.group(panel, copies, "nobody") is None


def duel(ruler: str, day: str, points: float, low: float, thinned: float, side: str = "CN") -> dict:
    other = verdicts.other(side)
    return {
        "question": "first", "ruler": ruler, "day": day, "level": 0.95, "leader": side,
        "behind": other, "leading_model": "K", "model_behind": "S", "points": points, "low": low,
        "high": 2 * points - low, "thinned_low": thinned, "thinned_high": points,
        "leading_score": 90.0,
        "leading_low": 88.0, "leading_high": 92.0, "behind_score": 90.0 - points,
        "behind_low": 88.0 - points, "behind_high": 92.0 - points, "models_CN": 4, "models_US": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("thinned", "title", "now"),
    [
        (2, "Chinese lead on V; no clear difference on W", "the Chinese K by 30 points (26 to 34)"),
        (-4, "No clear difference on V and W",
         "no clear difference, 30 points (26 to 34; lists cut to one length \u22124 to 30)"),
    ],
)  # fmt: skip
def test_the_video_hero_then_and_the_best_of_each_side_now(thinned, title, now):
    first = duel("V", "2026-05-14", 30, 26, 1)
    del first["thinned_low"]
    boards = [duel("V", "2026-05-14", 30, 26, thinned), duel("W", "2026-08-17", 3, -1, -1, "US")]
    gaps = video._judged(boards, longer_list=video.explained)
    words = start_words.kling(video._judged([first]), gaps)
    assert words.title == title
    assert words.finding == (
        "V, fit of 14 May 2026: the Chinese K 90 [88, 92] leads the American S 60 [58, 62] by 30 "
        f"points (26 to 34); best of each country: {now}; W, 17 August 2026, no clear difference, "
        "3 points (\u22121 to 7)."
    )
    assert words.definition.endswith(
        "A longer list has more chances: China 4, the United States 2."
    )


# --- pictures


def pictures() -> list:
    side = start_charts
    lag = pd.DataFrame({"field": ["overall"], "side": ["US"], "months": [6.0], "open": [False]})
    medians = pd.DataFrame(
        {"field": ["overall", "overall"], "side": ["CN", "US"], "records": [0, 1],
         "median": [float("nan"), 6.0], "low": [float("nan"), 5.0], "high": [float("nan")] * 2}
    )  # fmt: skip
    rated = pd.DataFrame(
        {"model": ["a", "b"], "region": ["US", "CN"], "score": [9.0, 5.0], "low": [8.0, 4.0],
         "high": [10.0, 6.0], "open_weights": ["false", "true"]}
    )  # fmt: skip
    years = pd.DataFrame(
        {"year": [2026, 2026], "side": ["CN", "US"], "flagships": [4, 0], "permissive": [1, 0]}
    )
    row = gap("Arena", "US", 22, 10, 8)
    found = gaps([row], [gap("Arena", "CN", 5, -1, 1)])
    hangs = downloads.hardest(HANGS)
    return [
        side.best(found, leads(found)), side.rated(rated),
        side.months(lag, medians), side.downloads({"now": LATER}, {"now": hangs}),
        side.flagships(years), side.across({"now": views((0.1, 0.3), (0.5, 0.5))}),
    ]  # fmt: skip


@pytest.mark.mpl_image_compare
@pytest.mark.parametrize("number", range(6))
def test_small_picture(number):
    return pictures()[number]


@pytest.mark.parametrize("number", range(6))
def test_every_small_picture_fits_a_phone_and_cuts_nothing(number):
    figure = pictures()[number]
    figure.draw_without_rendering()
    assert figure.get_figwidth() == start_charts.WIDTH <= 4.5
    assert min(text.get_size() for text in figure.findobj(lambda a: hasattr(a, "get_size"))) >= 9.5
    inside = figure.get_tightbbox()
    assert inside.x0 >= -0.01 and inside.x1 <= figure.get_figwidth() + 0.01


def test_what_is_not_clear_is_hollow_and_says_so():
    axes = pictures()[0].axes[0]
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["best US, 22 ahead", "not clear"]
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in "so"]
    assert faces == [core.UNITED_STATES, "white"]
    places = [line.get_xdata()[0] for line in axes.lines if line.get_marker() in "so"]
    assert places == [-22, 5]  # the United States left of zero, China right


def test_bars_end_at_the_share_and_lines_at_the_bound():
    axes = pictures()[3].axes[0]
    assert [round(bar.get_width(), 2) for bar in axes.patches] == [0.52, 0.40, 0.17, 0.68]
    lines = [list(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]
    assert lines == [[0.52, 0.57], [0.40, 0.44]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["now", "now,\nwithout A"]


def test_a_page_without_lead_records_says_so():
    none = pd.DataFrame({"field": [], "side": [], "months": [], "open": [], "records": []})
    assert [text.get_text() for text in start_charts.months(none, none).axes[0].texts] == [
        "no lead records"
    ]


# --- the page


def asked(slug: str) -> str:
    """The code cell that shows a figure."""
    return f"start.{registry()[slug].__name__}(study)"


def page_text() -> str:
    """Everything that stands on the page as words, in its order: prose and computed sentences."""
    parts = []
    for cell in json.loads(PAGE.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            parts.append("".join(cell["source"]))
        shown = [output.get("data", {}) for output in cell.get("outputs", [])]
        parts += ["".join(data["text/markdown"]) for data in shown if "text/markdown" in data]
    return "\n\n".join(parts)


def test_one_page_is_one_page():
    assert len(page_text().split()) <= 700
    names = [slug for slug in figures() if slug[:2] == "00"]
    shown = [cell["source"] for cell in cells(PAGE, "code")]
    assert 5 <= len([name for name in names if asked(name) in shown]) == len(names) <= 7
    assert {path.stem for path in (ROOT / "figures").glob("00-*.csv")} == set(names)


def test_every_finding_is_one_computed_sentence_with_a_number_and_a_day():
    said = computed_words(PAGE)
    for path in (ROOT / "figures").glob("00-*.csv"):
        finding = header(path)["finding"]
        assert finding in said
        assert not re.search(r"\. [A-Z]", finding) and finding.endswith(".")
        assert re.search(r"\d+ (January|July|May|August|September) 20\d\d", finding)
        assert re.search(r"\(.*\d.*\)|\d+ of \d+|\d\s% to \d", finding)  # a bound or an interval


def test_the_heroes_come_first_and_what_is_not_known_is_disclosed():
    first = cells(PAGE, "markdown")[0]["source"]
    for word in ("Kling", "Yi-Large", "closed model", "cannot measure", "can be measured"):
        assert word in first
    text = page_text()
    assert "a download is a request" in text and "made by hand and unequal: models on Arena" in text
    assert re.search(r"NVIDIA agrees to buy Hugging Face \(announced on 3 September 2026", text)
    tables = open_data("embedded")
    closed = tables["benchmark_models"].set_index("model")["open_weights"]
    assert set(closed[["Yi-Large", "Yi-Large (preview)"]]) == {"false"}
    systems = tables["video_models"].set_index("model")["open_weights"]
    assert systems["Kling 1.0"] == "false"


@pytest.mark.parametrize("word", JARGON)
def test_jargon_is_linked_where_it_comes_first(word):
    text = page_text()
    text = text[text.index("\n") :]  # the question in the title has no links
    links = [(link.span(1), link[2]) for link in LINK.finditer(text)]
    plain = LINK.sub(lambda link: link[1] + " " * (len(link[0]) - len(link[1])), text)
    assert word.lower() in plain.lower() or re.search(word, plain)
    place = re.search(word, re.sub(r"\]\([^)]*\)", lambda m: " " * len(m[0]), text)).start()
    target = [url for (low, high), url in links if low <= place < high]
    assert target == [f"../data/glossary.md#{JARGON[word]}"]


# --- glossary and README


def test_the_glossary_holds_every_term_in_order_with_its_parts():
    data = open_data("embedded")
    text = glossary.glossary(data)
    heads = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert len(heads) == len(data["glossary"])
    assert heads == sorted(heads, key=str.lower)
    for word in ("icence", "uantis", "behaviour", "nan"):
        assert not re.search(rf"\b\w*{word}\b", text)
    entry = text.split("## gated model\n")[1].split("\n## ")[0]
    for part in (
        "You must log in and agree",
        "In the field: Access",
        "Mind: Gating",
        "Source: [hugging",
    ):
        assert part in entry


@pytest.mark.parametrize(
    ("heading", "given"),
    [
        ("30-day downloads", "30-day-downloads"),
        ("open-source AI (OSAID 1.0)", "open-source-ai-osaid-10"),
        ("Arena rating (Elo, Bradley-Terry)", "arena-rating-elo-bradley-terry"),
    ],
)
def test_anchors_are_those_of_github(heading, given):
    assert glossary.anchor(heading) == given


def test_american_spelling_leaves_addresses_alone():
    assert american("a licence, quantised") == "a license, quantized"
    assert american("https://a.b/licence") == "https://a.b/licence"


def test_every_link_into_the_glossary_resolves():
    given, found = anchors(ROOT / "data" / "glossary.md"), 0
    texts = [cell["source"] for path in NOTEBOOKS for cell in cells(path, "markdown")]
    texts += [said for path in NOTEBOOKS for said in computed_words(path)]
    for text in [*texts, (ROOT / "data" / "glossary.md").read_text(encoding="utf-8")]:
        for _, target in LINK.findall(text):
            page, _, anchor = target.partition("#")
            if anchor and page in ("", "../data/glossary.md"):
                found += 1
                assert anchor in given, target
    assert found > 50


def test_the_readme_repeats_the_page_in_its_order():
    lines = readme.findings(edition()[0]).splitlines()
    shown = [cell["source"] for cell in cells(PAGE, "code")]
    names = [slug for slug in figures() if slug[:2] == "00"]
    assert names == sorted(names, key=lambda name: shown.index(asked(name)))
    hero = header(ROOT / "figures" / f"{names[0]}.csv")
    assert lines[0].startswith(f'<img src="figures/{names[0]}.png" width="')
    assert f'alt="{html.escape(hero["alt"])}"' in lines[0]
    bullets = [line for line in lines if line.startswith("- ")]
    assert len(bullets) == len(names)
    for name, line in zip(names, bullets, strict=True):
        about = header(ROOT / "figures" / f"{name}.csv")
        for part in (
            f"(figures/{name}.png)",
            about["title"],
            about["finding"],
            about["rule"],
            about["panel"],
        ):
            assert part in line
    assert "(notebooks/00-start-here.ipynb)" in lines[-1]


def test_the_rule_of_the_downloads_is_the_rule_object():
    about = header(ROOT / "figures" / "00-downloads.csv")
    said = rules.CountingRule(universe="language").sentence
    assert about["rule"] == sentence(said)
