"""The report of July 2024 revisited: the page says what the tables say, verdicts follow them."""

import html
import json
import math
import re
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap import Study, rules
from hubgap.data import ROOT
from hubgap.exhibits import claims as claims_exhibits
from hubgap.exhibits.exhibit import Listing, Remark, registry
from hubgap.measures import claims
from hubgap.measures.verdicts import AHEAD, WITHIN_ERROR, Verdict
from hubgap.panel import Refusal
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


def compared(claim: str, what: str) -> pd.DataFrame:
    """The rows of the page's tables of comparisons on a claim and a pair."""
    listings = [one.table for one in shown() if one.slug.endswith("-measured")]
    rows = pd.concat(listings)
    return rows[(rows[""] == claim) & (rows["Compared"] == what)]


def basis(**tables) -> claims.Basis:
    days = STUDY.days
    data = DATA.replace(tables)
    return claims.Basis(
        data, None, PANEL, PANEL, rules.CountingRule(), days.report, days.today, days.early
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
    ahead = one.name
    gap = one["rating"] - two["rating"]
    least = gap - math.hypot(one["rating"] - one["ci_low"], two["ci_high"] - two["rating"])
    most = gap + math.hypot(one["ci_high"] - one["rating"], two["rating"] - two["ci_low"])
    row = compared("C08", f"{own} and {rival}").query("Day == '7 July 2024'").iloc[0]
    assert row["Who is ahead"] == ahead
    assert row["By"] == f"{points(gap)} ({least:.0f} to {most:.0f})"


def test_the_gap_on_the_board_before_the_report_is_47_points():
    assert (
        arena("GPT-4o (May 2024)")["rating"] == 1287
        and arena("Yi-Large (preview)")["rating"] == 1240
    )
    assert "GPT-4o (May 2024) led the Chinese Yi-Large (preview) by 47 points (42 to 53)" in answer(
        "C01"
    )


def test_yi_large_on_a_test_without_votes():
    rows = DATA["scores"].query(
        "benchmark == 'MMLU' and measured_by == 'Stanford CRFM Leaderboard'"
    )
    scores = rows.set_index("model")["score"]
    assert scores["Yi-Large"] == scores["Llama 3-70B"] == 79.3
    said_of = answer("C08")
    assert "It stood as high as Llama 3-70B, within the margin of error" in said_of
    gap = scores["GPT-4o (May 2024)"] - 79.3
    assert f"trailed GPT-4o (May 2024) by {gap:.1f} points" in said_of


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
    verb = "led" if one["elo"] > two["elo"] else "trailed"
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
    dated = f"\u201c{row['title']}\u201d ({day(row['date'])})"
    text = next(one for one in re.split(r"(?<=[a-z][.])\s", answer(claim)) if dated in one)
    assert known in text


def test_days_between_events():
    assert "138 days between the openings" in answer("C05")  # 24 July to 9 December 2024
    assert "49 days before the report, nearer to two months than to one" in answer("C06")
    assert answer("C06").startswith("**C06, Kling little over a month old: did not hold then.**")
    assert "rate Sora before 9 December 2024" in answer("C04")


def test_the_fate_of_the_bill():
    assert "passes committee 43-3\u201d (22 May 2024)" in answer("C15")
    assert answer("C15").startswith(
        "**C15, A bill on exports of AI: held then, does not hold now.**"
    )
    assert "ENFORCE Act lapses\u201d (3 January 2025) was not looked up" in answer("C15")


def test_open_models_of_01_ai_in_the_census():
    rows = DATA["snapshot-2024-07-11"]
    own = rows[rows["model_id"].str.startswith("01-ai/")]
    assert len(own) == 24 and set(own["license"]) == {"apache-2.0"}
    total = number(own["downloads_30d"].sum())
    text = f"24 open-weight repositories of 01.AI, with {total} downloads"
    assert own["downloads_30d"].sum() == 162_996 and text in answer("C07")
    assert "apache-2.0 (24)" in answer("C07")


def test_qwen_on_the_boards_of_open_models():
    board = DATA["open_llm_leaderboard"].query("version == 'v2' and submitted_on <= '2024-07-25'")
    first = board.sort_values("average").iloc[-1]
    assert first["hub_id"] == "Qwen/Qwen2-72B-Instruct"
    assert f"Qwen/Qwen2-72B-Instruct ranked 1 of the {len(board)} stored" in answer("X01")
    gap = arena("Gemma 2 27B")["rating"] - arena("Qwen2-72B")["rating"]
    assert f"Gemma 2 27B led the Chinese Qwen2-72B by {points(gap)}" in answer("C19")


def test_nvidia_chips_of_both_sides():
    rows = (
        DATA["chip_stock"]
        .query("chip_maker == 'Nvidia' and quarter == '2024Q2'")
        .set_index("owner")
    )
    china = rows.loc["China"]
    named = rows.drop(["China", "Other (rest of the world)"])["h100e_p50"].sum()
    bought = (
        f"American owners had bought Nvidia chips equal to {number(named)} H100s, Chinese ones "
    )
    assert bought + number(china["h100e_p50"]) in answer("C13")


def test_borrowing_is_told_of_publishers_of_known_country():
    then, now = answer("C11").split("- *Now:* ")
    assert "48% of Chinese derivatives" in then and "21% to 23% of American" in now
    assert "publishers of known country" in then and "depends on how one counts" in now


def test_the_open_weight_lead_changed_hands_in_december_2024():
    rows = DATA["arena_history"].query("board == 'text_nostyle'").set_index("published_on")
    best = {
        "2024-11-30": ("Athene-v2-Chat-72B", 1274, "Qwen2.5-72B", 1259),  # by 15 points, American
        "2024-12-31": ("DeepSeek-V3", 1315, "Athene-v2-Chat-72B", 1277),  # by 38 points, Chinese
    }
    for when, (first, high, second, low) in best.items():
        board = rows.loc[when].set_index("model")["rating"]
        assert (board[first], board[second]) == (high, low)
    found = claims.changed_hands(claims.benchmarks.ARENA.on(DATA), DATA)
    assert (str(found.before.date()), str(found.since.date())) == ("2024-11-30", "2024-12-31")
    assert "That lead became Chinese in December 2024" in answer("C19")


def test_yi_large_against_llama_3_is_a_narrow_lead_or_level_by_the_date_of_the_board():
    assert [board.day for board in claims.around(basis())] == ["2024-07-07", "2024-07-31"]
    rows = pd.DataFrame(claims.yi_on_tests(basis()))
    pair = rows[rows["part"] == "Yi-Large against Llama 3-70B"]
    assert list(pair["status"]) == ["yes", "level", "level"]  # two boards, and MMLU
    # 31 July: 1212 (from 1207 or so) and 1206, 6 points, of which errors take 6.3
    assert pair["value"].tolist()[:2] == [10, 6] and pair["low"].iloc[1] < 0 < pair["low"].iloc[0]
    assert "On the Arena of 31 July 2024, Yi-Large stood 6.0 points above" in answer("C08")


def test_openness_is_told_with_its_closed_flagships_and_its_limits_on_revenue():
    then, now = answer("C12").split("- *Now:* ")
    assert "the Chinese Yi-Large (preview) are both closed" in then
    assert "Gemini 4 Argon is closed and the Chinese MiMo-V2.6-Pro has open weights" in now
    flagships = DATA["flagship_licenses"].set_index("release_date").sort_index()
    year = flagships.loc["2023-07-26":"2024-07-25"].query("region == 'CN'")
    limited = (year["class"] == "community-with-thresholds").sum()
    assert f"{limited} of {len(year)} Chinese" in then and "limit users or revenue" in then


FLAGSHIPS = pd.DataFrame(
    [
        ("2024-07-25", "CN", claims.GATED),
        ("2023-07-26", "CN", "permissive"),
        ("2023-07-25", "CN", claims.GATED),  # a year and a day before
        ("2024-01-01", "US", claims.GATED),
        ("2024-01-01", "international", claims.GATED),
    ],
    columns=["release_date", "region", "class"],
)


def test_flagships_with_limits_are_counted_over_a_year():
    rows = FLAGSHIPS.assign(release_date=pd.to_datetime(FLAGSHIPS["release_date"]))
    assert claims.gated(rows, pd.Timestamp("2024-07-25")) == {"CN": (1, 2), "US": (1, 1)}
    assert claims.gated(rows.iloc[:0], pd.Timestamp("2024-07-25")) == {"CN": (0, 0), "US": (0, 0)}


def test_both_readings_of_disputed_publishers_stand_in_the_table():
    table = next(
        one for one in shown() if isinstance(one, Listing) and one.slug.endswith("readings")
    )
    both = table.table.groupby(["", "When", "Of"])["Disputed publishers"].agg(list)
    assert {claim for claim, *_ in both.index} == {"C11", "C17", "C18"}
    assert all(ways == ["as the rule reads them", "read the other way"] for ways in both)
    other = STUDY.under(disputed="alternative")
    (first, second) = (claims.downloads.shares(one.census, one.rule) for one in (STUDY, other))
    rows = table.table.query("When == 'then' and Of == 'models of all tasks'")
    for shares, said_of in zip((first, second), rows["Shares"], strict=True):
        share = shares.set_index("side").loc["US", "share"]
        assert f"the United States {100 * share:.0f}" in said_of


# --- the page


def test_the_first_lines_say_that_the_heroes_were_closed():
    page = ROOT / "notebooks" / "09-july-2024-revisited.ipynb"
    first = "".join(json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"])
    for word in (
        "Kling and Yi-Large, were [closed models](",
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
    assert "a past event" in now or re.search(r"\b\d{1,2} \w+ 20\d\d", now)


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
    lower = raised("arena_history", history["model"].isin(claims.VERSIONS), -200)
    assert told(basis(**lower), claims.yi_on_tests, "C08")["then"] == "no"


def test_a_higher_score_of_kling_turns_its_duel():
    own = DATA["video_elo"]["model"] == "Kling 1.0"
    higher = raised("video_elo", own, 300, ("elo", "ci_low", "ci_high"))
    before, after = (pd.DataFrame(claims.kling_against_sora(basis(**t))) for t in ({}, higher))
    # Kling 1.5 Pro trails Sora by 13.6, errors of 8 each: 13.6 - 11.3 is more than nothing
    assert list(before["status"]) == ["untested", "no", "no", "yes", "no"]
    assert list(after["status"])[1] == "yes"
    (text,) = claims_words.said(after.iloc[[1]])
    assert "Kling 1.0 led Sora by 206 points" in text


def top(side: str, model: str, score: float, half: float = 0.0, models: int = 9) -> dict:
    ends = {"low": score - half, "high": score + half, "level": 0.95}
    return {"side": side, "model": model, "score": score, **ends, "models": models}


def gain(before, after, refit=True) -> dict:
    days = pd.Timestamp("2024-01-25"), pd.Timestamp("2024-07-25")
    window = claims.Window(*days, pd.DataFrame(before), pd.DataFrame(after), refit)
    return claims._gained(basis(), "then", claims.benchmarks.ECI, window)


def test_who_gained_more_is_judged_by_the_four_errors():
    before = [top("CN", "a", 100, 3), top("US", "b", 150, 4)]
    after = [top("CN", "c", 140, 12), top("US", "d", 160, 0)]
    row = gain(before, after)  # gains of 40 (error: hypot(3, 12)) and of 10 (4): 30, error 13
    assert (row["value"], row["low"], row["high"]) == (30, 17, 43)
    assert row["verdict"] == ("ahead", "CN") and row["status"] == "yes"
    assert row["facts"]["leads"] == [("US", 50), ("US", 20)]
    wide = [top("CN", "c", 140, 40), top("US", "d", 160, 0)]
    assert gain(before, wide)["status"] == "level"
    unknown = [{**top("CN", "c", 140), "low": math.nan, "high": math.nan}, after[1]]
    assert gain(before, unknown)["status"] == "seen"
    assert gain(before, [top("CN", "c", 101, 1), top("US", "d", 190, 1)])["status"] == "no"


def test_the_same_best_model_on_one_fit_gains_exactly_nothing():
    before = [top("CN", "a", 100, 30), top("US", "b", 150, 2)]
    after = [top("CN", "a", 100, 30), top("US", "d", 160, 2)]
    row = gain(before, after, refit=False)
    assert row["verdict"] == ("ahead", "US") and row["value"] == 10
    assert row["low"] == pytest.approx(10 - math.hypot(2, 2))
    few = [top("CN", "a", 100, 30, models=4), before[1]]
    assert gain(few, after, refit=False)["status"] == "untested"


def test_who_was_ahead_already_has_nothing_to_close():
    before = [top("CN", "a", 160, 1), top("US", "b", 150, 1)]
    assert gain(before, [top("CN", "c", 190, 1), top("US", "d", 151, 1)])["status"] == "no"


def test_closing_is_asked_of_all_rulers_and_not_of_one_window_of_the_arena():
    rows = pd.DataFrame(claims.closing(basis()))
    then, now = (rows[rows["when"] == when] for when in ("then", "now"))
    assert {"ECI", "Arena", "GPQA Diamond"} <= set(then["scale"]) and len(now) > 8
    assert set(then["status"]) == {"seen", "untested"}  # no ruler publishes all four errors
    assert set(now["status"]) >= {"yes", "level", "no"}  # rulers disagree
    assert told(basis(), claims.closing, "C10")["now"] == "mixed"
    # the boards of 27 March and 7 July 2024: 1253.6 - 1148.2 and 1287 - 1240
    (arena,) = then[then["scale"] == "Arena"].to_dict("records")
    assert [round(points, 1) for _, points in arena["facts"]["leads"]] == [105.4, 47.0]
    assert "China gained more on ECI" in answer("C10") and "held then." not in answer("C10")


def test_a_gap_that_narrows_on_the_arena_is_one_ruler_more():
    history, models = DATA["arena_history"], DATA["benchmark_models"]
    american = history["model"].isin(models.loc[models["country"] == "US", "model"])
    first = american & (history["published_on"] == "2025-12-11")
    after = pd.DataFrame(claims.closing(basis(**raised("arena_history", first, -100))))
    (arena,) = after[(after["when"] == "now") & (after["scale"] == "Arena")].to_dict("records")
    assert arena["status"] == "no" and "the United States gained more on" in claims_words.gained(
        pd.DataFrame([arena])
    )


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


def test_a_list_without_a_model_of_the_last_year_is_not_tested_on_them():
    name = f"snapshot-{STUDY.latest.days[-1].date()}"
    rows = DATA[name]
    year_ago = STUDY.latest.days[-1].tz_localize("UTC") - pd.Timedelta(days=366)
    study = Study(DATA.replace({name: rows[~(rows["created_at"] > year_ago)].reset_index()}))
    found = claims._by_rules(SimpleNamespace(panels={"now": study.latest}, data=study.data), "now")
    assert (found["status"], found["claim_id"]) == ("untested", "C19")
    told = claims_words.CLAUSES[found["kind"]](found)
    assert told == "no listed model is known to be at most a year old"


def reading(when: str, status: str, ahead: str = "", kind: str = "gap") -> dict:
    about = {
        "claim_id": "C19",
        "when": when,
        "part": "",
        "kind": kind,
        "day": pd.Timestamp("2024-07-07"),
    }
    verdict = Verdict(AHEAD, ahead) if ahead else Verdict(WITHIN_ERROR)
    judged = {"status": status, "verdict": verdict, "ahead": ahead, "reading": ""}
    return {**about, "scale": "a board", **judged, "value": 30.0, "unit": "points"}


@pytest.mark.parametrize(
    ("then", "now", "text"),
    [
        ((("no", "US"),), (("yes", "CN"),), "did not hold then, holds now (reversed)."),
        (
            (("yes", "US"), ("no", "US")),
            (("level", ""),),
            "held in part then, within the margin of error now.",
        ),
        (
            (("untested", ""),),
            (("seen", ""),),
            "not testable then, holds now as far as can be seen.",
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
    assert "(Hub catalogues of 1 May 2027), 1 of 1 statement did not hold" in words


@pytest.mark.parametrize(
    ("then", "now", "kind", "text"),
    [
        (
            ("yes", "US"),
            ("no", "US"),
            "lost",
            "\u201cThe same path again\u201d (C19) held then and does not hold",
        ),
        (
            ("no", ""),
            ("seen", "CN"),
            "won",
            "\u201cThe same path again\u201d (C19) did not hold then",
        ),
        (
            ("level", "US"),
            ("level", "CN"),
            "reversed",
            "\u201cThe same path again\u201d (C19) passed from one",
        ),
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
    assert found["then"] == ({"CN": 1, "US": 2}, {WITHIN_ERROR: 1}, 4)
    assert found["now"] == ({"CN": 1, "US": 0}, {}, 1)


def test_a_list_without_declared_bases_cannot_be_tested():
    rows = pd.DataFrame([claims._untested(one, "now") for one in ("C11", "C17")])
    assert claims_words.said(rows) == ["No base models are recorded as declared."] * 2


def test_copies_are_said_only_where_a_list_has_repackagers():
    row = {"claim_id": "C17", "kind": "exposure", "day": pd.NaT, "scale": "", "reading": ""}
    spans = {"models": (0.1, 0.2), "downloads": (0.3, 0.3)}
    row["facts"] = {"side": "CN", "spans": spans}
    (text,) = claims_words.said(pd.DataFrame([row]))
    assert text.endswith("models, and 30% by downloads. Exposure is not harm.")
    row["facts"] = {"side": "CN", "spans": {**spans, "copies": (0, 1)}}
    (text,) = claims_words.said(pd.DataFrame([row]))
    assert "So did 0% to 100% of the downloads of repackagers' copies." in text


def test_leads_are_counted_and_a_tie_names_no_leader():
    def words(*ahead):
        rows = [reading(when, "no", side) for when in ("then", "now") for side in ahead]
        table = pd.DataFrame(rows)
        return claims_words.revisited(table, claims.verdicts(table), claims.led(table), PANEL)

    both = words("US", "US", "CN")
    assert "the United States is ahead in 2 of 3 and China in 1." in both
    assert "each is ahead in 1 of 2." in words("US", "CN")
    none = "neither is ahead in any of 2. For 2 the answer is within the margin of error."
    assert none in words("", "")
    assert "in 2 of 3. For 1 the answer is within the margin" in words("CN", "CN", "")


def test_the_title_counts_what_held():
    table = pd.DataFrame([reading("then", "no"), reading("now", "yes", "CN")])
    title = claims_words.title(table, claims.verdicts(table))
    assert title == "Of 1 statement, 0 held in July 2024 and 1 holds now"


def test_the_table_of_all_statements_has_a_verdict_and_a_phrase_for_both_days():
    (table,) = (one.table for one in shown() if one.slug == "09-claims")
    assert len(table) == 20 and list(table) == ["Topic", "Statement", "Then, July 2024", "Now"]
    row = table.set_index("Statement").loc["Products beside their rivals (C01)"]
    assert row["Then, July 2024"] == "Did not hold. American lead, 47 points."


def test_a_census_that_is_its_own_earlier_list_is_numbered_once():
    found = claims_exhibits._readings(STUDY)
    (row,) = found[found["kind"] == "boom"].to_dict("records")
    when, n = list(row["facts"]["sizes"].items())[-1]
    said = claims_words.said(pd.DataFrame([{**row, "facts": {**row["facts"], "sizes": {when: n}}}]))
    assert f"numbered {n:,} on 11 July 2024. Creation" in said[0]


def test_a_latest_list_before_that_of_the_report_is_refused():
    with pytest.raises(Refusal, match="2 July 2022 is no later one than that of 11 July 2024"):
        registry()["09-answer"](STUDY.on(latest="2022-07-02"))
