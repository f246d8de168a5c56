"""Downloads: measures and verdicts against numbers worked out by hand, and what the words say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.charts import downloads as charts
from hubgap.measures import downloads
from hubgap.measures.verdicts import (
    AHEAD,
    CLOSE,
    DEPENDS,
    HANGS,
    NOT_IDENTIFIED,
    SIDES,
    Verdict,
)
from hubgap.panel import Panel, Refusal
from hubgap.registry import Move
from hubgap.rules import CountingRule
from hubgap.words.en import downloads as words

LICENSE_TABLES = ("licenses", "flagship_licenses", "aliases", "organizations")
RULE = CountingRule()
CENSUS = {"July 2024": "census"}  # how the lists were made
CHINA, AMERICA, EVEN = Verdict(AHEAD, "CN"), Verdict(AHEAD, "US"), Verdict(CLOSE)


def panel(rows, selection="full catalogues", fields=("downloads_30d", "likes"), **options):
    """A panel from rows (model_id, region, downloads_30d, further columns)."""
    base = {
        "kind": "company",
        "task": "language",
        "pipeline_tag": "text-generation",
        "tracked": True,
        "burst": False,
        "likes": 0,
        "day": "2025-01-01",
        "created_at": None,
        "parameters": np.nan,
    }
    table = pd.DataFrame([{**base, **row} for row in rows])
    table["day"] = pd.to_datetime(table["day"])
    table["created_at"] = pd.to_datetime(table["created_at"], utc=True)
    for column in ("alt_region", "parent_region"):
        table[column] = table.get(column, table["region"]).fillna(table["region"])
    table["namespace"] = table["model_id"].str.split("/").str[0]
    table["parent"] = table["namespace"]
    table["wave_id"] = table["day"].astype("str")
    table["copy"] = table["kind"] == "repackager"
    for column in ("region", "alt_region", "parent_region"):
        table[f"made_{column}"] = table.get(f"made_{column}", table[column]).fillna(table[column])
    return Panel("test panel", selection, ("s",), frozenset(fields), table, **options)


def row(model_id, region, downloads, **more):
    return {"model_id": model_id, "region": region, "downloads_30d": downloads, **more}


MIXED = [
    row("qwen/a", "CN", 30),
    row("qwen/b", "CN", 10),
    row("meta/a", "US", 40),
    row("mistral/a", "other", 15, alt_region="US"),
    row("x/a", "unknown", 5),
    row("ci/a", "US", 1000, kind="test"),
    row("copy/a", "US", 500, kind="repackager"),
]


def test_shares_bounds_and_alternative_reading():
    table = downloads.shares(panel(MIXED), RULE).set_index("side")
    assert table["value"].to_dict() == {"CN": 40, "US": 40, "other": 15, "unknown": 5}
    assert table["n"].to_dict() == {"CN": 2, "US": 1, "other": 1, "unknown": 1}
    assert table["share"].to_dict() == {"CN": 0.4, "US": 0.4, "other": 0.15, "unknown": 0.05}
    assert table.loc["CN", ["low", "high"]].tolist() == [0.4, 0.45]
    assert table.loc["unknown", ["low", "high"]].tolist() == [0.0, 0.05]
    assert table.loc["US", "alternative"] == 0.55
    turned = downloads.shares(panel(MIXED), replace(RULE, disputed="alternative")).set_index("side")
    assert turned["alternative"].tolist() == table["share"].tolist()


def test_number_of_models_counts_the_remainder_as_unknown():
    remainder = pd.DataFrame({"n_models": [60, 40], "task": ["language", "undeclared"]})
    census, models = panel(MIXED, remainder=remainder), CountingRule(counter="models")

    def values(**choices):
        table = downloads.shares(census, replace(models, **choices))
        return table.set_index("side")["value"].to_dict()

    assert values() == {"CN": 2, "US": 1, "other": 1, "unknown": 101}
    assert values(universe="language")["unknown"] == 61
    with pytest.raises(Refusal, match="holds nothing"):
        values(universe="encoder")
    assert values(universe="tracked")["unknown"] == 1
    assert values(unknown="US") == {"CN": 2, "US": 102, "other": 1, "unknown": 0}
    assert values(unknown="left out") == {"CN": 2, "US": 1, "other": 1, "unknown": 0}
    with pytest.raises(Refusal, match="only as counts"):
        dated = panel(DATED, fields=("created_at",), remainder=remainder)
        downloads.shares(dated, replace(models, universe="last year"))


def test_tasks_apart_and_the_top_model_of_each_side():
    rows = [
        row("qwen/a", "CN", 30),
        row("meta/a", "US", 10),
        row("meta/b", "US", 7),
        row("bert/a", "US", 50, task="encoder"),
        row("sd/a", "other", 3, task="image"),
        row("sd/b", "other", 4, task="undeclared"),
    ]
    table = downloads.by_task(panel(rows), RULE).set_index(["task", "side"])
    assert table.loc[("language", "CN"), "share"] == round(30 / 47, 4)
    assert table.loc[("encoder", "US"), "share"] == 1
    assert table.loc[("other tasks", "other"), "value"] == 7
    assert table.loc[("language", "US"), ["top_model", "top_value"]].tolist() == ["meta/a", 10]


def listed(rows):
    """A panel whose rows carry license tags, and the two tables that read them."""
    tags = {"license": "mit", "license_name": None, "source": "s", "license_source": "s"}
    tables = {name: open_data("embedded")[name] for name in LICENSE_TABLES}
    return panel([tags | one for one in rows], fields=("downloads_30d", "license")), tables


def test_the_largest_models_are_named_with_their_share_of_all():
    rows = [row("qwen/b", "CN", 30), row("qwen/a", "CN", 30, license=None), row("meta/a", "US", 39)]
    rows += [row("ci/a", "US", 900, kind="test"), row("who/a", "unknown", 1)]
    models, tables = listed(rows)
    table = downloads.largest(models, RULE, tables, 3)
    assert table["model_id"].tolist() == ["meta/a", "qwen/a", "qwen/b"]
    assert table["share"].tolist() == [0.39, 0.3, 0.3]
    assert table["license_tag"].tolist() == ["mit", "(none)", "mit"]
    said = words.largest(table, panel(rows))
    assert said.title == "Qwen publishes 2 of the 3 most downloaded language models"
    assert "2 come from Chinese publishers and 1 from American ones" in said.finding
    assert "drew 99% of the downloads" in said.finding and "a alone 39%" in said.finding
    assert said.definition.endswith("before 1 January 2025.")  # a and b have no name in common
    even = words.largest(table[:2], panel(rows))
    assert even.title.startswith("No publisher has more than 1 of the 2 most downloaded")
    assert "each country published 1 of them" in even.finding


def test_the_largest_publishers_and_how_many_they_outweigh():
    rows = [row("qwen/a", "CN", 30), row("qwen/b", "CN", 31), row("meta/a", "US", 20)]
    rows += [
        row("google/a", "US", 19),
        row("who/a", "unknown", 0),
        row("ci/a", "US", 9, kind="test"),
    ]
    table = downloads.organizations(panel(rows), RULE, 3)
    assert table["publisher"].tolist() == ["qwen", "meta", "google"]
    assert table[["n", "value"]].values.tolist() == [[2, 61], [1, 20], [1, 19]]
    assert table["share"].tolist() == [0.61, 0.2, 0.19]
    said = words.organizations(table, panel(rows, "attention sample"))
    assert said.title == "Qwen draws 61% of the downloads of popular language models"
    assert "2 are American and 1 is Chinese" in said.finding
    assert "drew 100% of the downloads" in said.finding
    assert said.finding.endswith("qwen drew more than the next 2 together.")
    even = words.organizations(table.assign(value=20, share=0.33)[:2], panel(rows))
    assert even.title == "Qwen and meta each draw 33% of the downloads of listed language models"
    assert "1 are of each country" in even.finding and "together." not in even.finding[-40:]


def picture(
    day: str, china: float, america: float, unknown: float = 0.0, selection: str = "census"
) -> Panel:
    """A cross-section whose three publishers have these downloads."""
    shares = {"CN": china, "US": america, "unknown": unknown}
    rows = [row(f"{side}/a", side, n, day=day) for side, n in shares.items()]
    return replace(panel(rows, selection), name=f"{selection} of {day}")


def test_pictures_stand_beside_each_other_and_each_has_its_leader():
    panels = [picture("2022-07-02", 1, 9), picture("2024-07-11", 4, 6), picture("2026-08-22", 5, 5)]
    table = downloads.pictures(panels, RULE)
    assert table.query("side == 'CN'")["share"].tolist() == [0.1, 0.4, 0.5]
    found = downloads.verdicts(table, "panel")
    assert list(found.values()) == [AMERICA, AMERICA, EVEN]
    said = words.pictures(table, found)
    assert said.title == "American publishers led language-model downloads in 2022 and 2024"
    assert (
        "In August 2026 publishers of each country drew 50% of language-model downloads, and both "
        in (said.finding)
    )
    assert said.finding.endswith("The lists were made in different ways.")
    turned = words.pictures(table, dict(zip(found, (CHINA, AMERICA, CHINA))))
    assert turned.title == (
        "Chinese publishers led language-model downloads in 2022 and 2026, American in 2024"
    )
    nobody = words.pictures(table, dict.fromkeys(found, EVEN))
    assert nobody.title == "In no list does a country lead in downloads of language models"


def test_two_heads_are_told_as_made_alike_and_two_lists_of_a_year_must_agree():
    panels = [
        picture("2024-07-11", 6, 4, selection="head"),
        picture("2026-06-20", 8, 2, selection="head"),
        picture("2024-07-11", 4, 6),
    ]
    table = downloads.pictures(panels, RULE)
    said = words.pictures(table, downloads.verdicts(table, "panel"))
    assert said.title == "Chinese publishers led language-model downloads in 2026"
    assert said.finding.endswith("Only the two lists of most downloaded models were made alike.")
    assert (
        "Among the most downloaded models of June 2026 Chinese publishers drew 80%" in said.finding
    )


def test_a_share_that_changed_between_two_heads_is_the_title():
    panels = [
        picture("2024-07-11", 2, 8, selection="head"),
        picture("2026-06-20", 6, 4, selection="head"),
        picture("2024-07-11", 9, 1),
    ]
    table = downloads.pictures(panels, RULE)
    change = downloads.between_heads(table, "panel")
    assert change == ("CN", 0.2, 0.6)  # what one gains the other loses: the one that rose
    said = words.pictures(table, downloads.verdicts(table, "panel"), change)
    assert said.title == (
        "Among top models the Chinese share of language-model downloads rose from 20% to 60%"
    )
    back = downloads.pictures([panels[1], panels[0]], RULE)
    assert downloads.between_heads(back, "panel") == ("US", 0.4, 0.8)
    assert downloads.between_heads(downloads.pictures(panels[1:], RULE), "panel") is None


def test_the_same_models_in_two_lists():
    first = panel(
        [row("qwen/a", "CN", 30), row("meta/a", "US", 10), row("meta/gone", "US", 99)],
        "attention sample",
    )
    last = panel(
        [row("qwen/a", "CN", 20, day="2026-10-04"), row("meta/a", "US", 20, day="2026-10-04"),
         row("qwen/new", "CN", 99, day="2026-10-04")],
        "attention sample",
    )  # fmt: skip
    table = downloads.matched(first, last, RULE)
    rows = table.set_index("side")
    assert rows.loc["CN", ["n", "before", "after"]].tolist() == [1, 30, 20]
    assert rows.loc["US", ["before_share", "after_share"]].tolist() == [0.25, 0.5]
    assert downloads.at_both(table) == (CHINA, EVEN)
    assert words.matched(table, first, last) == (
        "The lists of January 2025 and October 2026 share 2 language models. Chinese publishers drew "
        "75% of their downloads, American ones 25% in January 2025. Publishers of each country drew 50% "
        "of their downloads in October 2026."
    )


STEWARDS = pd.DataFrame(
    {
        "namespace": ["st", "fr", "jp", "cn"],
        "country": ["US", "FR", "JP", "CN"],
        "alt_country": ["DE", None, None, None],
        "valid_from": pd.NaT,
        "valid_to": pd.NaT,
    }
)


def test_the_european_union_stands_apart_in_both_readings():
    rows = [
        row("st/a", "US", 60, task="encoder", alt_region="other"),
        row("fr/a", "other", 10, task="encoder"),
        row("jp/a", "other", 10, task="encoder"),
        row("cn/a", "CN", 15, task="encoder"),
        row("x/a", "unknown", 5, task="encoder"),
    ]
    listed = panel(rows, "head")
    table = downloads.by_region(listed, RULE, STEWARDS, ("encoder",))
    wide = table.pivot(index="disputed", columns="region", values="share")
    assert wide.loc["registry"].to_dict() == {
        "CN": 0.15, "EU": 0.1, "US": 0.6, "other": 0.1, "unknown": 0.05,
    }  # fmt: skip
    assert wide.loc["alternative", ["EU", "US", "other"]].tolist() == [0.7, 0.0, 0.1]
    encoders = replace(RULE, universe="encoder")
    assert downloads.mover(listed, encoders, STEWARDS) == ("st", 1.0)
    settled = STEWARDS.assign(alt_country=None)
    assert downloads.mover(listed, encoders, settled) == ("", 0.0)
    table = downloads.placed(listed, encoders, STEWARDS, "st")
    wide = table.pivot(index="placed", columns="region", values="share")
    assert wide.loc["US", ["US", "EU", "other"]].tolist() == [0.6, 0.1, 0.1]
    assert wide.loc["EU", ["US", "EU", "other"]].tolist() == [0.0, 0.7, 0.1]
    said = words.regions(table, downloads.Mover("st", 1.0), listed)
    assert said.title == (
        "One publisher's country decides whether the EU draws 10% or 70% of encoder downloads"
    )
    assert said.finding.startswith(
        "With st in the United States, American publishers drew 60% of encoder downloads, Chinese "
        "ones 15%, and those of the European Union 10%. With st in the European Union, Chinese"
    )
    alone = downloads.placed(listed, encoders, STEWARDS, "")
    assert alone["placed"].unique().tolist() == ["unknown"] and len(alone) == 5
    none = words.regions(alone, downloads.Mover("", 0.0), listed)
    assert none.title == "The EU draws 10% of encoder downloads"


def test_what_is_new_is_created_after_a_day():
    real = {name: open_data("embedded")[name] for name in LICENSE_TABLES}
    rows = [
        row("qwen/old", "CN", 9, created_at="2026-01-01"),
        row("qwen/new", "CN", 6, created_at="2026-07-01"),
        row("meta/new", "US", 2, created_at="2026-08-01"),
        row("meta/undated", "US", 50),
    ]
    listed = panel(rows).rows.assign(
        license="mit", license_name=None, source="s", license_source="s"
    )
    new = replace(panel(rows), rows=listed)
    table = downloads.largest(new, RULE, real, 5, pd.Timestamp("2026-06-20"))
    assert table["model_id"].tolist() == ["qwen/new", "meta/new"]
    assert table["share"].tolist() == [0.75, 0.25]


def test_two_lines_with_a_hole_between():
    fixed = [row("qwen/a", "CN", 60, day="2026-04-01"), row("meta/a", "US", 40, day="2026-04-01")]
    fixed += [row("qwen/a", "CN", 63, day="2026-08-01"), row("meta/a", "US", 37, day="2026-08-01")]
    panels = panel(THREE_WAVES), panel(fixed, "fixed models")
    table = downloads.two_lines(*panels, RULE)
    wide = table.query("side == 'CN'").groupby("line", sort=False)["share"].agg(list)
    assert wide["all"] == [0.25, 0.5714, 0.5455]
    assert wide["existing"] == [0.25, 0.5714, 0.2857]  # 20 of 70
    assert wide["fixed"] == [0.6, 0.63]
    gained, ends = downloads.gained(table), downloads.at_last(table)
    assert gained == {"all": CHINA, "existing": EVEN, "fixed": EVEN}
    assert ends == {"all": CHINA, "existing": AMERICA, "fixed": CHINA}
    said = words.over_time(table, gained, ends, *panels)
    assert said.title == (
        "Chinese models gained download share in 2025 and led a fixed list in 2026"
    )
    assert "American ones drew 75% in January 2025 and 71% in March 2025" in said.finding
    apart = words.over_time(table, {"all": AMERICA}, ends, *panels)
    assert apart.title.endswith("share in 2025, and Chinese ones led a fixed list in 2026")


def test_whose_downloads_go_to_small_models():
    rows = [row("qwen/s", "CN", 10, parameters=5e8), row("qwen/l", "CN", 90, parameters=9e10)]
    rows += [row("meta/s", "US", 40, parameters=5e8), row("meta/l", "US", 60, parameters=9e10)]
    rows += [row("meta/x", "US", 0)]
    sized = panel(rows, fields=("downloads_30d", "likes", "parameters"))
    table = downloads.size_classes(sized, RULE)
    assert downloads.small(table) == AMERICA
    said = words.sizes(table, AMERICA, sized)
    assert said.title == (
        "Models up to 1B parameters draw 40% of American downloads, 10% of Chinese ones"
    )
    assert "40% of the American downloads and 10% of the Chinese ones" in said.finding
    assert "over 80B drew 90% of the Chinese downloads and 60% of the American ones" in said.finding
    assert "for 1 model of them the size is not recorded" in said.finding.lower()
    assert "within five points" in words.sizes(table, EVEN, sized).finding


def test_models_of_the_top_publisher_are_explained_if_they_have_a_name_of_their_own():
    rows = [row("qwen/Qwen3-8B", "CN", 9e6), row("qwen/Qwen2.5-7B", "CN", 2.52e7)]
    models, tables = listed([*rows, row("meta/a", "US", 3e6)])
    table = downloads.largest(models, RULE, tables, 3)
    assert words.largest(table, models).definition.endswith(" The models named Qwen are by qwen.")
    (axes,) = charts.largest(table).axes
    assert [text.get_text() for text in axes.texts] == ["25.2M", "9.0M", "3.0M"]
    key = [text.get_text() for text in axes.get_legend().get_texts()]
    assert key == ["2 of 3 by Chinese publishers", "1 of 3 by American publishers"]
    copied = table.assign(model_id=["qwen/Qwen3-8B", "qwen/Qwen2.5-7B", "meta/Qwen-a"])
    assert "named" not in words.largest(copied, models).definition


def test_concentration_by_publisher_and_by_model():
    rows = [row(f"qwen/{i}", "CN", v) for i, v in enumerate((50, 30, 20, 0))]
    rows += [row(f"meta/{i}", "US", 10) for i in range(10)]
    rows += [row(f"google/{i}", "US", 10) for i in range(10)]
    table = downloads.concentration(panel(rows), RULE).set_index(["unit", "side"])
    columns = ["n", "hhi", "effective", "gini", "top_1", "top_10"]
    # 0.25 + 0.09 + 0.04; Gini of (20, 30, 50): (2*(1*20+2*30+3*50)/(3*100) - 4/3)
    assert table.loc[("model", "CN"), columns].tolist() == [3, 0.38, 2.6, 0.2, 0.5, 1.0]
    assert table.loc[("model", "US"), columns].tolist() == [20, 0.05, 20.0, 0.0, 0.05, 0.5]
    assert table.loc[("publisher", "CN"), columns].tolist() == [1, 1.0, 1.0, 0.0, 1.0, 1.0]
    assert table.loc[("publisher", "US"), columns].tolist() == [2, 0.5, 2.0, 0.0, 0.5, 1.0]
    assert table["largest"].tolist() == ["qwen", "google", "qwen/0", "google/0"]


FEW = pd.DataFrame(
    [
        ("publisher", "CN", "A", 0.81, 0.98),
        ("publisher", "US", "G", 0.32, 0.91),
        ("model", "CN", "A/m", 0.08, 0.37),
        ("model", "US", "G/m", 0.09, 0.45),
    ],
    columns=["unit", "side", "largest", "top_1", "top_10"],
)


def test_one_side_may_be_the_more_concentrated_by_publisher_and_the_other_by_model():
    found = downloads.concentrated(FEW)
    assert found == {"publisher": CHINA, "model": AMERICA}
    assert words.concentrated(FEW, found, panel(MIXED)) == (
        "By publisher, downloads of Chinese language models are more concentrated. A has 81% of the "
        "Chinese downloads, G 32% of the American ones. By model, downloads of American language "
        "models are more concentrated. Ten models have 45% of the American downloads, ten others 37% "
        "of the Chinese ones."
    )
    level = FEW.assign(top_1=0.3, top_10=[0.5, 0.5, 0.5, 0.45])
    assert downloads.concentrated(level) == {"publisher": EVEN, "model": EVEN}
    said = words.concentrated(level, downloads.concentrated(level), panel(MIXED))
    assert "By publisher both countries are within five points" in said


THREE_WAVES = [
    row("qwen/a", "CN", 10, day="2025-01-01"),
    row("meta/a", "US", 30, day="2025-01-01"),
    row("qwen/a", "CN", 20, day="2025-02-01"),
    row("meta/a", "US", 15, day="2025-02-01"),
    row("qwen/a", "CN", 20, day="2025-03-01"),
    row("qwen/new", "CN", 40, day="2025-03-01"),
    row("meta/a", "US", 50, day="2025-03-01", burst=True),
]


def test_index_over_all_and_over_existing_models():
    table = downloads.index(panel(THREE_WAVES), RULE)
    assert table.query("side == 'CN'")["value"].tolist() == [10, 20, 60]
    assert table.query("side == 'US'")["value"].tolist() == [30, 15, 50]
    assert table["share"].iloc[0] == 0.25
    existing = downloads.index(panel(THREE_WAVES), RULE, existing_only=True)
    assert existing.query("side == 'CN'")["value"].tolist() == [10, 20, 20]


def test_every_run_of_a_lead_and_the_one_that_holds():
    existing = downloads.index(panel(THREE_WAVES), RULE, existing_only=True)
    found = downloads.crossings(existing)
    assert found["leader"].tolist() == ["US", "CN", "US"]
    assert found["day"].dt.strftime("%m").tolist() == ["01", "02", "03"]
    assert found["holds"].tolist() == [False, False, True]


def line(*china: float) -> pd.DataFrame:
    """`index` of two sides over months, from the share of China."""
    days = pd.date_range("2025-01-01", periods=len(china), freq="MS")
    rows = [
        {"day": day, "side": side, "value": share, "share": round(share, 4)}
        for day, one in zip(days, china, strict=True)
        for side, share in (("CN", one), ("US", 1 - one))
    ]
    return pd.DataFrame(rows).assign(universe="tracked", models="all", bursts="included")


@pytest.mark.parametrize(
    ("china", "leaders", "since", "crossings"),
    [
        ((0.38, 0.524, 0.54, 0.65), ["US", "CN"], "2025-03-01", 1),  # 4.8 points are no crossing
        ((0.38, 0.549, 0.49, 0.55), ["US", "CN", "CN"], "2025-04-01", 1),  # a lead lost between
        ((0.38, 0.60, 0.51), ["US", "CN"], None, 1),  # two points at the end: nobody leads
        ((0.38, 0.60, 0.38, 0.37), ["US", "CN", "US"], "2025-03-01", 2),
        ((0.525, 0.52, 0.48), [], None, 0),
    ],
)
def test_a_crossing_is_the_day_from_which_the_other_side_is_ahead_by_the_margin(
    china, leaders, since, crossings
):
    found = downloads.crossings(line(*china))
    assert found["leader"].tolist() == leaders
    (end,) = downloads.leads(line(*china)).to_dict("records")
    assert end["crossings"] == crossings
    assert end["leader"] == (leaders[-1] if since else None)
    assert end["verdict"] == (Verdict(AHEAD, leaders[-1]) if since else EVEN)
    assert pd.isna(end["since"]) if since is None else end["since"] == pd.Timestamp(since)


def test_a_lead_at_the_end_is_told_at_each_margin():
    (end,) = downloads.leads(line(0.30, 0.52)).to_dict("records")
    assert [end[margin] for margin in (0.03, 0.05, 0.1)] == ["CN", None, None]
    told = words.lead_table(downloads.leads(line(0.30, 0.52)))
    assert told.loc[0, ["ahead by 3 points", "ahead by 5 points"]].tolist() == ["China", "neither"]


def test_leads_at_the_end_with_and_without_bursts():
    table = downloads.leads(downloads.indexes(panel(THREE_WAVES), RULE, ("all",)))
    table = table.set_index(["models", "bursts"])
    assert table.loc[("all", "included"), ["leader", "crossings"]].tolist() == ["CN", 1]
    assert table.loc[("all", "included"), "since"] == pd.Timestamp("2025-02-01")
    assert table.loc[("existing", "included"), ["leader", "crossings"]].tolist() == ["US", 2]
    assert table.loc[("existing", "left out"), ["leader", "CN", "US"]].tolist() == ["CN", 1, 0]


def test_a_changed_country_is_a_break_and_no_crossing():
    """us-lab counts for nobody in January, for the United States afterwards: China was ahead."""
    days = ("2025-01-01", "2025-02-01", "2025-03-01")
    rows = [row("qwen/a", "CN", 10, day=day) for day in days]
    rows += [row("st/a", region, 30, day=day) for region, day in zip(("other", "US", "US"), days)]
    steward = Move("st", pd.Timestamp("2025-01-15"), "DE", "US")
    broken = panel(rows, moves=(steward,))
    table = downloads.index(broken, RULE)
    assert table.query("side == 'US'")["piece"].tolist() == [0, 1, 1]
    leads = downloads.leads(downloads.indexes(broken, RULE, ("all",)))
    assert leads["crossings"].tolist()[0] == 0 and leads["leader"].tolist()[0] == "US"
    assert leads["since"].tolist()[0] == pd.Timestamp("2025-02-01")
    assert "piece" not in downloads.index(panel(rows), RULE)
    assert downloads.leads(downloads.indexes(panel(rows), RULE, ("all",)))["crossings"][0] == 1


def test_an_index_over_an_attention_sample_is_refused():
    with pytest.raises(Refusal, match="attention sample"):
        downloads.index(panel(THREE_WAVES, selection="attention sample"), RULE)


DATED = [
    row("qwen/a", "CN", 60, created_at="2024-05-01"),
    row("qwen/b", "CN", 20, created_at="2025-05-01"),
    row("qwen/c", "CN", 20),
    row("meta/a", "US", 30, created_at="2022-03-02"),
    row("meta/b", "US", 70, created_at="2025-06-01"),
    row("qwen/d", "CN", 0, created_at="2020-01-01"),
]


def test_vintage_and_median_day_of_creation():
    dated = panel(DATED, fields=("downloads_30d", "created_at"))
    table = downloads.vintage(dated, RULE).set_index(["side", "year"])["share"]
    assert table[("CN", 2024)] == 0.6 and table[("CN", 2025)] == 0.2
    assert table[("US", 0)] == 0.3  # the Hub's first day, which all older models carry
    assert table[table.index.get_level_values("year").isna()].tolist() == [0.2]
    middle = downloads.median_creation(dated, RULE).set_index("side")
    assert middle.loc["CN", "created"] == pd.Timestamp("2024-05-01")
    assert middle.loc["US", "created"] == pd.Timestamp("2025-06-01")
    assert middle.loc["CN", "age_years"] == 0.7  # 245 days


def test_size_classes_have_a_class_for_what_is_not_recorded():
    rows = [
        row("qwen/a", "CN", 10, parameters=1e9),
        row("qwen/b", "CN", 30, parameters=7e9),
        row("qwen/c", "CN", 10),
        row("meta/a", "US", 5, parameters=4.05e11),
    ]
    table = downloads.size_classes(panel(rows, fields=("downloads_30d", "parameters")), RULE)
    share = table.set_index(["side", "size"])["share"]
    assert share["CN"].to_dict() == {
        "up to 1B": 0.2,
        "1B to 4B": 0,
        "4B to 15B": 0.6,
        "15B to 80B": 0,
        "over 80B": 0,
        "not recorded": 0.2,
    }
    assert share[("US", "over 80B")] == 1


def test_downloads_against_likes_and_models():
    rows = [
        row("qwen/a", "CN", 30, likes=10),
        row("meta/a", "US", 10, likes=30),
        row("meta/b", "US", 0),
    ]
    share = downloads.by_counter(panel(rows), RULE).set_index(["counter", "side"])["share"]
    assert share[("downloads_30d", "CN")] == 0.75 and share[("likes", "CN")] == 0.25
    assert share[("models", "CN")] == 0.3333
    rows[1]["likes"] = None
    table = downloads.by_counter(panel(rows), RULE).set_index(["counter", "side"])
    assert table.loc[("likes", "US"), ["n", "missing", "value"]].tolist() == [2, 1, 0]
    assert table.loc[("downloads_30d", "US"), "missing"] == 0


def test_sensitivity_leaves_out_one_thing_at_a_time():
    recent = panel(MIXED, judged_until=pd.Timestamp("2024-12-31"))
    table = downloads.sensitivity(recent, RULE).set_index(["change", "side"])
    assert table.loc[("none", ""), ["CN", "US", "gap"]].tolist() == [0.4, 0.4, 0.0]
    assert table.loc[("model", "CN"), ["subject", "n", "gap"]].tolist() == ["qwen/a", 4, -42.9]
    assert table.loc[("publisher", "CN"), ["subject", "CN"]].tolist() == ["qwen", 0]
    assert table.loc[("disputed", ""), "gap"] == -15.0
    assert table.loc[("copies", ""), ["CN", "US"]].tolist() == [0.0667, 0.9]
    assert table.loc[("unknown", "CN"), "gap"] == 5.0
    assert np.isnan(table.loc[("bursts", ""), "gap"])


def test_cumulative_counts_and_their_falls():
    rows = [
        {"model_id": "a", "day": "2025-01-01", "downloads_all_time": 10},
        {"model_id": "b", "day": "2025-01-01", "downloads_all_time": 5},
        {"model_id": "a", "day": "2025-02-01", "downloads_all_time": 7},
        {"model_id": "b", "day": "2025-03-01", "downloads_all_time": 9},
    ]
    table = pd.DataFrame(rows).assign(day=lambda t: pd.to_datetime(t["day"]))
    modelscope = Panel("m", "full catalogues", ("s",), frozenset({"downloads_all_time"}), table)
    found = downloads.cumulative(modelscope)
    assert found["total"].tolist() == [15, 7, 9]
    assert found["n_fallen"].tolist() == [0, 1, 0]
    assert found["fallen"].tolist() == [0, -3, 0]
    with pytest.raises(Refusal, match="downloads_all_time"):
        downloads.cumulative(panel(MIXED))


# --- verdicts


def two(china: float, america: float, unknown: float = 0.0) -> pd.DataFrame:
    """A table of `shares` whose unknown publishers may belong to either side."""
    share = {"CN": china, "US": america, "other": 0.0, "unknown": unknown}
    rows = [(side, 1, value * 100, value, value, value + unknown) for side, value in share.items()]
    return pd.DataFrame(rows, columns=["side", "n", "value", "share", "low", "high"])


@pytest.mark.parametrize(
    ("china", "america", "unknown", "found"),
    [
        (0.30, 0.20, 0.05, CHINA),
        (0.20, 0.30, 0.05, AMERICA),
        (0.30, 0.20, 0.15, Verdict(HANGS, "CN")),  # all unknown ones there would make 35%
        (0.30, 0.26, 0.00, EVEN),  # four points
        (0.30, 0.30, 0.05, EVEN),
    ],
)
def test_a_side_leads_by_more_than_five_points_and_beyond_all_unknown_publishers(
    china, america, unknown, found
):
    table = two(china, america, unknown)
    assert downloads.verdict(table) == found
    assert downloads.verdicts(table.assign(task="language"), "task") == {"language": found}
    said = words.share(table, found, panel(MIXED), RULE)
    assert ("hangs on publishers of unknown country" in said) == (found.kind == HANGS)
    assert ("within five points" in said) == (found.kind == CLOSE)
    turned = {"CN": "US", "US": "CN", None: None}[found.side]
    assert downloads.verdict(two(america, china, unknown)) == (found.kind, turned)


def read_otherwise(table: pd.DataFrame, china: float, america: float) -> pd.DataFrame:
    """A table of `two` with these shares in the other reading of disputed publishers."""
    return table.assign(alternative=[china, america, 0.0, 0.0])


def test_a_lead_holds_in_both_readings_of_disputed_publishers():
    table = two(0.30, 0.20)
    assert downloads.verdict(read_otherwise(table, 0.36, 0.20)) == CHINA
    assert downloads.verdict(read_otherwise(table, 0.30, 0.27)) == Verdict(DEPENDS)
    assert downloads.verdict(read_otherwise(table, 0.20, 0.30)) == Verdict(DEPENDS)
    said = words.share(read_otherwise(table, 0.20, 0.30), Verdict(DEPENDS), panel(MIXED), RULE)
    assert (
        "If disputed publishers count for their other country, American publishers account for 30% of them, "
        "Chinese ones for 20%. The lead depends on how one counts."
    ) in said


def test_margins_stand_beside_the_shares_of_both_readings():
    table = read_otherwise(two(0.30, 0.24), 0.34, 0.20)
    (row,) = downloads.margins({("July 2024", "language"): table}).to_dict("records")
    assert (row["CN"], row["US_alternative"]) == (0.30, 0.20)
    assert [row[m] for m in (0.03, 0.05, 0.1)] == [CHINA, CHINA, Verdict(DEPENDS)]
    told = words.margin_table(downloads.margins({("July 2024", "language"): table})).iloc[0]
    assert told["ahead by 5 points"] == "China"
    assert told["ahead by 10 points"] == "depends on how one counts"


def test_a_column_of_two_sides_looks_at_the_threshold_alone():
    table = two(0.30, 0.20, 0.15).assign(top_10=[0.5, 0.54, 0, 0])
    assert downloads.in_column(table) == CHINA and downloads.in_column(table, "top_10") == EVEN


def test_counters_that_differ_make_the_lead_depend_on_them():
    def of(*leads: tuple[float, float]) -> Verdict:
        named = zip("abc", leads, strict=False)
        return downloads.by_counters(pd.concat([two(*one).assign(counter=n) for n, one in named]))

    assert of((0.3, 0.2), (0.4, 0.2)) == CHINA
    assert of((0.3, 0.2), (0.2, 0.2)) == Verdict(DEPENDS) == of((0.3, 0.2), (0.2, 0.3))
    assert of((0.2, 0.2), (0.22, 0.2)) == EVEN


def test_downloads_are_mostly_of_one_model_above_the_half():
    table = pd.DataFrame({"value": [10, 10, 10], "top_value": [6, 5, np.nan]})
    assert downloads.mostly_one(table).tolist() == [True, False, False]


def test_older_by_more_than_half_a_year():
    ages = {"all": (1.0, 1.6), "language": (1.0, 1.5), "encoder": (2.0, 1.0)}
    rows = [(name, *pair) for name, both in ages.items() for pair in zip(SIDES, both, strict=True)]
    medians = pd.DataFrame(rows, columns=["universe", "side", "age_years"])
    assert downloads.older(medians) == {"all": "US", "encoder": "CN", "language": None}


def ends(*lines: tuple) -> pd.DataFrame:
    """`leads` of lines (universe, models, bursts, verdict, since)."""
    table = pd.DataFrame(lines, columns=["universe", "models", "bursts", "verdict", "since"])
    return table.assign(since=pd.to_datetime(table["since"]))


def test_a_steady_lead_holds_with_and_without_bursts():
    ours = ("tracked", "all", "included"), ("tracked", "all", "left out")
    rest = ("tracked", "existing", "included", AMERICA, "2025-09-01")
    table = ends((*ours[0], CHINA, "2025-02-01"), (*ours[1], CHINA, "2025-03-01"), rest)
    assert downloads.steady(table) == (CHINA, pd.Timestamp("2025-03-01"))

    def without(first: Verdict, second: Verdict) -> Verdict:
        return downloads.steady(ends((*ours[0], first, None), (*ours[1], second, None)))[0]

    assert without(CHINA, AMERICA) == without(CHINA, EVEN) == Verdict(DEPENDS)
    assert without(EVEN, EVEN) == EVEN


def test_who_is_ahead_at_both_ends():
    def of(*shares: float) -> tuple[Verdict, Verdict]:
        return downloads.at_both_ends(line(*shares))

    assert of(0.6, 0.1, 0.7) == (CHINA, CHINA)
    assert of(0.4, 0.6, 0.3) == (AMERICA, AMERICA)
    assert of(0.6, 0.6, 0.5) == (CHINA, EVEN)
    assert of(0.6, 0.3) == (CHINA, AMERICA)


def changes(*gaps: tuple[float, float]) -> pd.DataFrame:
    """`sensitivity` with shares of each side; the first row is the rule as it is."""
    table = pd.DataFrame(gaps, columns=["CN", "US"])
    what = ["none", "model", "publisher", "bursts"][: len(table)]
    subjects = ["", "us/best", "us", ""][: len(table)]
    gap = ((table["CN"] - table["US"]) * 100).round(1)
    return table.assign(change=what, side="US", subject=subjects, n=9, gap=gap)


def test_the_hardest_change_and_how_many_end_the_lead():
    table = changes((0.2, 0.5), (0.25, 0.4), (0.3, 0.32), (np.nan, np.nan))
    found = downloads.hardest(table)
    assert (found.verdict, found.lost, found.changes) == (AMERICA, 1, 2)
    assert found.worst["change"] == "publisher"
    assert words.robustness({"July 2024": table}, {"July 2024": found}, CENSUS).title == (
        "Without us, the American lead of July 2024 is gone"
    )
    swapped = table.rename(columns={"CN": "US", "US": "CN"}).assign(gap=-table["gap"], side="CN")
    turned = downloads.hardest(swapped)
    assert (turned.verdict, turned.lost, turned.changes) == (CHINA, 1, 2)
    assert turned.worst["change"] == "publisher"
    flipped = changes((0.2, 0.5), (0.25, 0.4), (0.4, 0.3))
    said = words.robustness(
        {"July 2024": flipped}, {"July 2024": downloads.hardest(flipped)}, CENSUS
    )
    assert said.title == "Without us, the American lead of July 2024 turns Chinese"
    assert said.finding.endswith("Chinese publishers have 40% of the rest, American ones 30%.")
    kept = downloads.hardest(changes((0.2, 0.5), (0.25, 0.4)))
    assert (kept.lost, kept.changes) == (0, 1)
    assert downloads.hardest(changes((0.3, 0.3), (0.5, 0.1))) == (EVEN, None, 0, 0)


def test_a_change_is_told_in_plain_words_beside_its_mark():
    table = changes((0.2, 0.5), (0.25, 0.4), (0.3, 0.32), (np.nan, np.nan))
    (axes,) = charts.robustness({"July 2024": table}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Our count",
        "Without best (top American model)",
        "Without us (top American publisher)",
        "Sudden jumps of models left out",
    ]
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["our count", "30", "15", "2", "too recent to be judged"]


def test_unknown_publishers_are_bounds_of_a_lead_and_no_changes():
    bounds = changes((0.2, 0.5), (0.25, 0.45), (0.4, 0.5), (0.2, 0.8))
    bounds = bounds.assign(change=["none", "model", "unknown", "unknown"], side=["", "US", *SIDES])
    found = downloads.hardest(bounds)
    assert (found.verdict, found.worst["change"], found.changes) == (AMERICA, "model", 1)
    bounds.loc[2, ["CN", "gap"]] = 0.55, 5.0  # all of them in China: more than the American share
    assert downloads.hardest(bounds) == (Verdict(HANGS, "US"), None, 0, 0)
    said = words.robustness({"July 2024": bounds}, {"July 2024": downloads.hardest(bounds)}, CENSUS)
    assert said.title == ("In July 2024 the lead hangs on publishers of unknown country")


# --- words and a picture


ENCODERS = [
    row("a/e", "CN", 4, task="encoder"),
    row("b/e", "US", 9, task="encoder"),
    row("b/f", "US", 1, task="encoder"),
]
IMAGES = [row("x/s", "other", 1, task="image"), row("y/s", "CN", 1, task="image")]


def test_who_led_which_group_of_tasks():
    table = downloads.by_task(panel([*MIXED, *ENCODERS, *IMAGES]), RULE)

    def title(*found: Verdict) -> str:
        led = dict(zip(downloads.TASKS, found, strict=True))
        return words.census(table, led, panel(MIXED)).title

    assert title(CHINA, AMERICA, EVEN) == (
        "China led in language models, the United States led in encoders in January 2025"
    )
    assert title(AMERICA, AMERICA, AMERICA) == (
        "American models out-downloaded Chinese ones in all 3 groups of tasks in January 2025"
    )
    assert title(EVEN, EVEN, EVEN) == (
        "Both countries are within five points in all 3 groups in January 2025"
    )
    hangs = Verdict(HANGS, "US")
    assert title(EVEN, hangs, EVEN) == (
        "Neither country led any of 3 groups of tasks in January 2025"
    )


def test_one_model_that_is_most_of_a_country_is_named():
    rows = [row("b/b", "US", 10), row("b/c", "US", 10), *ENCODERS, *IMAGES]
    table = downloads.by_task(panel(rows), RULE)
    of_one = table[downloads.mostly_one(table)]
    assert words.one_model(of_one) == (
        "One model, a/e, drew 100% of the Chinese downloads of encoders. "
        "One model, b/e, drew 90% of the American downloads of encoders. "
        "One model, y/s, drew 100% of the Chinese downloads of models of other tasks."
    )
    assert words.one_model(of_one[:0]).startswith("In no group does one model draw")
    drawn = [text.get_text() for axes in charts.census(table).axes for text in axes.texts]
    assert "one model, e: 9 downloads" in drawn and "71% in all" in drawn
    assert not any("one model, b" in text for text in drawn)


def test_downloads_that_go_to_older_models():
    medians = pd.DataFrame(
        {"universe": ["all"] * 2 + ["language"] * 2, "side": ["CN", "US"] * 2,
         "created": pd.to_datetime(["2024-05-01", "2023-01-01", "2025-01-01", "2025-01-01"])}
    )  # fmt: skip
    years = pd.DataFrame({"year": [2024, np.nan], "value": [3, 1]})

    def said(**older: str | None):
        return words.vintage(years, medians, older, panel(MIXED))

    assert said(all="US", language="US").title == (
        "Downloaded American models are older than Chinese ones, also among language models"
    )
    assert said(all="US", language="CN").title == (
        "Downloaded American models are older, but among language models Chinese ones"
    )
    assert said(all="US", language=None).title.endswith("ones, language models about equally old")
    assert (
        said(all=None, language="CN").title
        == "Downloaded models of both countries are about equally old"
    )
    assert "The 25% of downloads that have no date" in said(all=None, language=None).definition
    assert (
        "half of the American downloads went to models from January 2023 or earlier, half of the "
        "Chinese ones to models from May 2024 or earlier. Half of either country's language-model "
        "downloads went to models from January 2025 or earlier. Here the models are about equally old."
    ) in said(all="US", language=None).finding
    assert "dates no model" not in said(all="US", language=None).finding


def test_a_middle_date_where_dates_begin_is_that_day_or_any_before():
    assert words.middle(pd.Timestamp("2022-03-02")) == "March 2022 or earlier"
    assert words.middle(pd.Timestamp("2021-08-28")) == "August 2021"  # of a first commit
    assert words.middle(pd.Timestamp("2022-03-03")) == "March 2022"
    medians = pd.DataFrame(
        {"universe": ["all"] * 2, "side": SIDES,
         "created": pd.to_datetime(["2025-01-20", "2022-03-02"])}
    )  # fmt: skip
    (axes,) = charts.vintage(medians).axes
    texts = [text.get_text() for text in axes.texts]
    assert "China\nJanuary 2025" in texts and "United States\nMarch 2022 or earlier" in texts
    early = medians.assign(created=pd.to_datetime(["2025-01-20", "2019-10-23"]))
    assert "first commit" in words._floor(early) and "carry that month" not in words._floor(early)


def test_a_lead_in_full_catalogues_since_a_month_or_throughout():
    lines = panel(THREE_WAVES)
    leads = downloads.leads(downloads.indexes(lines, RULE, ("all", "tracked")))
    since = words.catalogues(leads, (CHINA, pd.Timestamp("2025-02-01")), lines)
    assert (
        since.title
        == "Language models by Chinese publishers took the lead in downloads in February 2025"
    )
    assert since.definition.startswith(
        "Hugging Face downloads in the past thirty days of the language models of test panel that "
        "the ATOM Project lists, measured 3 times."
    )
    assert since.finding.endswith("Shares are of both countries' downloads together.")
    throughout = words.catalogues(leads, (CHINA, pd.Timestamp("2025-01-01")), lines)
    assert throughout.title == "Language models by Chinese publishers led downloads throughout"
    even = words.catalogues(leads, (EVEN, pd.NaT), lines)
    assert even.title == (
        "In full catalogues of language models both countries are within five points"
    )


def test_the_rule_of_a_lead_stands_where_it_begins_or_that_nobody_leads():
    months = pd.date_range("2025-01-01", periods=3, freq="MS")
    lead = {"verdict": CHINA, "leader": "CN", "since": months[1], "models": "all"}
    leads = pd.DataFrame([lead, {"verdict": EVEN, "leader": None, "models": "existing"}])
    both = [line(0.3, 0.6, 0.7), line(0.3, 0.4, 0.5).assign(models="existing")]
    left, right = charts.catalogues(pd.concat(both), leads).axes
    assert (
        left.texts[0].get_text()
        == "China ahead by more than\n5 points of share since February 2025"
    )
    assert right.texts[0].get_text() == "Both countries are within five points\nat the end"


def test_shares_that_would_be_printed_alike_have_a_decimal():
    said = words.drew({"CN": 0.0826, "US": 0.0848}, "the models", "have", apart=True)
    assert said == "American publishers have 8.5% of the models, Chinese ones 8.3%"
    assert words.drew({"CN": 0.08261, "US": 0.08262}, "them", apart=True) == (
        "publishers of each country drew 8% of them"
    )


def test_counters_that_agree_and_that_do_not():
    rows = [row("cn/a", "CN", 30, likes=10), row("us/a", "US", 10, likes=30)]
    table, whole = downloads.by_counter(panel(rows), RULE), panel(rows)
    found = downloads.by_counters(table)
    assert found == Verdict(DEPENDS)
    assert words.counters(table, found, whole).startswith("The lead depends on how one counts.")
    assert words.counters(table, AMERICA, whole).startswith("The United States leads by every")
    even = words.counters(table, EVEN, whole)
    assert even.startswith("Both countries are within five points by every counter.")
    unknown = words.counters(table, Verdict(NOT_IDENTIFIED), whole)
    assert unknown.startswith("The leader cannot be told by every counter.")


def test_a_fixed_set_in_words():
    table, lines = downloads.index(panel(THREE_WAVES), RULE), panel(THREE_WAVES)
    said = words.fixed_set(table, (AMERICA, AMERICA), lines)
    assert "on 1 January 2025 and" in said
    assert (
        "The United States leads at both ends. The set holds 2 Chinese models and 1 American ones"
        in said
    )
    said = words.fixed_set(table, (EVEN, CHINA), lines)
    assert (
        "Both countries are within five points on the first day, and China leads on the last"
    ) in said
