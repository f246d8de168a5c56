"""The answer on one page: its sentences, pictures, links and length; the README repeats it."""

import html
import json
import re
from dataclasses import replace
from types import SimpleNamespace

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

from .altered import exchanged
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
         "The United States has the best models, China the best open-weight ones"),
        (-22, -22, "China has the best models, open-weight ones included"),
        (22, 1,
         "In blind votes American models lead, open-weight ones are within the margin of error"),
        (1, 0, "In blind votes all and open-weight models are within the margin of error"),
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
        "25). Among open-weight models the Chinese a is 32 points ahead of the American b (29 to "
        "35). Overall, on B and C the two sides are within the margin of error. Among open-weight "
        "models, Chinese ones lead on B and C."
    )
    mixed = [opened[0], opened[1], gap("C", "US", 2)]
    assert best(overall, mixed).finding.endswith(
        "Among open-weight models, Chinese ones lead on B, and on C the two sides are within the "
        "margin of error."
    )


def test_boards_that_disagree_leave_the_title_to_the_first():
    overall = [gap("Arena", "US", 22), gap("B", "CN", 22), gap("C", "US", 22)]
    opened = [gap("Arena", "CN", 32), gap("B", "CN", 7), gap("C", "CN", 12)]
    assert best(overall, opened).title == (
        "In blind votes American models lead overall, Chinese ones among open-weight models"
    )
    overall[1] = gap("B", "US", 1)  # within the error: two of three are enough
    assert best(overall, opened).title.startswith("The United States has the best models, China")


def july(overall: dict, opened: dict):
    table = pd.DataFrame({"model": ["a", "b"], "score": [100.0, 90.0]})
    board = replace(ARENA, day="2024-07-07")
    return start_words.july(table, {"overall": overall, "open-weight": opened}, board, (2, 3))


def test_july_with_one_leader():
    said = july(duel("US", 10), duel("US", 9))
    assert said.title == "In July 2024 American models led by 10 points, open-weight ones by 9.0"
    assert "the American a is 10 points ahead of the Chinese b (7 to 13)" in said.finding
    assert "scores of 2 of the 3 models" in said.finding and "best first: a 100, b 90." in said.alt
    other = july(duel("CN", 10), duel("CN", 9))
    for part in ("title", "finding", "alt"):
        assert exchanged(getattr(said, part)) == getattr(other, part)


def test_brackets_join_the_best_of_both_sides():
    found = start_words.july_gaps({"overall": duel("US", 10), "open-weight": duel("CN", 9)})
    assert found == {"10 points\napart": ("a", "b"), "9.0 points\namong\nopen-weight": ("a", "b")}


def test_july_without_a_leader_and_of_mixed_verdicts():
    near = july(duel("US", 2), duel("US", 1)).title
    assert near == "In July 2024 all and open-weight models were within the margin of error"
    mixed = july(duel("US", 10), duel("CN", 2)).title
    assert mixed == (
        "In July 2024 American models led, open-weight ones were within the margin of error"
    )
    few = july(duel("US", 10), duel("CN", 20, models=4)).title
    assert few == "In July 2024 American models led, Chinese open-weight ones stood highest"


def test_why_points_and_months_differ():
    found = gaps([gap("Arena", "US", 22), gap("E", "US", 2)], [])
    lag = pd.DataFrame({"side": ["CN", "US"], "median": [float("nan"), 6.5]})
    said = start_words.reconciled(found, lag, "US", replace(ARENA, name="E"))
    assert said.endswith(
        "On E, China took a median 6.5 months to match American records, while today's best are "
        "2.0 points apart, within the margin of error."
    )
    ahead = gaps([gap("Arena", "US", 22), gap("E", "US", 9)], [])
    said = start_words.reconciled(ahead, lag, "US", replace(ARENA, name="E"))
    assert said.endswith("while American models are 9.0 points ahead today.")
    assert "median" not in start_words.reconciled(found, lag, None, replace(ARENA, name="E"))


