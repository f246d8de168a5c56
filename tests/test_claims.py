"""The report of July 2024 revisited: the page says what the tables say, verdicts follow them."""

import html
import json
import re
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap import Study, rules
from hubgap.charts import claims as claims_charts
from hubgap.data import ROOT
from hubgap.exhibits.exhibit import Listing, Remark, registry
from hubgap.measures import claims
from hubgap.publish import show
from hubgap.text import day, number, points
from hubgap.words.en import claims as claims_words
from hubgap.words.en import timeline as timeline_words

STUDY = Study("embedded")
DATA = STUDY.data
PANEL = SimpleNamespace(days=[pd.Timestamp("2026-08-22")], name="a list", refreshed=False)


@cache
def said() -> str:
    """All computed sentences of the page."""
    return "\n".join(one.words for one in shown() if isinstance(one, Remark))


@cache
def tables() -> str:
    """All tables of the page."""
    listings = [one for one in shown() if isinstance(one, Listing)]
    return html.unescape("\n".join(show.table_html(one.table, one.words) for one in listings))


@cache
def shown() -> list:
    return [make(STUDY) for slug, make in registry().items() if slug.startswith("09-")]


def answer(claim: str) -> str:
    """What the page says of a claim: verdict, then, now."""
    return re.search(rf"\*\*{claim}, .*?(?=\n\n\*\*|\Z)", said(), re.DOTALL)[0]


def basis(**tables) -> claims.Basis:
    days = STUDY.days
    data = DATA.replace(tables)
    return claims.Basis(
        data, None, PANEL, rules.CountingRule(), days.report, days.today, days.early
    )


# --- the measured values, read from the tables by hand


def arena(model: str) -> pd.Series:
    rows = DATA["arena_history"]
    rows = rows[(rows["board"] == "text_nostyle") & (rows["published_on"] == "2024-07-07")]
    return rows.set_index("model").loc[model]


@pytest.mark.parametrize("own", ["Yi-Large (preview)", "Yi-Large"])
@pytest.mark.parametrize("rival", ["GPT-4o (May 2024)", "Llama 3-70B", "Llama 3-8B"])
def test_both_versions_of_yi_large_against_gpt_4o_and_llama_3(own, rival):
    one, two = sorted((arena(own), arena(rival)), key=lambda row: -row["rating"])
    verb = "leads" if one.name == own else "trails"
    least, most = one["ci_low"] - two["ci_high"], one["ci_high"] - two["ci_low"]
    size = f"{points(one['rating'] - two['rating'])} ({least:.0f} to {most:.0f})"
    assert f"{own} {verb} {rival} by {size}" in answer("C08")


def test_the_gap_on_the_board_before_the_report_is_47_points():
    assert (
        arena("GPT-4o (May 2024)")["rating"] == 1287
        and arena("Yi-Large (preview)")["rating"] == 1240
    )
    assert (
        "GPT-4o (May 2024) leads the Chinese Yi-Large (preview) by 47 points (40 to 55)"
        in answer("C01")
    )
    assert "winning 43\u202f% of votes" in answer("C08")  # 1 / (1 + 10 ** (47 / 400)) = 0.433


def test_yi_large_on_a_test_without_votes():
    rows = DATA["scores"].query(
        "benchmark == 'MMLU' and measured_by == 'Stanford CRFM Leaderboard'"
    )
    scores = rows.set_index("model")["score"]
    assert scores["Yi-Large"] == scores["Llama 3-70B"] == 79.3
    assert "no clear difference between Yi-Large and Llama 3-70B, 0.0 points" in answer("C08")
    assert f"trails GPT-4o (May 2024) by {scores['GPT-4o (May 2024)'] - 79.3:.1f} points" in answer(
        "C08"
    )


def elo(name: str) -> pd.Series:
    return DATA["video_elo"].set_index("name_on_board").loc[name]


