"""Three counters of use: gains, readings, bounds and laws worked out by hand."""

import pandas as pd
import pytest

from hubgap import open_data
from hubgap.charts import usage as charts
from hubgap.counters import DAYS, FALLS, PARTS, SPLIT, WHOLE, laws, refusals
from hubgap.data import DataError, check
from hubgap.measures import usage
from hubgap.measures.verdicts import AHEAD, CLOSE, DEPENDS, HANGS, SHARE, Verdict
from hubgap.rules import CountingRule
from hubgap.words.en import usage as words

from .test_downloads import panel, row
from .tiny import TABLES

CN, US, NEITHER = Verdict(AHEAD, "CN"), Verdict(AHEAD, "US"), Verdict(CLOSE)


def counts(*rows: tuple) -> pd.DataFrame:
    """Rows (day, model, pulls) of the library; None: listed without a count."""
    table = pd.DataFrame(rows, columns=["day", "model", "pulls"]).assign(source="o")
    return table.assign(day=pd.to_datetime(table["day"]), pulls=table["pulls"].astype("Int64"))


def spans(*rows: tuple, columns=("kind", "model", "from_day", "to_day")) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(columns))
    return table.assign(
        from_day=pd.to_datetime(table["from_day"]), to_day=pd.to_datetime(table["to_day"])
    )


PULLS = counts(
    ("2025-07-17", "a", 100), ("2025-07-31", "a", 150), ("2025-08-31", "a", 450),
    ("2025-07-17", "b", 500), ("2025-07-31", "b", 700),  # leaves the library
    ("2025-07-17", "c", None), ("2025-07-31", "c", None), ("2025-08-31", "c", 40),
    ("2025-07-17", "d", 30), ("2025-07-31", "d", 90), ("2025-08-31", "d", 60),  # falls
)  # fmt: skip
LIBRARY = pd.DataFrame(
    [
        ("a", "A", "CN", None, "cn-lab"),
        ("b", "B", "US", "CN", "us-lab"),
        ("c", "C", "unknown", "mixed", "nobody"),
        ("d", "D", "FR", "US", "elsewhere"),
    ],
    columns=["model", "maker", "country", "base_country", "namespace"],
)
OLLAMA = {
    **TABLES,
    "ollama_pulls": PULLS,
    "ollama_models": LIBRARY,
    "ollama_jumps": spans(
        ("one-day step", "a", "2025-07-31", "2025-08-31"), ("fall", "d", "2025-07-31", "2025-08-31")
    ),
    "ollama_background": spans(
        ("2025-07-17", "2025-07-31", 20),
        ("2025-07-31", "2025-08-31", 50),
        columns=("from_day", "to_day", "p50"),
    ),
}


# --- pulls


def test_a_gain_is_from_the_last_count_and_a_first_count_from_zero():
    gains = usage.steps(PULLS)
    assert gains.loc["2025-07-31"].to_dict() == {"a": 50, "b": 200, "c": 0, "d": 60}
    assert gains.loc["2025-08-31"].to_dict() == {"a": 300, "b": 0, "c": 40, "d": -30}


def test_pulls_by_month_with_and_without_jumps_and_sweeps():
    rows = usage.pulls(OLLAMA).set_index(["month", "model"])
    july, august = rows.loc["2025-07-01"], rows.loc["2025-08-01"]
    assert july["value"].to_dict() == {"a": 50, "b": 200, "c": 0, "d": 60}
    assert august["value"].to_dict() == {"a": 300, "b": 0, "c": 40, "d": 0}  # a fall is no gain
    assert august["steady"].to_dict() == {"a": 0, "b": 0, "c": 40, "d": 0}  # a jumps
    assert july["unswept"].to_dict() == {"a": 30, "b": 180, "c": 0, "d": 40}  # less 20 each
    assert august["unswept"].to_dict() == {"a": 250, "b": 0, "c": 0, "d": 0}  # at least nothing
    assert july["cleaned"].to_dict() == {"a": 30, "b": 180, "c": 0, "d": 40}  # no jump in July
    assert august["cleaned"].to_dict() == {"a": 0, "b": 0, "c": 0, "d": 0}  # a jumps, c is swept
    assert july["side"].to_dict() == {"a": "CN", "b": "US", "c": "unknown", "d": "other"}
    assert july["base_side"].to_dict() == {"a": "CN", "b": "CN", "c": "unknown", "d": "US"}
    assert july["alt_side"].to_dict() == {"a": "CN", "b": "other", "c": "unknown", "d": "other"}
    assert set(july["day"]) == {pd.Timestamp("2025-07-31")}