def test_records_of_all_and_of_open_models_in_one_title():
    def rows(side: str, median: float) -> pd.DataFrame:
        table = pd.DataFrame(
            {"side": [side, verdicts.other(side)], "median": [median, float("nan")]}
        )
        return table.assign(ruler="E", records=[20, 0], open=[0, 0], low=1.0, high=9.0, now=0.0,
                            models_CN=12, models_US=20)  # fmt: skip

    medians = {"overall": rows("US", 6.5), "open": rows("CN", 7.3)}
    said = start_words.months(medians, {"overall": "US", "open": "CN"}, replace(ARENA, name="E"))
    assert said.title == (
        "Half of American records fell within 6.5 months, of Chinese open ones within 7.3"
    )
    assert said.finding.endswith("E ranks 20 American and 12 Chinese models.")
    same = start_words.months(
        medians | {"open": rows("US", 7.3)},
        {"overall": "US", "open": "US"},
        replace(ARENA, name="E"),
    )
    assert same.title == "Half of American records fell within 6.5 months, of open ones within 7.3"
    assert "Among open-weight models, all 20 lead records on E are Chinese." in said.alt


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
    def __init__(self, name: str, day: str, selection: str):
        self.name, self.days = name, [pd.Timestamp(day)]
        self.label, self.selection = month(day), selection


THEN = Wave("Census A", "2024-07-11", "census")
NOW = Wave("Sample B", "2026-08-22", "attention sample")
SHARES = pd.DataFrame(
    {"side": ["CN", "US"], "n": [84, 144], "share": [0.08, 0.57], "high": [0.18, 0.67]}
)
LATER = pd.DataFrame(
    {"side": ["CN", "US"], "n": [84, 144], "share": [0.52, 0.40], "high": [0.57, 0.44]}
)
HOLDS = pd.DataFrame([change("none", "", 0.08, 0.57), change("publisher", "G", 0.09, 0.48)])
HANGS = pd.DataFrame([change("none", "", 0.52, 0.40), change("publisher", "A", 0.17, 0.68)])


def said_of(shares: dict, changes: dict):
    found = {p: downloads.hardest(t) for p, t in changes.items()}
    return start_words.downloads(shares, shares, found)


def test_downloads_say_at_most_and_what_the_lead_hangs_on():
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: HANGS})
    assert (
        words.title == "Among popular models China leads in language-model downloads, thanks to A"
    )
    assert words.finding == (
        "In July 2024 American publishers drew 57% of the downloads of language models, Chinese ones "
        "8%, or 18% if every publisher of unknown country were Chinese. Among popular models of "
        "August 2026 Chinese publishers drew 52% of the downloads of language models, American ones "
        "40%, or 44% if every publisher of unknown country were American. Without A, American publishers would have 68% of "
        "the rest, Chinese ones 17%. Among models created since ChatGPT, Chinese publishers drew 52% "
        "of the downloads, American ones 40%."
    )


def test_downloads_without_a_leader_and_with_a_long_name():
    even = pd.DataFrame([change("none", "", 0.4, 0.4), change("publisher", "A", 0.3, 0.4)])
    words = said_of({NOW: LATER}, {NOW: even})
    assert words.title == (
        "Among popular models both countries are within five points in downloads"
    )
    assert ". Both countries are within five points. Among models created" in words.finding
    long = HANGS.assign(subject=["", "one two three four five six"])
    words = said_of({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: long})
    assert (
        words.title
        == "Among popular models China leads in language-model downloads, but not robustly"
    )


LED = led([(2025, "CN", 50, 45, 0), (2025, "US", 50, 5, 0),
           (2026, "CN", 50, 20, 0), (2026, "US", 50, 20, 0)])  # fmt: skip


def test_flagships_give_the_verdict_and_the_last_year():
    words = start_words.flagships(LED, NOW)
    assert words.title == "Chinese flagships were more often permissive in 1 of 2 years"
    assert words.finding == (
        "Of those created in 2026, 20 of 50 leading models of either country are known to be "
        "permissive (August 2026), a difference within five points."
    )
    assert words.alt.endswith("In 2026 that is a difference within five points.")


def test_flagships_of_unknown_license_decide_the_title():
    unknown = led([(2025, "CN", 50, 30, 10), (2025, "US", 50, 20, 25)])
    assert start_words.flagships(unknown, NOW).title == (
        "At least 30 of 50 leading Chinese models of 2025 are permissive, 20 American"
    )


def across(tables: dict):
    return start_words.across(tables, {of: crossing(table) for of, table in tables.items()})


