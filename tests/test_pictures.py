"""Every chart as a picture, drawn from small tables and compared with tests/baseline.

After a wanted change: `pytest --mpl-generate-path=tests/baseline tests/test_pictures.py`.
"""

import functools
from dataclasses import replace

import pandas as pd
import pytest

from hubgap.charts import benchmarks as benchmarks_charts
from hubgap.charts import downloads as downloads_charts
from hubgap.charts import headlines as headlines_charts
from hubgap.charts import ledger as ledger_charts
from hubgap.charts import licenses as licenses_charts
from hubgap.charts import lineage as lineage_charts
from hubgap.charts import observed as observed_charts
from hubgap.charts import reported as reported_charts
from hubgap.charts import today as today_charts
from hubgap.charts import usage as usage_charts
from hubgap.measures import (
    benchmarks,
    downloads,
    headlines,
    ledger,
    licenses,
    lineage,
    today,
    usage,
)
from hubgap.registry import REGIONS
from hubgap.rules import CountingRule

from .test_benchmarks import PROMPTED, lag_table, step_lines, two_tests
from .test_downloads import DATED, MIXED, RULE, STEWARDS, THREE_WAVES, panel, row
from .test_licenses import DATA, SYSTEMS
from .test_licenses import panel as licensed_panel
from .test_lineage import CHINESE, crossing, descendants_of, families
from .test_observed import RUNS
from .test_reported import SHOWN as ENTERED
from .test_reported import shown as entered
from .test_rules import tiny
from .test_today import LABS, LISTED, TWO_DAYS
from .test_usage import OLLAMA, OPENROUTER, TWO

picture = pytest.mark.mpl_image_compare


@picture
def test_observed():
    return observed_charts.observed(RUNS)


@picture
def test_census():
    encoders = [{**row, "model_id": f"{row['model_id']}-e", "task": "encoder"} for row in MIXED[:5]]
    images = [{**row, "model_id": f"{row['model_id']}-i", "task": "image"} for row in MIXED[:3]]
    return downloads_charts.census(downloads.by_task(panel([*MIXED, *encoders, *images]), RULE))


@picture
def test_vintage():
    dated, universes = panel(DATED, fields=("downloads_30d", "created_at")), ("all", "language")
    middle = downloads.per_universe(downloads.median_creation, dated, RULE, universes)
    return downloads_charts.vintage(middle)


@picture
def test_catalogues():
    lines = downloads.indexes(panel(THREE_WAVES), RULE, ("tracked",))
    return downloads_charts.catalogues(lines, downloads.leads(lines))


@picture
def test_robustness():
    old, recent = panel(MIXED), panel(MIXED, judged_until=pd.Timestamp("2024-12-31"))
    tables = {name: downloads.sensitivity(p, RULE) for name, p in (("old", old), ("new", recent))}
    return downloads_charts.robustness(tables)


@picture
def test_license_classes():
    rows = [
        ("org/a", "CN", "apache-2.0", 60), ("org/b", "CN", None, 30), ("org/c", "US", "llama3", 70),
        ("org/d", "US", "apache-2.0", 20), ("org/e", "other", "apache-2.0", 5),
        ("org/f", "unknown", None, 5),
    ]  # fmt: skip
    section = licenses.cross_section(licensed_panel(rows), CountingRule(), DATA)
    table = licenses.drawn(section.classes)
    return licenses_charts.license_classes(table[table["view"].isin(licenses.SHOWN)])


@picture
def test_flagships():
    kinds = ("permissive", "with conditions", "not recorded")
    rows = [(year, side, kind) for year in (2025, 2026) for side in ("CN", "US") for kind in kinds]
    table = pd.DataFrame(rows, columns=["year", "side", "license"])
    return licenses_charts.flagships(table.assign(models=range(4, 4 + len(rows))))


@picture
def test_at_release():
    rows = [(year, side, kind) for year in (2025, 2026) for side in ("CN", "US")
            for kind in ("permissive", "with conditions")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["year", "side", "license"])
    return licenses_charts.at_release(table.assign(models=range(len(rows))), "August")


@picture
def test_openness():
    return licenses_charts.openness(licenses.openness(SYSTEMS))


@picture
def test_frontiers():
    return benchmarks_charts.frontiers(pd.concat([step_lines(), step_lines(ruler="F")]))


@picture
def test_lags():
    return benchmarks_charts.lags(lag_table())


@picture
def test_held_out():
    return benchmarks_charts.held_out(two_tests())


@picture
def test_reported():
    return reported_charts.alternatives(entered(*ENTERED)[1])


@picture
def test_prompt_languages():
    return benchmarks_charts.prompt_languages(benchmarks.by_language(PROMPTED))


# --- notebook 03


@functools.cache
def cube() -> headlines.Cube:
    return headlines.cube(tiny())


def by_panel(table) -> dict:
    return {"July 2024": table, "May 2026": table}


@picture
def test_ranges():
    return headlines_charts.ranges(headlines.by_width(headlines.ranges(headlines.grid(cube()))))


@picture
def test_verdicts():
    table = headlines.with_total(headlines.ranges(headlines.grid(cube())))
    return headlines_charts.verdicts(by_panel(table))


