"""The page that flips the rule: its table against the package, and the page in a real browser."""

import hashlib
import json
import re
from itertools import chain
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pytest

from hubgap import Study, open_data, panel, site
from hubgap.data import ROOT
from hubgap.disk import write_file
from hubgap.measures import downloads, headlines
from hubgap.measures.verdicts import NOT_IDENTIFIED, Verdict, on_shares
from hubgap.panel import Refusal
from hubgap.registry import REGIONS
from hubgap.rules import CHOICES, CountingRule
from hubgap.site import flip, lookup
from hubgap.text import headline, number, percent, sentence, when
from hubgap.words.en import downloads as downloads_words
from hubgap.words.en import grammar
from hubgap.words.en import headlines as headlines_words

from .browser import chromium, heard
from .reading import edition

SEED = 20240711
CENSUS, SAMPLE = "2024-07-11", "2026-06-20"
SECONDS = 10_000


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


@pytest.fixture(scope="module")
def found(data):
    return flip.table(data)


@pytest.fixture(scope="module")
def panels(data, found):
    return {day: panel.snapshot(data, day) for day in found["panels"]}


def decoded(found: dict, day: str, rule: CountingRule) -> dict:
    """What the table says of a rule: the reason of a refusal, or shares and the filled templates."""
    entry, place, bound = found["panels"][day], 0, found["bounds"].get(rule.unknown)
    for field, choices in entry["known"].items():
        asked = getattr(rule, field)
        if asked not in choices:
            return {"reason": found["reasons"][entry["refused"][field][asked]]}
        if field == "unknown":
            choices = [choice for choice in choices if choice not in found["bounds"]]
            asked = "own class" if bound is not None else asked
        place = place * len(choices) + choices.index(asked)
    width, pointer = found["width"], found["pointer"]
    at = int(entry["places"][place * pointer : (place + 1) * pointer], 36)
    record = entry["records"][at * width : (at + 1) * width]
    ends = ((0, 1), (1, 4), (4, 7), (7, 10), (10, 13), (13, 16), (16, 17), (17, 18), (18, 19))
    kind, *rest = (int(record[first:last], 36) for first, last in ends)
    if kind == len(found["templates"]) - 1:
        return {"reason": found["reasons"][rest[0]]}
    share, rounding = rest[1:5], [rest[5] // 9 - 1, rest[5] // 3 % 3 - 1, rest[5] % 3 - 1]
    high = [share[k] + share[3] + rounding[k] for k in range(3)] + [share[3]]
    if bound is not None:
        share = [*share[:bound], high[bound], *share[bound + 1 : 3], 0]
        kind, high = rest[6 + bound], share
    words, numbers = (
        list(chain.from_iterable([text] * times for text, times in found[runs]))
        for runs in ("percents", "numbers")
    )
    slots = {side: words[k] for side, k in zip(REGIONS, share, strict=True)}
    slots |= {f"{side}_high": words[k] for side, k in zip(REGIONS, high, strict=True)}
    slots |= {"month": entry["month"], "panel": entry["name"], "total": numbers[rest[0]]}
    parts = ("counter", "universe", "window")
    slots["what"] = "".join(found["what"][field][getattr(rule, field)] for field in parts)
    return {
        "total": found["totals"][rest[0]],
        "share": [k / 10_000 for k in share],
        "high": [k / 10_000 for k in high],
        **{name: text.format(**slots) for name, text in found["templates"][kind].items()},
    }


def expected(table: pd.DataFrame, whole, rule: CountingRule) -> dict:
    """The same from a table of shares by the functions of the package."""
    verdict = on_shares(downloads.views(table)[0])
    text = downloads_words.share(table, verdict, whole, rule).split(" Rule: ")[0]
    return {
        "total": table["value"].sum(),
        "share": table["share"].tolist(),
        "high": table["high"].tolist(),
        "title": headline(headlines_words.by_panel({when(whole.label): verdict})),
        "shares": headline(grammar.both(table.set_index("side")["share"])),
        "sentence": text,
    }


def drawn(found: dict, n: int, seed: int = SEED) -> list[tuple[str, CountingRule]]:
    """Random days and rules; each choice is one that the day identifies alone."""
    draw = np.random.default_rng(seed)
    rules = []
    for _ in range(n):
        day = str(draw.choice(sorted(found["panels"])))
        known = found["panels"][day]["known"]
        rules.append(
            (day, CountingRule(**{field: str(draw.choice(known[field])) for field in known}))
        )
    return rules


# --- the table


def test_the_table_is_a_classic_script_of_one_global_under_a_megabyte(found):
    text = flip.script(found).decode()
    assert len(text.encode()) < 1_000_000
    head, body = text.split("\n", 1)
    assert head.startswith("//") and body.startswith("var FLIP = {") and body.endswith("};\n")
    assert json.loads(body[len("var FLIP = ") : -2]) == json.loads(json.dumps(found))
    assert {CENSUS, SAMPLE} <= set(found["panels"])


def test_twenty_random_rules_equal_the_plain_computation(found, panels):
    answered = [(d, r) for d, r in drawn(found, 60) if "reason" not in decoded(found, d, r)][:20]
    assert len(answered) == 20
    for day, rule in answered:
        plain = downloads.shares(panels[day], rule)
        assert decoded(found, day, rule) == expected(plain, panels[day], rule), (day, rule.key)


def test_hundreds_of_random_rules_equal_the_cells(found, panels):
    refused = 0
    for day in (CENSUS, SAMPLE):
        cells = headlines.cube(panels[day])
        for _, rule in [pair for pair in drawn(found, 1500, SEED + 1) if pair[0] == day]:
            table = headlines.under({"": cells}, rule)[""]
            ours = decoded(found, day, rule)
            if isinstance(table, str):
                refused += 1
                assert ours == {"reason": table}
            else:
                assert ours == expected(table, panels[day], rule), rule.key
    assert refused > 10


def test_every_choice_that_a_day_does_not_identify_says_why(found, panels):
    for day, whole in panels.items():
        for field, choice in ((f, c) for f in CHOICES for c in CHOICES[f]):
            rule = CountingRule(**{field: choice})
            if choice in found["panels"][day]["known"][field] or (field, choice) == (
                "bursts",
                "left out",
            ):
                continue
            with pytest.raises(Refusal, match=re.escape(decoded(found, day, rule)["reason"])):
                downloads.shares(whole, rule)
    assert "too recent" in decoded(found, SAMPLE, CountingRule(bursts="left out"))["reason"]
    assert (
        "never recorded"
        in decoded(found, SAMPLE, CountingRule(counter="downloads_all_time"))["reason"]
    )


def test_a_rule_that_counts_nothing_has_no_number(found):
    rule = CountingRule(universe="tracked")
    assert decoded(found, "2022-07-02", rule)["reason"].endswith(
        "holds nothing that this rule counts."
    )


@pytest.mark.parametrize(
    ("values", "title"),
    [
        # five points are not more than five
        ((5, 0, 95, 0), "Both countries are within five points in July 2024"),
        ((36, 30, 34, 0), "China leads in July 2024"),
        ((30, 36, 34, 0), "The United States leads in July 2024"),
        # the unknown could be there
        ((36, 30, 28, 6), "The lead hangs on publishers of unknown country in July 2024"),
        ((30, 36, 28, 6), "The lead hangs on publishers of unknown country in July 2024"),
        ((30, 30, 34, 6), "Both countries are within five points in July 2024"),
        ((2, 1, 0, 0), "China leads in July 2024"),
    ],
)
def test_the_form_of_words_follows_the_numbers(values, title):
    (record,) = flip._records(np.array([values], dtype=float), [""], {}, [sum(values)])
    assert len(record) == flip.WIDTH
    form = flip._template(flip.PROBES[int(record[0])])
    table = pd.DataFrame({"side": REGIONS, "value": values})
    table["share"] = (table["value"] / sum(values)).round(4)
    table["low"] = table["share"]
    table["high"] = ((table["value"] + values[3]) / sum(values)).round(4)
    whole = SimpleNamespace(name="Hub census", label="July 2024")
    said = expected(table, whole, CountingRule())
    slots = {side: percent(share) for side, share in zip(REGIONS, table["share"], strict=True)}
    slots |= {f"{s}_high": percent(h) for s, h in zip(REGIONS, table["high"], strict=True)}
    slots |= {
        "month": "July 2024",
        "panel": "Hub census",
        "what": "downloads of models of all tasks",
    }
    slots["total"] = number(sum(values))
    assert {name: text.format(**slots) for name, text in form.items()} == {n: said[n] for n in form}
    assert said["title"] == title


def test_parts_of_the_rule_make_its_sentence(found):
    for rule in (rule for _, rule in drawn(found, 300)):
        parts = "".join(found["said"][field][getattr(rule, field)] for field in found["said"])
        assert f"{parts}." == sentence(f"Rule: {rule.sentence}")


def test_too_large_a_table_loses_the_oldest_list_and_never_the_census_and_names_it(monkeypatch):
    days = ("2022", "2024", "2025", "2026")
    found = {"panels": {day: {"name": day, "records": "x" * 400} for day in days}, "left": []}
    monkeypatch.setattr(flip, "LIMIT", 1000)
    found = flip._within_limit(found, ["2022", "2025", "2026"])
    assert list(found["panels"]) == ["2024", "2026"] and found["left"] == ["2022", "2025"]


def test_the_page_says_which_lists_it_holds_and_which_it_leaves_out(data, found, monkeypatch):
    assert found["left"] == ["Hub sample of 21 December 2025"] and len(found["panels"]) == 5
    cut = {**found, "left": ["Hub list of 2 July 2022"]}
    monkeypatch.setattr(flip, "_kept_or_made", lambda study, kept: cut)
    body = flip.page(Study(data), None).body
    assert "holds every choice of a counting rule for these lists: Hub " in body
    assert "it leaves out: Hub list of 2 July 2022" in body


def test_published_marks_stand_with_the_universe_that_their_definition_names(found):
    marks = {(m["universe"], m["side"]): m for m in found["published"]}
    assert marks["tracked", "CN"]["share"] == 0.56 and marks["tracked", "US"]["share"] == 0.35
    assert marks["last year", "CN"]["label"] == "HF 41%"
    assert all(SAMPLE in mark["days"] and CENSUS not in mark["days"] for mark in found["published"])


def test_vendored_files_are_those_whose_checksums_are_listed():
    listed = re.findall(
        r"([0-9a-f]{64})  (\S+)", (ROOT / "hubgap" / "third_party" / "README.md").read_text()
    )
    scripts = sorted((ROOT / "hubgap" / "third_party").glob("*/*.js"))
    sums = {(hashlib.sha256(path.read_bytes()).hexdigest(), path.name) for path in scripts}
    assert sums == set(listed) and len(scripts) == 4


# --- the page in a browser


@pytest.fixture(scope="module")
def browser():
    with chromium("the page that flips the rule is not driven") as running:
        yield running


@pytest.fixture(scope="module")
def folder(browser, data, found, tmp_path_factory):
    """The whole site, from the committed edition."""
    where = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flip, "_kept_or_made", lambda study, kept: found)
        patch.setattr(lookup, "pages", lambda study, kept: lookup.Pages({}, {}, [], {}))
        pages = site.render(Study(data), None, *edition())
    for name, content in pages.items():
        write_file(where / name, content)
    return where