def test_only_the_days_inside_a_jump_are_left_out():
    days = pd.date_range("2026-05-03", "2026-05-06")
    gains = pd.DataFrame({"a": [1, 2, 3, 4], "b": 0}, index=days)
    jump = spans(("synchronous climb", "a", "2026-05-03", "2026-05-05"))
    assert usage.listed(gains, jump)["a"].tolist() == [False, True, True, False]
    assert not usage.listed(gains, jump)["b"].any()


def test_flow_is_a_day_and_the_stock_is_what_was_ever_pulled():
    flow = usage.flow(OLLAMA).set_index(["end", "side"])
    july = flow.loc["2025-07-31"]
    assert july["value"].to_dict() == {"CN": 4, "US": 14, "other": 4, "unknown": 0}  # of 14 days
    assert set(july["start"]) == {pd.Timestamp("2025-07-17")}
    august = flow.loc[("2025-08-31", "CN")]
    assert (august["value"], august["cleaned"]) == (10, 0)  # 300 in 31 days
    assert july["cleaned"].to_dict() == {"CN": 2, "US": 13, "other": 3, "unknown": 0}
    stock = usage.stock(OLLAMA).set_index(["day", "side"])
    assert stock.loc[("2025-07-17", "US"), ["n", "value", "share"]].tolist() == [1, 500, 0.7937]
    assert stock.loc[("2025-08-31", "US"), "value"] == 700  # carried forward
    assert stock.loc[("2025-08-31", "CN"), "share"] == round(450 / 1250, 4)
    assert stock.loc[("2025-08-31", "unknown"), "n"] == 1


def test_names_that_climb_in_step_by_country():
    jumps = spans(
        ("synchronous climb", "a", "2026-05-03", "2026-05-24"),
        ("synchronous climb", "b", "2026-05-03", "2026-05-24"),
        ("one-day step", "d", "2026-05-03", "2026-05-04"),
    ).assign(pulls_before=[1, 2, 3], pulls_after=[11, 22, 33])
    table = usage.climbers({**OLLAMA, "ollama_jumps": jumps}).set_index("side")
    assert table["n"].to_dict() == {"CN": 1, "US": 1}
    assert table["gain"].to_dict() == {"CN": 10, "US": 20}


def test_a_hole_is_longer_than_a_month_between_two_lists():
    days = pd.Series(pd.to_datetime(["2025-08-07", "2025-09-08", "2026-04-01"]))
    (found,) = usage.holes({"downloads": days, "pulls": days[:2]}).itertuples(index=False)
    assert tuple(found) == ("downloads", pd.Timestamp("2025-09-08"), pd.Timestamp("2026-04-01"))


def test_values_stand_in_the_middle_of_their_month_and_holes_between_them():
    days = pd.Series(pd.to_datetime(["2026-05-31", "2026-06-02"]))
    assert charts.middles(days).dt.strftime("%m-%d").tolist() == ["05-15", "06-15"]
    rows = [("pulls", "2026-07-14", "2026-08-17"), ("pulls", "2026-01-01", "2026-01-31")]
    holes = pd.DataFrame(rows, columns=["counter", "start", "end"])
    holes = charts.between(holes.astype({"start": "datetime64[ns]", "end": "datetime64[ns]"}))
    assert holes[["start", "end"]].astype(str).values.tolist() == [["2026-07-20", "2026-08-10"]]


# --- tokens