@picture
def test_one_rule():
    table = headlines.under({"": cube()}, CountingRule())[""]
    return headlines_charts.one({"July 2024": "refused", "May 2026": table})


# --- notebook 06


@picture
def test_matrix():
    rows = [(counter, side, low, low + 0.2)
            for counter in ("models", "downloads", "authors")
            for side, low in (("CN", 0.05), ("US", 0.5))]  # fmt: skip
    return lineage_charts.matrix(
        pd.DataFrame(rows, columns=["counter", "base_side", "low", "high"])
    )


@picture
def test_across():
    return lineage_charts.across(CHINESE, crossing(CHINESE).known)


@picture
def test_descendants():
    found = families(["2025-01-01", "2025-02-01", "2025-06-01", "2025-07-01"])
    for name, table in found.items():
        found[name] = table.assign(value=table["value"] * table["side"].map({"CN": 2, "US": 1}))
    return descendants_of(found)


@picture
def test_license_drift():
    cells = [(side, change, 40 >> place, 1_000 << place) for side in REGIONS
             for place, change in enumerate(lineage.CHANGES)]  # fmt: skip
    table = pd.DataFrame(cells, columns=["base_side", "change", "models", "downloads"])
    shares = lineage.contrary(table)
    return lineage_charts.drift(shares[shares["base_side"].isin(("CN", "US"))])


# --- notebook 10


@picture
def test_ledger():
    ratios = [("digit", 1.0), ("digit", 1.01), ("order", 0.2), ("order", 1.7), ("direction", 40.0)]
    table = pd.DataFrame(ratios, columns=["expected", "ratio"])
    verdicts = ["agrees", "differs", "differs", "agrees", "differs"]
    ids = [f"F{number}" for number in range(len(table))]
    table = table.assign(verdict=verdicts, figure_id=ids, comparison=ids)
    heads = {kind: f"{kind} (all)" for kind in dict.fromkeys(table["expected"])}
    return ledger_charts.ratios(table, heads, ledger.FACTOR)


TEN_ROWS = panel([*MIXED, {**MIXED[0], "model_id": "deep/a", "downloads_30d": 3}])
SIZED = [{**row, "parameters": 3e8 * 9 ** (n % 4)} for n, row in enumerate(MIXED)]


@picture
def test_organizations():
    return downloads_charts.organizations(downloads.organizations(TEN_ROWS, RULE, 5))


@picture
def test_pictures():
    early, late = ([{**row, "day": day} for row in MIXED] for day in ("2022-07-02", "2026-08-22"))
    lists = panel(early, "census of downloaded models"), panel(late, "attention sample")
    lists = [replace(one, name=one.selection) for one in lists]
    return downloads_charts.pictures(downloads.pictures(lists, RULE))


@picture
def test_regions():
    rows = [
        row("st/a", "US", 60, alt_region="other"),
        row("fr/a", "other", 20),
        row("cn/a", "CN", 15),
        row("x/a", "unknown", 5),
    ]
    encoders = [{**one, "model_id": f"{one['model_id']}-e", "task": "encoder"} for one in rows]
    table = downloads.placed(panel(encoders, "head"), RULE, STEWARDS, "st")
    return downloads_charts.regions(table, "st")


@picture
def test_over_time():
    later = [{**row, "day": row["day"].replace("2025", "2026")} for row in THREE_WAVES]
    lines = downloads.two_lines(panel(THREE_WAVES), panel(later, "fixed models"), RULE)
    return downloads_charts.over_time(lines)


@picture
def test_size_classes():
    sized = panel(SIZED, fields=("downloads_30d", "likes", "parameters"))
    return downloads_charts.sizes(downloads.size_classes(sized, RULE))


# --- notebook 11

GAINED = dict.fromkeys(("steady", "unswept", "cleaned"), TWO["value"])
READ = {"pulls": TWO.assign(base_side=TWO["side"], **GAINED)}


@picture
def test_three_counters():
    found = [usage.shares(TWO).assign(counter=name) for name in usage.COUNTERS]
    hole = pd.to_datetime(["2026-01-05", "2026-02-28"])
    holes = pd.DataFrame([("pulls", *hole)], columns=["counter", "start", "end"])
    return usage_charts.counters(pd.concat(found), holes, ["one list"])


@picture
def test_pulls():
    days = OLLAMA["ollama_pulls"]["day"]
    climbed = usage.climbers(
        {**OLLAMA, "ollama_jumps": OLLAMA["ollama_jumps"].assign(pulls_before=0, pulls_after=1)}
    )
    swept = usage.swept(OLLAMA["ollama_background"])
    return usage_charts.pulls(usage.flow(OLLAMA), usage.holes({"pulls": days}), climbed, swept)


@picture
def test_tokens():
    table = usage.in_readings({"tokens": usage.tokens(OPENROUTER)})
    return usage_charts.tokens(table, dict.fromkeys(usage_charts.HEADS, "what it means to lead"))


@picture
def test_who_leads():
    return usage_charts.leads(usage.leads(usage.in_readings(READ)))


@picture
def test_today_labs():
    return today_charts.labs(today.by_lab(TWO_DAYS, LABS, LISTED))