@pytest.fixture
def page(browser, folder):
    """The page in a tab that may say nothing, ask nobody and violate no policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(SECONDS)
    tab.add_init_script(
        "document.addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"
    )
    said = heard(tab)
    tab.goto((folder / "flip.html").as_uri())
    settled(tab)
    yield tab
    settled(tab)
    assert said == []
    context.close()


def settled(tab) -> None:
    """Wait until the picture shows the numbers of the table."""
    tab.wait_for_function(
        """() => {
            const cells = [...document.querySelectorAll('#flip-table td:nth-child(2)')].map((e) => e.textContent);
            const words = [...document.querySelectorAll('#flip-vega text')].map((e) => e.textContent);
            const none = document.getElementById('flip-vega').textContent === 'not identified';
            return cells.length ? cells.every((cell) => words.includes(cell)) : none;
        }"""
    )


def go(tab, day: str, rule: CountingRule | None = None, **choices) -> None:
    choices = vars(rule) if rule else choices
    tab.evaluate("(hash) => { location.hash = hash; }", urlencode({"date": day, **choices}))


def text(tab, name: str) -> str:
    return tab.locator(f"#flip-{name}").text_content()


def says(tab, name: str, words: str) -> None:
    """The text of an element, once it is that; else a failure that shows both."""
    try:
        tab.wait_for_function(
            f"(t) => document.getElementById('flip-{name}').textContent === t", arg=words
        )
    except Exception:
        assert text(tab, name) == words
        raise


def checked(tab, field: str) -> str:
    return tab.locator(f"input[name='{field}']:checked").get_attribute("value")


def test_twenty_random_rules_show_the_package_s_number_and_sentence(page, found, panels):
    answered = [
        (d, r) for d, r in drawn(found, 60, SEED + 2) if "reason" not in decoded(found, d, r)
    ][:20]
    for day, rule in answered:
        table = downloads.shares(panels[day], rule)
        said = expected(table, panels[day], rule)
        go(page, day, rule)
        says(page, "rule", sentence(f"Rule: {rule.sentence}"))
        says(page, "sentence", said["sentence"])
        assert (text(page, "title"), text(page, "shares")) == (said["title"], said["shares"])
        shown = page.locator("#flip-table tbody tr").evaluate_all(
            "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
        )
        ends = table[["share", "low", "high"]].map(percent).to_numpy().tolist()
        assert [row[1:] for row in shown] == ends
        assert said["sentence"] in page.locator("#flip-chart").get_attribute("aria-label")
        assert [checked(page, field) for field in CHOICES] == [
            getattr(rule, field) for field in CHOICES
        ]
        settled(page)


def test_a_choice_is_flipped_by_keyboard_and_kept_in_the_address(page, panels):
    before = text(page, "sentence")
    page.locator("input[name='universe']:checked").focus()
    page.keyboard.press("ArrowDown")
    rule = CountingRule(universe="text-generation")
    says(
        page,
        "sentence",
        expected(downloads.shares(panels[SAMPLE], rule), panels[SAMPLE], rule)["sentence"],
    )
    assert text(page, "sentence") != before
    assert "universe=text-generation" in page.url and f"date={SAMPLE}" in page.url
    assert page.evaluate("document.activeElement.value") == "text-generation"
    page.reload()
    assert checked(page, "universe") == "text-generation"


def test_a_preset_sets_the_rule_of_a_published_share(page):
    page.get_by_role("link", name="As ATOM counts").click()
    page.wait_for_function("location.hash.includes('universe=tracked')")
    assert checked(page, "universe") == "tracked"


def test_the_back_button_goes_back_to_the_last_rule(page):
    first = text(page, "sentence")
    page.locator("label", has_text="Encoders").first.click()
    page.wait_for_function("location.hash.includes('encoder')")
    second = text(page, "sentence")
    page.locator("label", has_text="Likes").click()
    page.wait_for_function("location.hash.includes('likes')")
    assert len({first, second, text(page, "sentence")}) == 3
    page.go_back()
    says(page, "sentence", second)
    assert (checked(page, "universe"), checked(page, "counter")) == ("encoder", "downloads_30d")
    page.go_back()
    says(page, "sentence", first)
    page.go_forward()
    says(page, "sentence", second)


def test_an_address_of_the_page_itself_keeps_the_rule(page):
    go(page, SAMPLE, universe="language")
    page.wait_for_function("document.querySelector('input[value=language]').checked")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(100)
    assert checked(page, "universe") == "language"


def test_what_the_data_cannot_answer_is_off_with_its_reason(page, found):
    off = page.locator("input[name='counter'][value='downloads_all_time']")
    assert off.is_visible() and off.is_disabled()
    reason = page.locator(f"#{off.get_attribute('aria-describedby')}")
    assert reason.is_visible() and "never recorded downloads_all_time" in reason.text_content()
    go(page, CENSUS, counter="models")
    page.wait_for_function(
        "document.querySelector('input[name=universe][value=\"last year\"]').disabled"
    )
    assert "without their day of creation" in page.locator("#why-universe").text_content()
    go(page, CENSUS, bursts="left out")
    page.wait_for_function(f"document.querySelector('input[value=\"{SAMPLE}\"]').disabled")
    assert "too recent" in page.locator("#why-date").text_content()


def test_a_refused_rule_in_the_address_says_why_and_lets_the_reader_out(page, found):
    go(page, CENSUS, universe="larger")
    rule = CountingRule(universe="larger")
    why = decoded(found, CENSUS, rule)["reason"]
    refused = {"July 2024": Verdict(NOT_IDENTIFIED)}
    says(page, "sentence", headlines_words.one({"July 2024": why}, refused, rule).finding)
    assert text(page, "title") == "The leader cannot be told in July 2024"
    assert (
        page.locator("#flip-csv").is_disabled() and not page.locator("#flip-table tbody tr").count()
    )
    settled(page)
    page.locator("label", has_text="Encoders").first.click()
    page.wait_for_function("document.querySelectorAll('#flip-table tbody tr').length === 4")


def test_a_hostile_address_is_inert(page):
    first = text(page, "sentence")
    page.evaluate(
        "location.hash = '#date=<img src=x onerror=alert(1)>&universe=__proto__&counter=constructor'"
    )
    page.wait_for_timeout(100)
    assert text(page, "sentence") == first and not page.locator("main img").count()


def test_the_csv_holds_what_is_shown(page, panels, tmp_path):
    go(page, SAMPLE, universe="tracked")
    rule = CountingRule(universe="tracked")
    table = downloads.shares(panels[SAMPLE], rule)
    says(page, "sentence", expected(table, panels[SAMPLE], rule)["sentence"])
    with page.expect_download() as event:
        page.locator("#flip-csv").click()
    assert event.value.suggested_filename == f"hubgap-rule-{SAMPLE}.csv"
    event.value.save_as(tmp_path / "shown.csv")
    rows = pd.read_csv(tmp_path / "shown.csv")
    ours = rows[rows["kind"] == "this rule"]
    assert set(ours["rule"]) == {text(page, "rule")} and ours["panel_sources"].notna().all()
    assert ours["terms"].str.contains("CC BY").all()
    assert ours["share"].tolist() == table["share"].tolist()
    assert ours["at_most"].tolist() == table["high"].tolist()
    assert set(ours["total"]) == {table["value"].sum()} and set(ours["date"]) == {SAMPLE}
    others = rows[rows["kind"] == "published"]
    assert (
        others["share"].tolist() == [0.56, 0.35]
        and others["source"].str.startswith("ATOM Report").all()
    )


def test_published_shares_are_marked_and_set_their_nearest_rule(page):
    page.get_by_role("link", name="Set the rule nearest to ATOM").click()
    page.wait_for_function("location.hash.includes('universe=tracked')")
    settled(page)
    words = page.locator("#flip-vega text").all_text_contents()
    assert {"ATOM 56%", "ATOM 35%"} <= set(words)
    assert "ATOM Report" in text(page, "published")
    assert "China, ATOM 56%" in page.locator("#flip-chart").get_attribute("aria-label")
    page.locator("label", has_text="Likes").click()
    page.wait_for_function("document.getElementById('flip-published').textContent === ''")
    settled(page)
    assert not [
        word for word in page.locator("#flip-vega text").all_text_contents() if "ATOM" in word
    ]


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_overlaps_or_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for choices in ({}, {"universe": "tracked"}, {"universe": "last year"}, {"unknown": "US"}):
        go(page, SAMPLE, **choices)
        settled(page)
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = page.locator("#flip-vega text").evaluate_all(
            "(all) => all.filter((e) => e.textContent).map((e) => e.getBoundingClientRect().toJSON())"
        )
        frame = page.locator("#flip-vega").bounding_box()
        for n, one in enumerate(boxes):
            assert one["left"] >= frame["x"] - 1 and one["right"] <= frame["x"] + frame["width"] + 1
            for two in boxes[:n]:
                assert (
                    one["right"] <= two["left"] + 1
                    or two["right"] <= one["left"] + 1
                    or one["bottom"] <= two["top"] + 1
                    or two["bottom"] <= one["top"] + 1
                ), (width, choices, one, two)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_pass_axe_with_choices_off_and_under_a_refused_rule(page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    ink = page.evaluate("getComputedStyle(document.querySelector('#flip-vega text')).fill")
    light = sum(map(int, re.findall(r"\d+", ink)[:3])) / 3
    assert light > 128 if scheme == "dark" else light < 128
    for choices in ({}, {"universe": "larger"}):
        go(page, CENSUS, **choices)
        settled(page)
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert not [
            (v["id"], v["nodes"][0]["html"])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]


def test_hostile_words_in_the_table_are_inert(browser, folder, found, tmp_path):
    bad = json.loads(json.dumps(found))
    for mark in bad["published"]:
        mark |= {"label": "<img src=x onerror=alert(1)>", "note": '=HYPERLINK("x","y")'}
    for entry in bad["panels"].values():
        entry["name"] = "</script><script>document.title='owned'</script>"
    kept = (folder / "flip-data.js").read_bytes()
    (folder / "flip-data.js").write_bytes(flip.script(bad))
    tab = browser.new_page()
    said = heard(tab)
    tab.goto(f"{(folder / 'flip.html').as_uri()}#date={SAMPLE}&universe=all")
    settled(tab)
    assert "<script>" in text(tab, "sentence") and "owned" not in tab.title()
    assert not tab.locator("main img").count() and said == []
    with tab.expect_download() as event:
        tab.locator("#flip-csv").click()
    event.value.save_as(tmp_path / "bad.csv")
    cells = pd.read_csv(tmp_path / "bad.csv", dtype=str).fillna("").to_numpy().ravel()
    assert '\'=HYPERLINK("x","y")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    (folder / "flip-data.js").write_bytes(kept)
    tab.close()
