"""Pages that look up an organization or a model: who has one, their numbers, league tables, search."""

import csv
import html
import io
import json
import random
import re
import shutil

import pandas as pd
import pytest

from hubgap import Study, panel, site
from hubgap.kept import Kept
from hubgap.measures import benchmarks, lineage
from hubgap.measures import lookup as measures
from hubgap.measures.licenses import licensed
from hubgap.registry import holding, tracked
from hubgap.rules import counted, with_copies
from hubgap.site import flip, lookup, search

from . import browser as browsers
from .altered import HOSTILE
from .lookups import FIRST, LAST, small
from .reading import edition
from .test_site import FLIP, write
from .tiny import ORGANIZATIONS, observations, snapshot, tiny, waves

pytestmark = pytest.mark.long

SEED, SOME = 20260620, 20
KILOBYTE = 1000
MILLISECONDS = 100
FIND = """async names => {
  const input = document.querySelector(".search input");
  const list = document.querySelector(".search [role=listbox]");
  const found = [];
  for (const name of names) {
    input.value = name;
    const start = performance.now();
    input.dispatchEvent(new Event("input"));
    await new Promise(done => {
      const wait = () => input.value === name && list.children.length ? done() : setTimeout(wait);
      Promise.resolve().then(() => Promise.resolve()).then(wait);
    });
    found.push([performance.now() - start, [...list.children].map(one => one.dataset.to)]);
    list.replaceChildren();
  }
  return found;
}"""


@pytest.fixture(scope="module")
def study():
    return Study("embedded")


@pytest.fixture(scope="module")
def found(study, tmp_path_factory):
    """The tables of the embedded data, made here if no build has kept them."""
    kept = Kept(study.data.folder)
    with pytest.MonkeyPatch.context() as patch:
        if not kept.record("lookup"):
            patch.setenv("HUBGAP_KEPT", str(tmp_path_factory.mktemp("kept")))
        return lookup._kept_or_made(study, Kept(study.data.folder))