def test_building_on_the_other_is_told_of_known_publishers_and_for_all_not():
    few = shares_across((0.1, 0.2), (0.4, 0.4), sources=1)
    words = across({THEN: CHINESE, NOW: few})
    assert words.title == ("In 2024 Chinese publishers used American models more than vice versa")
    finding = words.finding
    assert finding.endswith(
        "For all derivatives who builds more on the other cannot be told, as the publisher's country "
        "is unknown for 98% of them in July 2024 and 98% of them in August 2026."
    )
    assert (
        "In July 2024 40% of 100 Chinese derivatives stood on American models (30% to 50%), and "
        "10% of 100 American derivatives on Chinese models."
    ) in finding
    assert "Among popular models of August 2026 there are too few models to say." in finding
    none = shares_across((float("nan"),) * 2, (float("nan"),) * 2, 0, 0)
    said = across({THEN: CHINESE, NOW: none}).finding
    assert "Among popular models of August 2026 it cannot be told, no base is recorded." in said


def test_unequal_lists_and_the_owner_to_be():
    board = pd.Series({"ruler": "A", "models_CN": 120, "models_US": 207, "day": "2026-08-19"})
    assert start_words.lists(board) == (
        "Lists are unequal: A ranked 207 American models and 120 Chinese ones on 19 August 2026."
    )
    own = downloads.Group(2, "US", 0.25)
    event = pd.Series({"title": "N agrees to buy H", "date": pd.Timestamp("2026-09-03")})
    assert start_words.owner(event, own) == (
        "N agrees to buy H (announced on 3 September 2026, not completed). The buyer is ranked here: "
        "its 2 models drew 25% of the American downloads above."
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
        (
            2,
            "In May 2026 the best video system was Chinese, and a outranked b",
            "stands 2.0 points above",
        ),
        (
            22,
            "In May 2026 the best video system was Chinese, and a outranked b",
            "is 22 points ahead of",
        ),
    ],
)
def test_the_video_hero_then_and_the_best_of_each_side_now(points, title, now):
    boards = [on_video("V", "2026-05-14", 30, "CN"), on_video("W", "2026-08-17", points, "US")]
    duels = pd.DataFrame(boards[:1]).assign(system="b")
    words = start_words.kling(pd.DataFrame({"model": ["a", "b"]}), duels, pd.DataFrame(boards))
    assert words.title == title
    assert words.finding.startswith(
        "On V of 14 May 2026, which ranks 4 Chinese and 2 American makers, the Chinese a is 30 points "
        "ahead of the American b (27 to 33). There the Chinese a is 30 points ahead"
    )
    assert f"On W of 17 August 2026 the American a {now} the Chinese b" in words.finding
    assert "Shown are b, the latest Kling, the rival a and" in words.definition


# --- pictures


def pictures() -> list:
    side = start_charts
    lag = pd.DataFrame(
        {"field": ["overall"], "side": ["US"], "model": ["A"], "months": [6.0], "open": [False]}
    )
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
        side.best(found, [ARENA]), side.rated(rated, {"4.0 points\napart": ("a", "b")}),
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
    assert texts[:3] == ["a, 22 ahead", "a, 2 ahead", "within the margin of error"]
    assert axes.get_xlabel() == "lead in rating points, 19 August 2026"
    assert axes.get_title(loc="left") == "Arena: blind votes by users"
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in "so"]
    assert faces == [core.UNITED_STATES, "white"]
    places = [line.get_xdata()[0] for line in axes.lines if line.get_marker() in "so"]
    assert places == [-22, 2]  # the United States left of zero, China right


def test_bars_end_at_the_share_and_lines_at_the_bound():
    axes = pictures()[3].axes[0]
    assert [round(bar.get_width(), 2) for bar in axes.patches] == [0.52, 0.40, 0.17, 0.68]
    lines = [list(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]
    assert lines == [[0.52, 0.57], [0.40, 0.44]]
    heads = [text.get_text() for text in axes.texts]
    assert heads == ["now", "The same without A"]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "China 52%", "United States 40%", "China 17%", "United States 68%",
    ]  # fmt: skip


def test_the_three_parts_of_a_bar_of_licenses_are_all_of_it():
    axes = pictures()[4].axes[0]
    parts = [bar.get_width() for bar in axes.patches]
    assert len(parts) == 3 * 2 * 2
    for start in range(0, len(parts), 3):
        assert sum(parts[start : start + 3]) == pytest.approx(1)


