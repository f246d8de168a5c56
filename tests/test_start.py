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
from hubgap.measures import benchmarks, downloads, verdicts
from hubgap.site import glossary, readme
from hubgap.text import american, month, sentence
from hubgap.words.en import grammar
from hubgap.words.en import start as start_words

from .reading import edition, header
from .test_benchmarks import duel
from .test_hygiene import NOTEBOOKS, SHORT, anchors, cells, computed_words
from .test_licenses import led
from .test_lineage import CHINESE, crossing
from .test_lineage import across as shares_across
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


def gap(ruler: str, leader: str, points: float) -> dict:
    """A row of `benchmarks.gaps_on`, half-widths of two points a model."""
    return {"ruler": ruler, **duel(leader, points)}


def gaps(overall: list[dict], opened: list[dict]) -> dict[str, pd.DataFrame]:
    return {"overall": pd.DataFrame(overall), "open": pd.DataFrame(opened)}


# --- sentences


@pytest.mark.parametrize(
    ("overall", "opened", "title"),
    [
        (22, -22,
         "In blind votes, American models lead overall, Chinese models among open-weight ones"),
        (-22, -22, "In blind votes, Chinese models lead overall and among open-weight ones"),
        (22, 1,
         "In blind votes, American lead overall, within the margin of error among open-weight "
         "models"),
        (1, 0, "In blind votes, within the margin of error overall and among open-weight models"),
    ],
)  # fmt: skip
def test_the_title_names_who_leads_all_and_open_models(overall, opened, title):
    """Points of the American lead, negative of the Chinese."""
    rows = [
        [gap(ruler, "US" if points >= 0 else "CN", abs(points)) for ruler in ("Arena", "B")]
        for points in (overall, opened)
    ]
    assert best(*rows).title == title
    assert len(title.split()) <= grammar.MOST_WORDS


def leads(found: dict[str, pd.DataFrame]) -> dict[str, dict[str, verdicts.Verdict]]:
    return {field: benchmarks.leads(table) for field, table in found.items()}


def best(overall: list[dict], opened: list[dict]):
    found = gaps(overall, opened)
    return start_words.best(found, leads(found), ARENA)


def test_each_board_has_a_verdict_of_its_own():
    overall = [gap("Arena", "US", 22), gap("B", "US", 1), gap("C", "US", 2)]
    opened = [gap("Arena", "CN", 32), gap("B", "CN", 7), gap("C", "CN", 12)]
    assert best(overall, opened).finding == (
        "On the Arena of 19 August 2026 the American a is 22 points ahead of the Chinese b (19 to "
        "25); among open-weight models the Chinese a is 32 points ahead of the American b (29 to "
        "35); on B and C: within the margin of error among all models, Chinese lead among "
        "open-weight models."
    )
    mixed = [opened[0], opened[1], gap("C", "US", 2)]
    assert best(overall, mixed).finding.endswith(
        "; elsewhere overall within the margin of error on B and C; open-weight Chinese lead on B; "
        "within the margin of error on C."
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
        self.label = month(day)


THEN, NOW = Wave("Census A", "2024-07-11"), Wave("Sample B", "2026-08-22")
SHARES = pd.DataFrame({"side": ["CN", "US"], "share": [0.08, 0.57], "high": [0.18, 0.67]})
LATER = pd.DataFrame({"side": ["CN", "US"], "share": [0.52, 0.40], "high": [0.57, 0.44]})
HOLDS = pd.DataFrame([change("none", "", 0.08, 0.57), change("publisher", "G", 0.09, 0.48)])
HANGS = pd.DataFrame([change("none", "", 0.52, 0.40), change("publisher", "A", 0.17, 0.68)])


def said_of(shares: dict, changes: dict):
    found = {p: downloads.hardest(t) for p, t in changes.items()}
    return start_words.downloads(shares, shares, found)


def test_downloads_say_at_most_and_what_the_lead_hangs_on():
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: HANGS})
    assert (
        words.title == "Language-model downloads: 2024 American lead; 2026 Chinese lead hangs on A"
    )
    assert words.finding.replace("\u202f", " ") == (
        "Of downloads of language models, July 2024, the United States 57 %, China 8 % (at most "
        "18 %), without G the United States 48 %, China 9 %; created since ChatGPT the United "
        "States 57 %, China 8 %; August 2026, China 52 %, the United States 40 % (at most 44 %), "
        "without A the United States 68 %, China 17 %; created since ChatGPT China 52 %, the United "
        "States 40 %."
    )


def test_downloads_without_a_leader_and_with_a_long_name():
    even = pd.DataFrame([change("none", "", 0.4, 0.4), change("publisher", "A", 0.3, 0.4)])
    words = said_of({NOW: LATER}, {NOW: even})
    assert words.title == "Language-model downloads: within five points"
    assert ": both countries within five points; created since ChatGPT" in words.finding
    long = HANGS.assign(subject=["", "one two three four five six"])
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: long})
    assert (
        words.title == "Language-model downloads: 2024 American lead; 2026 Chinese lead, not robust"
    )