@pytest.fixture(scope="module")
def folder(study, found, tmp_path_factory):
    """The site, with a stub for the page that flips the rule."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flip, "page", lambda study, kept: FLIP)
        patch.setattr(lookup, "_kept_or_made", lambda study, kept: found)
        made = site.render(study, None, *edition())
    return write(tmp_path_factory.mktemp("site"), made)


def some(table: pd.DataFrame, column: str) -> list[str]:
    return random.Random(SEED).sample(sorted(table[column]), SOME)


def cells(page: str, heading: str) -> dict[str, list[str]]:
    """The cells of the first table below a heading, by the text of the first cell of the row."""
    table = page.partition(f'id="{heading}"')[2].partition("<h2")[0].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[2:]]
    plain = [[html.unescape(re.sub("<[^>]*>", "\n", cell)).strip() for cell in row] for row in rows]
    return {row[0].partition("\n")[0]: row[1:] for row in plain}


# --- who has a page


def test_every_tracked_organization_and_fifty_others_have_a_page(study, found):
    who = found.organizations
    wanted = set(tracked(study.data["organizations"])["namespace"])
    assert set(who.loc[who["tracked"], "namespace"]) == wanted and len(wanted) > 400
    assert (~who["tracked"]).sum() == measures.OTHERS
    assert "mistralai" in set(who["namespace"])


def test_no_private_person_has_a_page_and_no_city_is_told(study, found, folder):
    now = holding(study.data["organizations"])
    persons = set(now.loc[now["kind"].isin(("individual", "test")), "namespace"])
    named = [*found.organizations["namespace"], *found.models["namespace"]]
    assert len(persons) > 300 and not persons & set(named)
    assert not {"TheBloke", "bartowski", "MaziyarPanahi"} & set(named)  # persons who repackage
    assert "city_or_hq" not in found.organizations
    page = (folder / "organizations/mistralai.html").read_text(encoding="utf-8")
    assert now.set_index("namespace").loc["mistralai", "city_or_hq"] == "Paris, FR"
    assert "France" in page and "Paris" not in page


def test_models_are_flagships_then_high_places_then_downloads(found):
    why = found.models["why"].value_counts()
    assert len(found.models) == measures.MODELS == why.sum() and why.min() > 10
    assert set(found.flagships["model_id"]) & set(found.models["model_id"])


def test_a_line_breaks_where_a_wave_lacks_the_name_and_where_days_lie_far_apart():
    table = pd.DataFrame(
        {
            "unit": "model",
            "name": ["a"] * 4 + ["b"] * 2,
            "day": pd.to_datetime(
                ["2025-01-01", "2025-02-01", "2025-03-01", "2025-06-01", "2025-01-01", "2025-03-01"]
            ),
        }
    )
    days = sorted(table["day"].unique())
    assert measures._runs(table, days).tolist() == [0, 0, 0, 1, 0, 1]


def test_points_of_a_line_start_at_zero_and_leave_holes_open():
    days = pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-21"])
    rows = [
        {"day": d, "n": n, "run": r} for d, n, r in zip(days, (0, 10, 5), (0, 0, 1), strict=True)
    ]
    assert lookup.spark(rows, "n") == (["4,52 160,4"], [(316, 28)])


def test_a_model_declares_its_base_once_however_many_of_its_relations_are_seen():
    edges = {
        "s": pd.DataFrame(
            {"child": ["x/a", "x/a", "cn-lab/q"], "parent": ["cn-lab/m", "cn-lab/n", "cn-lab/m"]}
        )
    }
    days = pd.DataFrame(
        {
            "child": ["x/a"],
            "parent_canonical": ["cn-lab/m"],
            "source": ["s"],
            "observed_on": [FIRST],
        }
    )
    data = tiny(lineage_edges=days)
    table = measures.built(edges, {"cn-lab"}, {"cn-lab/m"}, data).set_index("unit")
    assert table.loc["organization", ["models", "others", "publishers"]].tolist() == [2, 1, 1]
    assert table.loc["model", ["models", "others", "publishers"]].tolist() == [2, 1, 1]


def test_files_have_plain_names_and_no_two_are_alike_where_case_is_lost():
    made = lookup.slugs(["Qwen/Qwen3", "qwen/qwen3", "../x", HOSTILE, "", "ab" * 100, "中文"])
    assert list(made.values())[:3] == ["qwen--qwen3", "qwen--qwen3-2", "x"]
    assert len({*made.values()}) == len(made)
    assert all(re.fullmatch(r"[a-z0-9_][a-z0-9._-]{0,85}", slug) for slug in made.values())


# --- numbers


def test_twenty_organizations_have_the_numbers_of_the_package(study, found, folder):
    names = some(found.organizations, "namespace")
    site_ = lookup.slugs(found.organizations["namespace"])
    rows = counted(study.latest, with_copies(study.latest, measures.RULE))
    kinds = licensed(study.latest, with_copies(study.latest, measures.RULE), study.data)
    edges = lineage.declared_edges(study.data, "parkjay").edges.dropna(subset="parent")
    ruler = study.rulers(benchmarks.ARENA)[0]
    scores = benchmarks.on_ruler(ruler, study.data)
    groups = found.organizations.set_index("namespace")["group"]
    checked = 0
    for name in names:
        page = (folder / f"organizations/{site_[name]}.html").read_text(encoding="utf-8")
        own = rows[rows["namespace"] == name]
        shown = cells(page, "lists").get(study.latest.name)
        assert (shown is None) == own.empty, name
        if shown:
            checked += 1
            share = own["value"].sum() / rows["value"].sum()
            assert shown[:2] == [f"{len(own):,}", f"{own['value'].sum():,}"], name
            assert shown[2] == ("under 0.1%" if share < 0.0005 else f"{share:.1%}"), name
            licenses = cells(page, "licenses")
            head = re.findall(
                r'scope="col" class="right">(.*?)<', page.partition('id="licenses"')[2]
            )
            at = head.index(study.latest.name)
            told = {kind: int(row[at].replace(",", "")) for kind, row in licenses.items()}
            counts = kinds.loc[kinds["namespace"] == name, "kind_of_license"].value_counts()
            assert {kind: n for kind, n in told.items() if n} == counts.to_dict(), name
        theirs = edges[edges["parent"].str.startswith(f"{name}/")]
        seen = cells(page, "built").get("2026-03-15")
        assert (seen is None) == theirs.empty, name
        assert not seen or seen[0] == f"{theirs['child'].nunique():,}", name
        placed = scores[scores["maker"] == groups[name]]
        board = cells(page, "boards").get("Arena")
        assert (board is None) == placed.empty, name
        assert not board or board[1] == f"{placed.index[0] + 1} of {len(scores)}", name
    assert checked > 3


def test_twenty_models_have_the_numbers_of_the_package(study, found, folder):
    names = some(found.models, "model_id")
    site_ = lookup.slugs(found.models["model_id"])
    rows = counted(study.latest, with_copies(study.latest, measures.RULE)).set_index("model_id")
    edges = lineage.declared_edges(study.data, "radar").edges
    scores = benchmarks.on_ruler(study.rulers(benchmarks.ECI)[0], study.data)
    checked = 0
    for name in names:
        page = (folder / f"models/{site_[name]}.html").read_text(encoding="utf-8")
        shown = cells(page, "lists").get(study.latest.name)
        assert (shown is None) == (name not in rows.index), name
        if shown:
            checked += 1
            place = (rows["value"] > rows.loc[name, "value"]).sum() + 1
            assert [shown[0], shown[2]] == [f"{rows.loc[name, 'value']:,.0f}", f"{place:,}"], name
        theirs = edges[edges["parent"] == name]
        seen = cells(page, "built").get("2026-08-22")
        assert (seen is None) == theirs.empty, name
        assert not seen or seen[0] == f"{theirs['child'].nunique():,}", name
        score = scores[scores["hub_id"] == name]["score"]
        board = cells(page, "boards").get("ECI")
        assert not board or board[2].startswith(f"{score.iloc[0]:g} "), name
    assert checked > 3


def test_sizes(folder):
    pages = [*folder.glob("organizations/*.html"), *folder.glob("models/*.html")]
    pages += [folder / "organizations.html", folder / "models.html"]
    assert len(pages) > 800 and max(path.stat().st_size for path in pages) < 60 * KILOBYTE
    scripts = [*folder.glob("league*.js")]
    assert sum(path.stat().st_size for path in [*pages, *scripts]) < 15_000 * KILOBYTE


def test_nothing_changed_nothing_is_made(study, found, tmp_path, monkeypatch):
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path))
    monkeypatch.setattr(lookup, "tables_of", lambda study: small())
    kept = Kept(study.data.folder)
    lookup._kept_or_made(study, kept)
    monkeypatch.setattr(lookup, "tables_of", lambda study: pytest.fail("made again"))
    assert lookup._kept_or_made(study, kept).organizations["namespace"].tolist() == ["cn-lab"]


# --- names from the Hub


def test_a_script_of_data_ends_with_nothing_that_is_in_it():
    made = lookup.script("x", {"a": "</script><!--\u2028\u2029"}).decode()
    assert "</" not in made and "<!" not in made and made.isascii() and made.count("\n") == 2


# --- in a browser


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium("league tables are not driven") as browser:
        yield browser


def copied(folder, home, parts) -> None:
    """Parts of the site in a folder of their own, whose search finds something else."""
    for name in parts:
        copy = shutil.copytree if (folder / name).is_dir() else shutil.copy
        copy(folder / name, home / name)


@pytest.fixture
def opened(chromium, folder):
    with browsers.opener(chromium, folder) as open_:
        yield open_


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["organizations/qwen.html", "models/qwen--qwen3-0.6b.html"])
def test_a_page_fits_a_phone_and_has_no_serious_violation(opened, name, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, 320, theme)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    page.wait_for_timeout(50)
    options = {"preload": False, "resultTypes": ["violations"]}
    faults = Axe().run(page, options=options).response["violations"]
    serious = [one for one in faults if one["impact"] in ("serious", "critical")]
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]


def column(page, number: int) -> list[str]:
    return page.locator(f"#league tbody tr > :nth-child({number})").all_inner_texts()


def test_a_league_table_is_sorted_filtered_and_written(opened, found):
    page = opened("models.html")
    assert len(column(page, 1)) == 100
    page.click("text=Show all")
    first = column(page, 1)
    head = page.locator("#league thead th").nth(5)
    assert len(first) >= measures.LISTED
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending" and column(page, 1)[0] == first[0]
    head.locator("button").click()
    down = [int(text.replace(",", "")) for text in column(page, 6)]
    assert head.get_attribute("aria-sort") == "ascending" and down == sorted(down)
    page.get_by_label("Country").select_option("China")
    page.get_by_label("License").select_option("permissive")
    page.get_by_label("Task").select_option("language")
    assert set(column(page, 2)) == {"China"} and set(column(page, 3)) == {"language"}
    rows = found.listings
    rows = rows[
        (rows["day"] == LAST) & (rows["rank"] <= measures.LISTED) & (rows["region"] == "CN")
    ]
    rows = rows[(rows["kind_of_license"] == "permissive") & (rows["task"] == "language")]
    assert sorted(column(page, 1)) == sorted(rows["model_id"]) and len(rows) > 20
    with page.expect_download() as download:
        page.click("text=CSV of this choice")
    written = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert [row["Model"] for row in written] == column(page, 1)
    downloads = rows.set_index("model_id")["downloads"]
    assert {row["Model"]: int(row["Downloads, 30 days"]) for row in written} == downloads.to_dict()


# --- search


@pytest.fixture(scope="module")
def slugs(found):
    """The names of the files of organizations."""
    return lookup.slugs(found.organizations["namespace"])


@pytest.fixture(scope="module")
def entries(folder) -> list[list]:
    text = (folder / "search-data.js").read_text(encoding="utf-8")
    return json.loads(re.search(r"window\.hubgapSearch = (.*);\n$", text)[1])


def ready(page) -> None:
    page.locator(".search input").focus()
    page.wait_for_function("typeof MiniSearch === 'function' && Array.isArray(window.hubgapSearch)")


def test_every_kind_is_found_and_leads_to_a_page(entries, folder):
    assert {kind for kind, *_ in entries} == {
        "Page", "Figure", "Organization", "Model", "On its maker’s page", "Glossary",
    }  # fmt: skip
    for _, title, _, to in entries:
        name, _, mark = to.partition("#")
        text = (folder / name).read_text(encoding="utf-8")
        assert title and (not mark or f'id="{mark}"' in text), to
    size = sum(
        (folder / name).stat().st_size for name in ("search-data.js", "minisearch/minisearch.js")
    )
    assert size < search.LIMIT


def test_every_tracked_organization_is_found_by_both_names_in_time(opened, study, slugs):
    page = opened("index.html")
    ready(page)
    follows = tracked(study.data["organizations"])
    for column in ("namespace", "display_name"):
        asked = follows[column].tolist()
        for name, space, (spent, found) in zip(
            asked, follows["namespace"], page.evaluate(FIND, asked), strict=True
        ):
            assert spent < MILLISECONDS, (name, spent)
            assert f"organizations/{slugs[space]}.html" in found, (name, found)


def test_any_part_of_a_chinese_name_is_found(opened, entries, folder, tmp_path):
    page = opened("index.html")
    ready(page)
    asked = (one for one in entries if any("文心一言4.0" in name for name in one[2]))
    entry = next(asked)
    for _, found in page.evaluate(FIND, ["文心", "心一言", "文心一言4.0", "言"]):
        assert entry[3] in found
    parts = (
        "index.html",
        "search.js",
        "site.js",
        "start.js",
        "style.css",
        "icon.svg",
        "minisearch",
        "fonts",
        "figures",
    )
    copied(folder, tmp_path, parts)
    made = [
        ["Organization", "Qwen team", ["Qwen", "阿里巴巴通义千问"], "a.html"],
        ["Organization", "月之暗面", ["x"], "b.html"],
    ]
    (tmp_path / "search-data.js").write_bytes(lookup.script("hubgapSearch", made))
    page = opened("index.html", home=tmp_path)
    ready(page)
    for typed, to in {
        "通义": "a.html",
        "千": "a.html",
        "巴巴通义": "a.html",
        "暗面": "b.html",
    }.items():
        ((_, found),) = page.evaluate(FIND, [typed])
        assert found == [to], typed


def test_every_chinese_name_and_a_part_of_it_find_the_organization(opened, study, slugs):
    page = opened("index.html")
    ready(page)
    names = study.data["organization_names"]
    own = names[(names["kind"] != "group") & names["namespace"].isin(list(slugs))]
    wanted = [*zip(own["name"], own["namespace"], strict=True)]
    assert len(wanted) > 50
    wanted += [
        ("求索", "deepseek-ai"),
        ("千问", "Qwen"),
        ("智谱", "zai-org"),
        ("暗面", "moonshotai"),
    ]
    wanted += [("阿里巴巴", "Qwen"), ("上海人工智能", "OpenGVLab")]  # shared by a group
    for (asked, space), (_, pages) in zip(
        wanted, page.evaluate(FIND, [asked for asked, _ in wanted]), strict=True
    ):
        assert f"organizations/{slugs[space]}.html" in pages, (asked, pages)


@pytest.mark.parametrize("home", ["index.html", "organizations/baai.html"])
def test_the_keyboard_alone_searches_and_goes(opened, home):
    page = opened(home, 320)
    page.keyboard.press("/")
    box = page.locator(".search input")
    assert box.evaluate("box => box === document.activeElement") and box.input_value() == ""
    page.keyboard.type("deepseek")
    page.locator(".search [role=option]").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']")
    assert active.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and box.input_value() == "deepseek"
    page.keyboard.press("Escape")
    assert box.input_value() == ""
    page.keyboard.type("deepseek-ai")
    page.locator(".search [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/organizations/deepseek-ai.html")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_results_have_no_serious_violation(opened, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("cite.html", theme=theme)
    page.locator(".search input").fill("alibaba")
    page.locator(".search [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    options = {"preload": False, "resultTypes": ["violations"]}
    faults = Axe().run(page, options=options).response["violations"]
    serious = [one for one in faults if one["impact"] in ("serious", "critical")]
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible()


def test_a_hostile_name_is_text_in_the_results(opened, folder, tmp_path):
    parts = ("cite.html", "search.js", "site.js", "style.css", "icon.svg", "minisearch", "fonts")
    copied(folder, tmp_path, parts)
    made = [
        [
            "Organization",
            f"lab {HOSTILE}",
            [HOSTILE, "</script><script>window.hacked=1</script>"],
            "cite.html",
        ]
    ]
    (tmp_path / "search-data.js").write_bytes(lookup.script("hubgapSearch", made))
    page = opened("cite.html", home=tmp_path)
    page.locator(".search input").fill("lab")
    option = page.locator(".search [role=option]")
    option.wait_for()
    assert "<script>" in option.inner_text() and not option.locator("script, img, a").count()
    assert page.evaluate("typeof window.hacked") == "undefined"


# --- a small world


def test_listed_counts_what_a_name_publishes_and_leaves_out_tests():
    days = ["2025-01-01"]
    counts = {"cn-lab/m": 6, "packer/m-GGUF": 3, "ci-bot/x": 9, "us-lab/u": 1}
    data = tiny(
        **{"snapshot-2025-01-01": snapshot("2025-01-01", counts)},
        waves=waves(("snapshot", "s", days[0], "census")),
        panel_observations=observations("s", days, {}),
    )
    rows = measures.listed(panel.snapshot(data, days[0]), data).set_index("model_id")
    assert rows["downloads"].to_dict() == {"cn-lab/m": 6, "packer/m-GGUF": 3, "us-lab/u": 1}
    assert rows["share"].tolist() == [0.6, 0.3, 0.1] and rows["rank"].tolist() == [1, 2, 3]
    table = measures.catalogues(rows.reset_index()).set_index("namespace")
    assert table.loc["cn-lab", ["models", "downloads", "rank"]].tolist() == [1, 6, 1]
    assert set(ORGANIZATIONS["namespace"]) > {"ci-bot"}