@pytest.mark.parametrize(
    ("own", "entry", "rival", "against"),
    [
        ("Kling 1.0", "Kling 1.0", "Sora", "Sora"),
        ("Kling 3.0 Pro", "Kling 3.0 1080p (Pro)", "Sora 2 Pro", "Sora 2 Pro"),
    ],
)
def test_kling_against_sora_then_and_since(own, entry, rival, against):
    one, two = elo(entry), elo(against)
    verb = "leads" if one["elo"] > two["elo"] else "trails"
    assert f"{own} {verb} {rival} by {points(one['elo'] - two['elo'])}" in answer("C04")


def test_every_kling_on_the_fit_is_in_the_table():
    makers = DATA["video_elo"].query("developer == 'Kuaishou'")
    rows = re.findall(r"<tr><td[^>]*>(Kling[^<]*)</td>", tables())
    assert sorted(rows) == sorted(makers["model"].unique())
    best = makers.groupby("model")["elo"].max()
    for model, score in best.items():
        assert f">{model}</td>" in tables() and f">{score:.0f} (" in tables()


def event(one: str) -> pd.Series:
    return DATA["events"].set_index("event_id").loc[one]


@pytest.mark.parametrize(
    ("claim", "one"),
    [
        ("C05", "E012"),
        ("C05", "E041"),
        ("C05", "E095"),
        ("C05", "E029"),
        ("C06", "E021"),
        ("C09", "E002"),
        ("C15", "E018"),
        ("C15", "E020"),
        ("C15", "E044"),
        ("C07", "E019"),
    ],
)
def test_dated_events_are_said_with_their_day_and_evidence(claim, one):
    row = event(one)
    known = timeline_words.KNOWN_BY[row["evidence_grade"]]
    assert f"{row['title']} ({day(row['date'])}, {known})" in answer(claim)


def test_days_between_events():
    assert "138 days between the openings" in answer("C05")  # 24 July to 9 December 2024
    assert "49 days before the report" in answer("C06")  # 6 June to 25 July 2024
    assert "rate Sora before 9 December 2024" in answer("C04")


def test_the_fate_of_the_bill():
    assert "passes committee 43-3 (22 May 2024" in answer("C15")
    assert answer("C15").startswith(
        "**C15, A bill on exports of AI: held then; does not hold now.**"
    )
    assert "ENFORCE Act lapses (3 January 2025, not looked up)" in answer("C15")


def test_open_models_of_01_ai_in_the_census():
    rows = DATA["snapshot-2024-07-11"]
    own = rows[rows["model_id"].str.startswith("01-ai/")]
    assert len(own) == 24 and set(own["license"]) == {"apache-2.0"}
    total = number(own["downloads_30d"].sum())
    text = f"24 open repositories (license tags: apache-2.0 24) and {total} downloads"
    assert own["downloads_30d"].sum() == 162_996 and text in answer("C07")


def test_qwen_on_the_boards_of_open_models():
    board = DATA["open_llm_leaderboard"].query("version == 'v2' and submitted_on <= '2024-07-25'")
    first = board.sort_values("average").iloc[-1]
    assert first["hub_id"] == "Qwen/Qwen2-72B-Instruct"
    assert f"Qwen/Qwen2-72B-Instruct ranks 1 of {len(board)} stored entries" in answer("X01")
    gap = arena("Gemma 2 27B")["rating"] - arena("Qwen2-72B")["rating"]
    assert f"Gemma 2 27B leads the Chinese Qwen2-72B by {points(gap)}" in answer("C19")


def test_nvidia_chips_of_both_sides():
    rows = (
        DATA["chip_stock"]
        .query("chip_maker == 'Nvidia' and quarter == '2024Q2'")
        .set_index("owner")
    )
    china = rows.loc["China"]
    named = rows.drop(["China", "Other (rest of the world)"])["h100e_p50"].sum()
    low, high = number(china["h100e_p5"]), number(china["h100e_p95"])
    assert f"China {number(china['h100e_p50'])} ({low} to {high})" in answer("C13")
    assert f"the United States {number(named)} (" in answer("C13")