def test_records_of_about_the_same_months_stand_one_above_another():
    own = pd.DataFrame({"field": "overall", "side": "US", "months": [6.0, 6.1, 9.0], "open": False})
    row = pd.Series({"field": "overall", "side": "US"})
    assert start_charts._stacked(own, row, 18)[1] == [0, 1, 0]


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


def test_a_list_free_to_reuse_says_no_more_than_it_can():
    shares = pd.DataFrame({"side": ["CN", "US"], "share": [0.6, 0.3]})
    panel = SimpleNamespace(selection="attention sample", label="August 2026")

    def said(verdict):
        return start_words.free(shares, LED, CHINESE, verdict, panel)

    assert said(verdicts.Verdict(verdicts.TOO_FEW)).startswith(
        "Among popular models of August 2026, a list free to reuse, Chinese publishers drew 60% of "
        "the downloads of language models, American ones 30%. Of those created in "
    )
    assert said(verdicts.Verdict(verdicts.TOO_FEW)).endswith(
        "known to be permissive. Its derivatives are too few models to say more."
    )
    assert "40% of 100 Chinese derivatives stood on American models" in said(
        verdicts.Verdict(verdicts.AHEAD, "CN")
    )


def test_one_page_is_one_page():
    assert len(page_text().split()) <= 850
    names = [slug for slug in figures() if slug[:2] == "00"]
    shown = [cell["source"] for cell in cells(PAGE, "code")]
    assert 5 <= len([name for name in names if asked(name) in shown]) == len(names) <= 7
    assert {path.stem for path in (ROOT / "figures").glob("00-*.csv")} == set(names)


def test_every_finding_is_a_few_computed_sentences_with_a_number_and_a_day():
    said = computed_words(PAGE)
    for path in (ROOT / "figures").glob("00-*.csv"):
        finding = header(path)["finding"]
        assert finding in said
        assert len(re.findall(r"\. [A-Z]", finding)) < 5 and finding.endswith(".")
        if path.stem != "00-months":  # lags of all records; the scoreboard names its fit
            assert re.search(r"(January|June|July|May|August|September|October) 20\d\d", finding)
        assert re.search(r"\d", finding)


def test_the_heroes_come_first_and_what_is_not_known_is_disclosed():
    first = cells(PAGE, "markdown")[0]["source"]
    for word in ("Kling", "Yi-Large", "closed model", "cannot measure", "can be measured"):
        assert word in first
    text = page_text()
    assert "a download is a request" in text
    assert re.search("Lists are unequal: Arena rank(s|ed)", text)
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


def test_every_entry_of_the_glossary_is_linked_by_a_notebook():
    targets = [
        target
        for path in NOTEBOOKS
        for text in [*(cell["source"] for cell in cells(path, "markdown")), *computed_words(path)]
        for _, target in LINK.findall(text)
    ]
    linked = {target.partition("#")[2] for target in targets if "glossary.md" in target}
    terms = anchors(ROOT / "data" / "glossary.md") - {"glossary"}
    assert terms <= linked, terms - linked


def test_the_readme_repeats_the_page_in_its_order():
    abouts = edition()[0]
    first, more = readme.findings(abouts).splitlines(), readme.more_findings(abouts).splitlines()
    shown = [cell["source"] for cell in cells(PAGE, "code")]
    names = [slug for slug in figures() if slug[:2] == "00"]
    assert names == sorted(names, key=lambda name: shown.index(asked(name)))
    assert first[0].startswith(f'<img src="figures/{readme.HERO}.png" width="')
    assert f'alt="{html.escape(abouts[readme.HERO]["alt"])}"' in first[0]
    bullets = [line for line in first + more if line.startswith("- ")]
    order = [*readme.FOLD, *(name for name in names if name not in readme.FOLD)]
    for name, line in zip(order, bullets, strict=True):
        for part in (f"(figures/{name}.png)", abouts[name]["title"], abouts[name]["finding"]):
            assert part in line
    assert "(notebooks/00-start-here.ipynb)" in more[-1]


def test_the_rule_of_the_downloads_is_the_rule_object():
    about = header(ROOT / "figures" / "00-downloads.csv")
    said = rules.CountingRule(universe="language").sentence
    assert about["rule"] == sentence(said)