LED = led([(2025, "CN", 50, 45, 0), (2025, "US", 50, 5, 0),
           (2026, "CN", 50, 20, 0), (2026, "US", 50, 20, 0)])  # fmt: skip


def test_flagships_give_the_verdict_and_the_last_year():
    words = start_words.flagships(LED, NOW)
    assert words.title == "Chinese flagships were more often permissive in 1 of 2 years"
    assert words.finding == (
        "Of flagships created in 2026, each 20 of 50 are known as permissive (August 2026), within five points."
    )


def across(tables: dict):
    return start_words.across(tables, {of: crossing(table) for of, table in tables.items()})


def test_building_on_the_other_is_told_of_known_publishers_and_for_all_not():
    few = shares_across((0.1, 0.2), (0.4, 0.4), sources=1)
    words = across({THEN: CHINESE, NOW: few})
    assert words.title == (
        "Among derivatives of known country, Chinese used American models more in 2024"
    )
    finding = words.finding.replace("\u202f", " ")
    assert finding.startswith("Who builds more on the other cannot be told: 98 % (July 2024) and ")
    assert (
        "July 2024, of the others 40 % of 100 Chinese derivatives stand on American models "
        "(30 % to 50 %), 10 % of 100 American derivatives on Chinese models"
    ) in finding
    assert words.definition.endswith("Publishers: July 2024 each 20; August 2026 each 20.")
    assert finding.endswith("August 2026: too few models to say.")
    none = shares_across((float("nan"),) * 2, (float("nan"),) * 2, 0, 0)
    assert across({THEN: CHINESE, NOW: none}).finding.endswith(
        "August 2026: cannot be told, no base is recorded."
    )


def test_unequal_lists_and_the_owner_to_be():
    board = pd.Series({"ruler": "A", "models_CN": 120, "models_US": 207})
    assert start_words.lists(board) == (
        "Lists are unequal: models on A, the United States 207, China 120."
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


def on_video(ruler: str, day: str, points: float, side: str) -> dict:
    return {
        "question": "first", "ruler": ruler, "day": day, "level": 0.95, **duel(side, points),
        "makers_CN": 4, "makers_US": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("points", "title", "now"),
    [
        (2, "Chinese lead on V; within the margin of error on W", "stands 2.0 points above"),
        (22, "Chinese lead on V; American lead on W", "is 22 points ahead of"),
    ],
)
def test_the_video_hero_then_and_the_best_of_each_side_now(points, title, now):
    boards = [on_video("V", "2026-05-14", 30, "CN"), on_video("W", "2026-08-17", points, "US")]
    words = start_words.kling(pd.DataFrame(boards[:1]), pd.DataFrame(boards))
    assert words.title == title
    assert words.finding.startswith(
        "V, fit of 14 May 2026: the Chinese a is 30 points ahead of the American b (27 to 33); "
        "best of each country: the Chinese a is 30 points ahead"
    )
    assert f"W, 17 August 2026, the American a {now} the Chinese b" in words.finding
    assert words.definition.endswith("Makers ranked: China 4, the United States 2.")


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
    few = shares_across((0.1, 0.2), (0.4, 0.4), sources=1)
    found = gaps([gap("Arena", "US", 22)], [gap("Arena", "CN", 2)])
    hangs = downloads.hardest(HANGS)
    return [
        side.best(found), side.rated(rated),
        side.months(lag, medians), side.downloads({"now": LATER}, {"now": hangs}),
        side.flagships(LED.ruled),
        side.across({"then": CHINESE, "now": few}, {"then": crossing(CHINESE), "now": crossing(few)}),
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
    assert texts == ["a, 22 ahead", "within the margin of error"]
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in "so"]
    assert faces == [core.UNITED_STATES, "white"]
    places = [line.get_xdata()[0] for line in axes.lines if line.get_marker() in "so"]
    assert places == [-22, 2]  # the United States left of zero, China right


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
        if path.stem != "00-months":  # lags of all records; the ruler beside it names its fit
            assert re.search(r"(January|July|May|August|September) 20\d\d", finding)
        assert re.search(r"\(.*\d.*\)|\d+ of \d+|\d\s% to \d", finding)  # a bound or an interval


def test_the_heroes_come_first_and_what_is_not_known_is_disclosed():
    first = cells(PAGE, "markdown")[0]["source"]
    for word in ("Kling", "Yi-Large", "closed model", "cannot measure", "can be measured"):
        assert word in first
    text = page_text()
    assert "a download is a request" in text
    assert "Lists are unequal: models on Arena" in text
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