ROUTED = pd.DataFrame(
    [
        ("2026-01", "a", "a", 0.4), ("2026-01", "a:free", "a", 0.1), ("2026-01", "b", "b", 0.2),
        ("2026-01", "c", "c", 0.1), ("2026-01", "d", "d", 0.05),
        ("2026-01", "other", "other", 0.15),
        ("2026-02", "a", "a", 0.2), ("2026-02", "b", "b", 0.5), ("2026-02", "other", "other", 0.3),
    ],
    columns=["period", "slug", "model", "share"],
).assign(source=usage.MONTHLY, granularity="month")  # fmt: skip
MODELS = pd.DataFrame(
    [
        ("a", "A", "CN", "true", "2026-02-10", "cn-lab"),
        ("b", "B", "US", "unknown", None, "us-lab"),
        ("c", "C", "US", "true", None, None),
        ("d", "D", "unknown", "true", None, None),
    ],
    columns=["model", "maker", "country", "open_weights", "opened_on", "namespace"],
)
OPENROUTER = {
    **TABLES,
    "openrouter_tokens": ROUTED,
    "openrouter_models": MODELS.assign(opened_on=pd.to_datetime(MODELS["opened_on"])),
    "openrouter_monthly_totals": pd.DataFrame({"month": ["2026-01", "2026-02"], "days": [31, 7]}),
}


def test_tokens_of_all_variants_and_openness_in_the_month():
    rows = usage.tokens(OPENROUTER).set_index(["month", "model"])
    assert rows.loc[("2026-01-01", "a"), "value"] == pytest.approx(0.5)
    assert rows.loc[("2026-01-01", "a"), "open"] == "false"  # opened in February
    assert rows.loc[("2026-02-01", "a"), "open"] == "true"
    assert rows.loc[("2026-01-01", "other"), ["side", "open"]].tolist() == ["unnamed", "unknown"]
    assert rows["day"].unique().tolist() == [pd.Timestamp("2026-01-31"), pd.Timestamp("2026-02-07")]


def test_shares_of_all_are_bounded_by_unknown_makers_and_unnamed_models():
    table = usage.shares(usage.tokens(OPENROUTER)).set_index(["month", "side"]).loc["2026-01-01"]
    assert table["share"].to_dict() == {
        "CN": 0.5, "US": 0.3, "other": 0.0, "unknown": 0.05, "unnamed": 0.15,
    }  # fmt: skip
    assert table.loc[["CN", "US"], "high"].tolist() == [0.7, 0.5]  # with 0.05 and 0.15
    assert table["n"].to_dict() == {"CN": 1, "US": 2, "other": 0, "unknown": 1, "unnamed": 1}


def test_shares_of_open_models_are_a_range():
    rows = usage.tokens(OPENROUTER)
    table = usage.shares(rows, open_only=True).set_index(["month", "side"])
    # January: a is closed; c is open (0.1), b may be (0.2), d is open of an unknown maker (0.05),
    # the unnamed may be anything (0.15). Least of US: 0.1 / (0.1 + 0.05 + 0.15) with b closed.
    assert table.loc[("2026-01-01", "US"), "share"] == round(0.1 / 0.3, 4)
    assert table.loc[("2026-01-01", "US"), "high"] == 1.0  # all of them American
    assert table.loc[("2026-01-01", "CN"), "high"] == round(0.2 / 0.3, 4)  # b closed
    # February: a is open (0.2), b may be (0.5), unnamed 0.3
    assert table.loc[("2026-02-01", "CN"), "share"] == 0.2
    assert table.loc[("2026-02-01", "CN"), "high"] == round(0.5 / 0.5, 4)
    assert table.loc[("2026-02-01", "US"), "share"] == 0