def test_borrowing_between_the_countries_turned_round():
    text = answer("C11")
    assert "holds now as far as can be seen (reversed).**" in text
    then, now = text.split("- *Now:* ")
    assert "by models China 46" in then and "by models the United States 32" in now
    assert "Reversed between the two countries: By building on each other (C11) and" in said()


# --- the page


def test_the_first_lines_say_that_the_heroes_were_closed():
    page = ROOT / "notebooks" / "09-july-2024-revisited.ipynb"
    first = "".join(json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"])
    for word in (
        "Kling and Yi-Large, were closed",
        "The Hugging Face Hub cannot measure them",
        "instead",
    ):
        assert word in first
    assert claims.heroes(DATA) == {"Yi-Large": "false", "Kling 1.0": "false"}
    assert "Yi-Large and Kling 1.0 are not open-weight models." in said()[: said().index("**C01")]


@pytest.mark.parametrize("row", DATA["claims"].to_dict("records"), ids=lambda row: row["claim_id"])
def test_every_statement_has_its_source_its_test_and_two_answers(row):
    for column in (
        "claim_in_own_words",
        "stated_by",
        "measurable_on_hub",
        "what_a_fair_test_would_be",
    ):
        assert html.unescape(claims_words.american(row[column])) in tables()
    text = answer(row["claim_id"])
    assert "\n- *Then:* " in text and "\n- *Now:* " in text
    now = text.split("- *Now:* ")[1]
    assert "A past event" in now or re.search(r"\b\d{1,2} \w+ 20\d\d", now)


def test_known_errors_of_the_digest_are_named_and_not_repeated():
    errors = DATA["claims"][DATA["claims"]["digest_vs_original"].str.startswith("DIGEST ERROR")]
    assert list(errors["claim_id"]) == ["C03", "C18"]
    assert tables().count("DIGEST ERROR") == 2
    assert "founder of Kuaishou" not in said() and "Faithful<" not in tables()


# --- verdicts follow the data


def told(basis: claims.Basis, family, claim: str) -> pd.Series:
    table = claims.verdicts(pd.DataFrame(family(basis)))
    return table.set_index("claim_id").loc[claim]


def raised(table: str, rows: pd.Series, by: float, columns=("rating", "ci_low", "ci_high")):
    changed = DATA[table].copy()
    for column in columns:
        changed.loc[rows, column] += by
    return {table: changed}


def test_a_higher_rating_of_yi_large_turns_the_verdict():
    history = DATA["arena_history"]
    own = (history["model"] == "Yi-Large (preview)") & (history["published_on"] == "2024-07-07")
    for by, then in ((0, "no"), (47, "level"), (100, "yes")):
        assert (
            told(basis(**raised("arena_history", own, by)), claims.capability, "C01")["then"]
            == then
        )
    assert told(basis(), claims.yi_on_tests, "C08")["then"] == "mixed"
    lower = raised("arena_history", own | (history["model"] == "Yi-Large"), -200)
    assert told(basis(**lower), claims.yi_on_tests, "C08")["then"] == "no"


def test_a_higher_score_of_kling_turns_its_duel():
    own = DATA["video_elo"]["model"] == "Kling 1.0"
    higher = raised("video_elo", own, 300, ("elo", "ci_low", "ci_high"))
    before, after = (pd.DataFrame(claims.kling_against_sora(basis(**t))) for t in ({}, higher))
    assert list(before["status"]) == ["untested", "no", "level", "yes", "no"]
    assert list(after["status"])[1] == "yes"
    (text,) = claims_words.said(after.iloc[[1]])
    assert "Kling 1.0 leads Sora by 206 points" in text


def test_a_gap_that_narrows_now_is_called_narrower():
    history, models = DATA["arena_history"], DATA["benchmark_models"]
    american = history["model"].isin(models.loc[models["country"] == "US", "model"])
    first = american & (history["published_on"] == "2025-11-06")
    before, after = (basis(**raised("arena_history", first, by)) for by in (0, 100))
    assert told(before, claims.closing, "C10")[["then", "now"]].tolist() == ["yes", "no"]
    assert told(after, claims.closing, "C10")[["then", "now"]].tolist() == ["yes", "yes"]
    (text,) = claims_words.said(pd.DataFrame(claims.closing(after)).iloc[[1]])
    assert "went from 120 points" in text and text.endswith("narrower")


def test_more_chips_turn_the_verdict():
    chips = DATA["chip_stock"]
    assert told(basis(), claims.chips, "C13")[["then", "ahead_then"]].tolist() == ["seen", "US"]
    china = chips["owner"] == "China"
    more = chips.assign(
        **{c: chips[c].where(~china, chips[c] * 1000) for c in chips if c.startswith("h100e")}
    )
    assert told(basis(chip_stock=more), claims.chips, "C13")[["then", "ahead_then"]].tolist() == [
        "no",
        "CN",
    ]


def moved(one: str, when: str) -> dict[str, pd.DataFrame]:
    events = DATA["events"].copy()
    events.loc[events["event_id"] == one, "date"] = pd.Timestamp(when)
    return {"events": events}


def test_other_days_turn_the_verdicts_on_events():
    assert told(basis(), claims.access, "C05")[["then", "now"]].tolist() == ["yes", "no"]
    assert told(basis(**moved("E041", "2024-07-01")), claims.access, "C05")["then"] == "no"
    assert told(basis(**moved("E021", "2024-01-01")), claims.announced, "C06")["then"] == "no"
    assert told(basis(), claims.bill, "C15")[["then", "now"]].tolist() == ["yes", "no"]
    assert told(basis(**moved("E044", "2027-01-03")), claims.bill, "C15")["now"] == "yes"


def test_a_lower_average_turns_the_rank():
    board = DATA["open_llm_leaderboard"]
    own = board["hub_id"].str.startswith("Qwen/Qwen2-72B")
    lower = board.assign(average=board["average"].where(~own, 1.0))
    rows = pd.DataFrame(claims.open_board(basis(open_llm_leaderboard=lower)))
    assert rows["status"].eq("no").all() and rows["value"].min() > 1


def reading(when: str, status: str, ahead: str = "", kind: str = "gap") -> dict:
    about = {
        "claim_id": "C19",
        "when": when,
        "part": "",
        "kind": kind,
        "day": pd.Timestamp("2024-07-07"),
    }
    return {
        **about,
        "scale": "a board",
        "status": status,
        "ahead": ahead,
        "value": 30.0,
        "unit": "points",
    }


@pytest.mark.parametrize(
    ("then", "now", "text"),
    [
        ((("no", "US"),), (("yes", "CN"),), "did not hold then; holds now (reversed)."),
        (
            (("yes", "US"), ("no", "US")),
            (("level", ""),),
            "held in part then; no clear difference now.",
        ),
        (
            (("untested", ""),),
            (("seen", ""),),
            "not testable then; holds now as far as can be seen.",
        ),
        ((("untested", ""), ("no", "")), (("past", ""),), "did not hold then."),
        ((("open", ""),), (("open", ""),), "not measurable here."),
    ],
)
def test_verdicts_by_template(then, now, text):
    rows = [reading("then", *one) for one in then] + [reading("now", *one) for one in now]
    (row,) = claims.verdicts(pd.DataFrame(rows)).to_dict("records")
    assert claims_words.verdict(pd.Series(row)) == text


def test_what_a_refresh_brought_is_named_in_the_finding():
    table = pd.DataFrame([reading(when, "no", "US") for when in ("then", "now")])
    lists = SimpleNamespace(name="Hub catalogues of 1 May 2027", refreshed=True)
    words = claims_words.revisited(table, claims.verdicts(table), claims.led(table), lists)
    assert "by the latest data (Hub catalogues of 1 May 2027), did not hold: 1" in words.finding


@pytest.mark.parametrize(
    ("then", "now", "kind", "text"),
    [
        (("yes", "US"), ("no", "US"), "lost", "Held then and do not hold now: The same path again"),
        (("no", ""), ("seen", "CN"), "won", "Did not hold then and hold now: The same path again"),
        (("level", "US"), ("level", "CN"), "reversed", "Reversed between the two countries: The"),
        (("yes", "US"), ("seen", "US"), None, "No verdict turned."),
    ],
)
def test_which_verdicts_turned(then, now, kind, text):
    rows = [reading("then", *then), reading("now", *now)]
    found = claims.turned(claims.verdicts(pd.DataFrame(rows)))
    assert found == {name: ["C19"] * (name == kind) for name in ("lost", "won", "reversed")}
    assert claims_words.turned(found).startswith(text)


def test_leads_are_counted_where_the_best_or_totals_are_compared():
    rows = [reading("then", "no", side) for side in ("US", "US", "CN", "")]
    rows += [reading("then", "untested", kind="untested"), reading("now", "yes", "CN")]
    rows += [{**reading("then", "no", "CN"), "claim_id": "C11"}]  # compares no best or total
    found = claims.led(pd.DataFrame(rows))
    assert found["then"] == ({"CN": 1, "US": 2}, 1, 4)
    assert found["now"] == ({"CN": 1, "US": 0}, 0, 1)


def test_a_list_without_declared_bases_cannot_be_tested():
    rows = pd.DataFrame([claims._untested(one, "now") for one in ("C11", "C17")])
    assert claims_words.said(rows) == ["no base models are recorded as declared"] * 2


def test_copies_are_said_only_where_a_list_has_repackagers():
    row = {"claim_id": "C17", "kind": "exposure", "day": pd.NaT, "scale": ""}
    spans = {"models": (0.1, 0.2), "downloads": (0.3, 0.3)}
    row["facts"] = {"side": "CN", "spans": spans}
    (text,) = claims_words.said(pd.DataFrame([row]))
    assert text.endswith("American derivatives (30\u202f% by downloads); exposure is not harm")
    row["facts"] = {"side": "CN", "spans": {**spans, "copies": (0, 1)}}
    (text,) = claims_words.said(pd.DataFrame([row]))
    assert "and 0\u202f% to 100\u202f% of the downloads of repackagers' copies" in text


def test_leads_are_counted_and_a_tie_names_no_leader():
    def words(*ahead):
        rows = [reading(when, "no", side) for when in ("then", "now") for side in ahead]
        table = pd.DataFrame(rows)
        return claims_words.revisited(table, claims.verdicts(table), claims.led(table), PANEL)

    assert (
        words("US", "US", "CN").title
        == "Of 1 statements, 0 held then; leads now: American 2, Chinese 1"
    )
    assert words("US", "CN").title.endswith("leads now: each 1")
    assert words("", "").title.endswith("no clear difference now")
    assert "no clear difference in 1 of 3" in words("CN", "CN", "").finding


def test_the_picture_has_a_row_a_statement_with_both_marks():
    cells = pd.DataFrame(
        [
            {
                "claim_id": "C01",
                "label": "One",
                "group": "A",
                "then": "yes",
                "then_phrase": "a " * 60,
                "now": "level",
                "now_phrase": "No clear difference",
            },
            {
                "claim_id": "C02",
                "label": "Two",
                "group": "B",
                "then": "untested",
                "then_phrase": "b",
                "now": "past",
                "now_phrase": "c",
            },
        ]
    )
    (axes,) = claims_charts.statements(cells, "2024-07-25").axes
    words = [text.get_text() for text in axes.texts]
    assert {"A", "B", "C01 One", "C02 Two", "No clear difference", "b", "c"} <= set(words)
    assert "Then, July 2024" in words
    marks = [line.get_marker() for line in axes.lines if line.get_marker() not in ("None", "")]
    assert marks[:4] == ["o", "$=$", "_", "_"]
    assert max(map(len, words)) < 100  # the long phrase is broken