def test_requests_beside_tokens():
    rows = pd.DataFrame(
        [("2026-08-01", "a", 60, 2), ("2026-08-02", "b", 30, 6), ("2026-08-02", "d", 10, 2)],
        columns=["period", "model", "tokens", "requests"],
    ).assign(source=usage.EVERY)
    data = {**OPENROUTER, "openrouter_tokens": rows}
    table = usage.requests(data).set_index("side")
    assert table.loc["CN", ["tokens_share", "tokens_high"]].tolist() == [0.6, 0.7]
    assert table.loc["CN", ["requests_share", "requests_high"]].tolist() == [0.2, 0.4]
    assert table["per_request"].dropna().to_dict() == {"CN": 30, "US": 5, "unknown": 5}
    assert usage.of_requests(table.reset_index()) == {"tokens": CN, "requests": US}
    assert usage.days_of_requests(data) == (pd.Timestamp("2026-08-01"), pd.Timestamp("2026-08-02"))


# --- downloads


def test_downloads_are_those_of_the_last_day_in_a_month():
    rows = [
        row("cn-lab/m", "CN", value, day=day)
        for day, value in (("2026-04-01", 5), ("2026-04-30", 7), ("2026-05-02", 9))
    ]
    table = usage.downloads([panel(rows)], CountingRule())
    assert table["value"].tolist() == [7, 9]
    assert table["month"].dt.month.tolist() == [4, 5] and set(table["piece"]) == {0}


def test_the_lists_of_downloads_are_named_from_what_they_hold():
    rows = [row("cn-lab/m", "CN", 5, day="2026-04-30"), row("us-lab/m", "US", 7, day="2026-04-30")]
    later = [row("us-lab/m", "US", 9, day="2026-05-02")]
    panels = panel(rows), panel([*rows, *later])
    table = usage.lists(panels, usage.downloads(panels, CountingRule()))
    assert table.values.tolist() == [[2, 2, True], [2, 2, False]]
    names = [words.list_name(one) for one in table.to_dict("records")]
    assert names == ["2 models,\nthe same every day", "lists of 2 labs,\nnew models included"]
    assert words.short_month(pd.Timestamp("2026-10-07")) == "first 7 days\nof October"


# --- readings and verdicts


def rows_of(*rows: tuple, **columns) -> pd.DataFrame:
    """Rows (month, model, maker, side, value) of a counter."""
    table = pd.DataFrame(rows, columns=["month", "model", "maker", "side", "value"])
    months = pd.to_datetime(table["month"])
    table = table.assign(month=months, day=months, alt_side=table["side"], open="true")
    return table.assign(**columns)


TWO = rows_of(
    ("2026-01", "x", "X", "CN", 40), ("2026-01", "y", "X", "CN", 20),
    ("2026-01", "z", "Z", "US", 30), ("2026-01", "u", "U", "unknown", 10),
    ("2026-02", "x", "X", "CN", 30), ("2026-02", "z", "Z", "US", 30),
    ("2026-03", "x", "X", "CN", 10), ("2026-03", "z", "Z", "US", 90),
)  # fmt: skip


def test_the_largest_of_the_larger_side_is_left_out():
    rows = usage.without_largest(TWO, "model")
    assert rows.groupby("month")["model"].apply(list).tolist() == [
        ["y", "z", "u"], ["x", "z"], ["x"],
    ]  # fmt: skip
    january = usage.reading(TWO, "without the largest maker")
    january = january[january["month"] == "2026-01-01"].set_index("side")
    assert january["share"].to_dict()["US"] == 0.75  # 30 of 40
    largest = usage.largest({"pulls": TWO}).iloc[0]
    assert largest.tolist() == ["pulls", "US", "Z"]


def test_leads_by_month_and_since_when_they_hold():
    table = usage.shares(TWO).assign(counter="pulls", reading=usage.ALL)
    found = usage.leads(table)
    assert found["verdict"].tolist() == [CN, NEITHER, US]
    assert found[0.1].tolist() == [CN, NEITHER, US]
    assert found.loc[0, ["CN", "CN_high", "US", "US_high"]].tolist() == [0.6, 0.7, 0.3, 0.4]
    (held,) = usage.held(found).to_dict("records")
    assert (held["since"], held["first"]) == (
        pd.Timestamp("2026-03-01"),
        pd.Timestamp("2026-01-01"),
    )
    assert usage.headline(usage.held(found)) == {("pulls", pd.Timestamp("2026-03-01")): US}


def test_a_lead_does_not_hold_across_two_lists():
    table = usage.shares(rows_of(
        ("2026-01", "x", "X", "CN", 9), ("2026-02", "x", "X", "CN", 9),
        ("2026-03", "x", "X", "CN", 9),
        piece=[0, 1, 1],
    )).assign(counter="downloads", reading=usage.ALL)  # fmt: skip
    (held,) = usage.held(usage.leads(table)).to_dict("records")
    assert held["since"] == held["first"] == pd.Timestamp("2026-02-01") and held["months"] == 2


def test_an_unsure_lead_hangs_on_the_unknown():
    table = usage.shares(rows_of(
        ("2026-01", "x", "X", "CN", 45), ("2026-01", "z", "Z", "US", 35),
        ("2026-01", "u", "U", "unknown", 20),
    )).assign(counter="tokens", reading=usage.ALL)  # fmt: skip
    found = usage.leads(table)
    assert found[SHARE].tolist() == [Verdict(HANGS, "CN")] and found[0.1].tolist() == [NEITHER]
    assert pd.isna(usage.held(found)["since"].iloc[0])


def test_open_models_alone_are_another_question():
    ends = pd.DataFrame(
        [("tokens", usage.ALL, US), ("tokens", usage.OPEN, CN), ("pulls", usage.ALL, US),
         ("pulls", usage.STEADY, CN)],
        columns=["counter", "reading", "verdict"],
    )  # fmt: skip
    assert usage.over_readings(ends) == {"tokens": US, "pulls": Verdict(DEPENDS)}


def test_agreement_needs_all_counters_in_a_month():
    months = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-02-01"])
    found = pd.DataFrame(
        {"counter": [*usage.COUNTERS, "pulls"], "reading": usage.ALL, "month": months}
    )
    table = usage.agreement(found.assign(verdict=[CN, CN, CN, US]))
    assert table["side"].tolist() == ["CN"] and len(table) == 1
    table = usage.agreement(found.assign(verdict=[CN, NEITHER, CN, US]))
    assert table["side"].isna().all()


def test_every_reading_of_every_counter_is_made():
    rows = TWO.assign(
        steady=TWO["value"], unswept=TWO["value"], cleaned=TWO["value"], base_side=TWO["side"]
    )
    table = usage.in_readings({"pulls": rows, "tokens": rows})
    pairs = table[["counter", "reading"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [[c, r] for c in ("pulls", "tokens") for r in usage.READINGS[c]]


# --- laws

TOKENS = pd.DataFrame(
    [
        ("s", "2026-07-01", "day", "a", 60, 40, 20, 0.6),
        ("s", "2026-07-01", "day", "b", 40, 30, 10, 0.4),
        ("m", "2026-07", "month", "a", None, None, None, 1.0),
    ],
    columns="source period granularity slug tokens prompt_tokens completion_tokens share".split(),
)
TOTALS = pd.DataFrame(
    [("2026-07", 100, 60, 20, 10, 10)],
    columns="month total_tokens closed_tokens open_tokens unknown_tokens other_tokens".split(),
)
KEPT = {
    "ollama_pulls": PULLS,
    "ollama_jumps": OLLAMA["ollama_jumps"],
    "openrouter_tokens": TOKENS,
    "openrouter_monthly_totals": TOTALS,
}


def broken(**tables) -> dict[str, int]:
    return {law.name: len(law.broken) for law in laws({**KEPT, **tables}) if law.broken}


def test_laws_that_hold():
    found = {law.name: law for law in laws(KEPT)}
    assert [*found] == [FALLS, PARTS, SPLIT, WHOLE, DAYS] and not broken()
    assert (found[FALLS].checked, found[FALLS].excused) == (5, 1)
    assert not laws({})


def test_a_law_that_is_broken_is_refused_with_one_sentence():
    later = OLLAMA["ollama_jumps"].assign(to_day=pd.Timestamp("2025-09-30"))
    assert broken(ollama_jumps=later) == {FALLS: 1}
    assert [*refusals({**KEPT, "ollama_jumps": later})] == [
        "Table ollama_pulls: the pulls of d fall on 2025-08-31: mend the row, or list it as a "
        "known fault."
    ]
    assert broken(openrouter_monthly_totals=TOTALS.assign(open_tokens=21)) == {PARTS: 1}
    assert broken(openrouter_tokens=TOKENS.assign(prompt_tokens=[41, 30, None])) == {SPLIT: 1}
    assert broken(openrouter_tokens=TOKENS.assign(share=[0.6, 0.41, 1.0])) == {WHOLE: 1}
    more = TOTALS.assign(total_tokens=99, closed_tokens=1)
    assert broken(openrouter_monthly_totals=more) == {DAYS: 1}


def test_a_day_that_was_published_anew_is_excused():
    found = laws({**KEPT, "openrouter_monthly_totals": TOTALS.assign(total_tokens=100 - 1e-2)})
    assert next(law for law in found if law.name == DAYS).excused == 1


@pytest.fixture(scope="module")
def real():
    return open_data("embedded")


def test_the_check_of_the_data_asks_the_laws(real):
    table = real["openrouter_monthly_totals"]
    changed = real.replace({"openrouter_monthly_totals": table.assign(total_tokens=1)})
    with pytest.raises(DataError, match="the total of 2025-01 is below its parts: mend the row"):
        check(changed)


def test_the_facts_that_the_notes_state(real):
    """Figures of the notes on these facts, which were made in another way."""
    assert not any(law.broken for law in laws({name: real[name] for name in KEPT}))
    jumps = usage.climbers(real).set_index("side")
    assert jumps["n"].to_dict() == {"CN": 10, "US": 2}
    assert (jumps["gain"] / 1e6).round(1).to_dict() == {"CN": 20.8, "US": 4.2}
    table = usage.requests(real).set_index("side")
    assert table.loc["CN", ["tokens_share", "requests_share"]].round(2).tolist() == [0.6, 0.43]


# --- words


def end(counter="tokens", reading=usage.ALL, cn=0.5, us=0.3, verdict=CN, **more) -> dict:
    known = {"counter": counter, "reading": reading, "CN": cn, "US": us, "verdict": verdict}
    known |= {"CN_high": cn, "US_high": us, "month": pd.Timestamp("2026-10-01")}
    first = {"since": pd.Timestamp("2026-06-01"), "first": pd.Timestamp("2025-01-01")}
    return known | first | more


def test_what_each_side_had():
    assert (
        words.had({"CN": 0.5, "US": 0.3}, "it") == "Chinese models had 50% of it, American ones 30%"
    )
    assert words.had({"CN": 0.304, "US": 0.296}, "it").endswith("30.4% of it, American ones 29.6%")
    assert words.had({"CN": 0.5, "US": 0.5}, "it") == "models of each country had 50% of it"
    assert words.at_end(end(US_high=0.45)) == (
        "In October 2026 Chinese models had 50% of the tokens on OpenRouter, American ones 30%, or "
        "45% if every unknown maker were American."
    )
    close = words.at_end(end(us=0.49, verdict=NEITHER))
    assert close.endswith("American ones 49%, and both countries are within five points.")


def test_titles_of_the_counters():
    assert words._who_leads({"downloads": CN, "pulls": US, "tokens": CN}) == (
        "China leads in downloads and tokens, the United States in pulls"
    )
    assert words._who_leads({"downloads": US, "pulls": NEITHER}) == (
        "the United States leads in downloads"
    )
    assert words._who_leads({"downloads": NEITHER, "pulls": NEITHER}) == (
        "in downloads and pulls both countries are within five points"
    )


def test_agreement_in_words():
    table = pd.DataFrame({"side": ["CN", None, "CN", "US"]})
    assert words.agreement(table) == (
        "Of the 4 months that all three counters observed, China leads all three in 2 and the "
        "United States leads all three in 1."
    )
    assert words.agreement(table[1:2]).startswith("In none of the 1 month that all three")


def test_in_short_each_counter_with_its_month_and_the_agreement():
    rows = pd.DataFrame([end(), end("pulls", verdict=NEITHER), end(reading=usage.OPEN)])
    assert words.in_short(rows, pd.DataFrame({"side": [None, None]})) == (
        "In tokens China has led since June 2026. In pulls both countries are within five points. In "
        "none of the 2 months that all three counters observed do they name one leader."
    )


def test_cells_of_verdicts():
    cells = [words.leader_cell(one) for one in (CN, NEITHER, Verdict(HANGS, "CN"))]
    assert cells == ["China", "neither", "China larger, but hangs on publishers of unknown country"]


def test_what_it_means_to_lead_stands_at_the_lines():
    assert words.led(end()) == (
        "China has led clearly since June 2026: more than 5 points ahead, and ahead even if every unnamed model "
        "were American"
    )
    assert "were Chinese" in words.led(end(verdict=US))
    assert words.led(end(verdict=NEITHER)) == "both countries are within five points"


def test_since_when():
    assert words.since(end()) == "since June 2026"
    assert (
        words.since(end(since=pd.Timestamp("2025-01-01"))) == "in every month from January 2025 on"
    )
    assert words.since(end(since=pd.NaT)) == "no lead"


OPENED = pd.Series([True, True, False])


def test_pulls_that_only_jumps_turn():
    both = [
        end("pulls", usage.ALL, 0.55, 0.4, CN, month=pd.Timestamp("2026-05-01")),
        end("pulls", usage.ALL, 0.4, 0.5, US, month=pd.Timestamp("2026-06-01")),
        end("pulls", usage.CLEAN, 0.39, 0.52, US, month=pd.Timestamp("2026-05-01")),
        end("pulls", usage.CLEAN, 0.4, 0.5, US, month=pd.Timestamp("2026-06-01")),
    ]
    climbed = pd.DataFrame({"side": ["CN", "US"], "n": [10, 2], "gain": [2e7, 4e6]})
    climbed = climbed.assign(start=pd.Timestamp("2026-05-03"), end=pd.Timestamp("2026-05-24"))
    said = words.pulls(pd.DataFrame(both), climbed, OPENED)
    assert said.title == (
        "Without automated-looking jumps, American models lead in Ollama pulls in every month"
    )
    assert "In May 2026 Chinese models had 55% of the pulls, American ones 40%, but" in said.finding
    assert (
        "10 Chinese names and 2 American ones rose together, day by day, by 24\u00a0million"
        in said.finding
    )
    assert said.definition.endswith("All but 1 of 3 names are open-weight models.")
    both[0] = both[2] | {"reading": usage.ALL}
    assert words.pulls(pd.DataFrame(both), climbed, OPENED).title.endswith(
        "in every month, with or without automated-looking jumps"
    )


def test_what_is_left_without_the_largest_maker():
    cut = list(usage.LARGEST)[-1]
    ends = pd.DataFrame(
        [end("pulls", verdict=US), end("pulls", cut, verdict=CN), end(), end(reading=cut)]
    )
    largest = pd.DataFrame({"counter": ["pulls", "tokens"], "maker": ["Meta", "DeepSeek"]})
    said = words.readings(ends, {}, largest)
    assert said.title == "Without its largest maker, the leader in pulls loses the lead"
    assert said.finding == (
        "In pulls the United States leads, but without Meta China leads. In tokens China leads, "
        "also without DeepSeek."
    )
    one = next(iter(usage.LARGEST))
    models = [end("pulls", one, verdict=CN), end("tokens", one, verdict=NEITHER)]
    table = words.largest_table(pd.DataFrame([*ends.to_dict("records"), *models]), largest[:1])
    assert table.to_numpy().tolist() == [
        ["Ollama pulls", "October 2026", "United States", "China", "China", "Meta"],
        ["OpenRouter tokens", "October 2026", "China", "neither", "China", "none"],
    ]
    ends["verdict"] = [US, CN, CN, US]
    assert words.readings(ends, {}, largest).title == (
        "Without its largest maker, every counter's leader loses the lead"
    )
