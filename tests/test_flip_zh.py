"""The Chinese words of the flip page: the same numbers and verdicts as in English, and no English."""

import json
import re

import pandas as pd
import pytest

from hubgap import Study, open_data, panel
from hubgap.kept import Kept
from hubgap.languages import speaking
from hubgap.measures import downloads
from hubgap.measures.verdicts import on_shares
from hubgap.panel import TRACKED, Panel, Refusal
from hubgap.rules import CHOICES, CountingRule, require
from hubgap.site import flip
from hubgap.text import Told, cause_of
from hubgap.words.en import grammar as english
from hubgap.words.zh import grammar, panels, rules

from .browser import chromium
from .reading import numbers
from .test_flip import CENSUS, SAMPLE, drawn

LIMIT = 100_000  # bytes of the words
# Latin letters that stay: names, and tags of the Hub
NAMES = {"Hub", "ChatGPT", "ATOM", "Hugging", "Face", "Longpre", "text", "generation", "image"}
NAMES |= {"to"}  # of image-text-to-text
HALF_WIDTH = re.compile(r"[;:!?()\"']|,(?!\d{3})|\.(?!\d)|[\u4e00-\u9fff] | [\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


@pytest.fixture(scope="module")
def found(data):
    return flip.table(data)


@pytest.fixture(scope="module")
def said(data, found):
    with speaking("zh"):
        return flip.words_of(data, found)


def texts(thing) -> list[str]:
    """All texts of a value of JSON, but the slots of templates."""
    if isinstance(thing, str):
        return [re.sub(r"\{\w+\}", "", thing)]
    if isinstance(thing, (dict, list, tuple)):
        inside = thing.values() if isinstance(thing, dict) else thing
        return [text for one in inside for text in texts(one)]
    return []


def phrase(text: str, of: dict[str, str]) -> str | None:
    """The kind of verdict that a text names; None for a lead."""
    return next((kind for kind, said in of.items() if said in text), None)


def exchanged(text: str) -> str:
    pairs = {"中国": "美国", "美国": "中国", "{CN": "{US", "{US": "{CN"}
    return re.sub("|".join(map(re.escape, pairs)), lambda match: pairs[match[0]], text)


# --- the words


def test_the_words_are_a_small_script_that_repeats_no_share(said, found):
    text = flip.overlay(said).decode()
    assert text.startswith("// ") and len(text.encode()) < LIMIT
    assert not {"records", "places", "totals"} & ({*said} | {*said["panels"][SAMPLE]})
    assert all("图和文字" in one["terms"] for one in said["panels"].values())
    assert {*said["panels"]} == {*found["panels"]} and len(said["left"]) == len(found["left"])


def test_no_latin_word_is_left_but_names_and_marks_are_of_full_width(said):
    panels = [{**one, "terms": ""} for one in said["panels"].values()]  # terms name who wrote them
    for text in texts(said | {"panels": panels}):
        assert set(re.findall("[A-Za-z]+", text)) <= NAMES, text
        assert not HALF_WIDTH.search(text), text


def test_every_form_has_the_slots_and_the_verdict_of_its_english_twin(said, found):
    for ours, theirs in zip(said["templates"], found["templates"], strict=True):
        for part in ("title", "shares", "sentence"):
            slots = [set(re.findall(r"\{\w+\}", one[part])) for one in (ours, theirs)]
            assert slots[0] == slots[1], theirs[part]
        kinds = phrase(ours["title"], grammar.PHRASES), phrase(theirs["title"], english.PHRASES)
        assert kinds[0] == kinds[1]
        assert kinds[0] or ("领先" in ours["title"]) == ("leads" in theirs["title"])


def test_the_forms_of_the_two_countries_mirror_each_other(said):
    forms = said["templates"]
    for first, second in (forms[:2], forms[2:4], forms[4:6]):
        for part in first:
            # the exchange turns which country is first, and nothing else
            assert exchanged(first[part]) == second[part]


def test_every_reason_has_the_numbers_of_its_english_twin_and_one_full_stop(said, found):
    assert len(said["reasons"]) == len(found["reasons"]) > 10
    for ours, theirs in zip(said["reasons"], found["reasons"], strict=True):
        assert numbers(ours) == numbers(theirs.partition("; recorded are")[0])  # names of columns
        assert ours.endswith("。") and not ours.endswith("。。")


def test_panels_are_told_with_the_numbers_of_their_english_sentences(data):
    for name in panel.snapshots(data):
        one = panel.snapshot(data, name.removeprefix("snapshot-"))
        days = [f"{day:%Y-%m-%d}" for day in one.days]
        assert numbers(panels.name(one)) == numbers(one.name) and len(days) == 1
        clauses = str(one.note).split("; ") if one.selection != "head" else [one.note]
        assert all(map(panels.note, clauses)), one.note
    for one in (panel.full_catalogues(data, "2025-01-01"), panel.fixed_models(data, "2026-04-01")):
        assert numbers(panels.sentence(one)) == numbers(one.sentence)


def test_what_has_no_chinese_is_left_out_and_a_plain_name_stays():
    assert panels.note("a note that nobody knows; 12 of them") == ""
    rows = pd.DataFrame({"day": [pd.Timestamp("2026-01-02")], "namespace": ["a"]})
    one = Panel("某清单", "head", ("s",), frozenset(), rows, note="something new")
    assert panels.sentence(one) == f"某清单：{panels.SELECTIONS['head']}"
    assert panels.refusal("plain") == "plain"


def test_the_choices_of_a_rule_are_those_of_the_package():
    assert {f: list(known) for f, known in rules.CHOICES.items()} == {
        f: list(known) for f, known in CHOICES.items()
    }
    assert all(
        bool(rules.CHOICES[f][c]) == bool(CHOICES[f][c]) for f in CHOICES for c in CHOICES[f]
    )
    assert rules.sentence(CountingRule(universe="language")).startswith("语言模型（")


@pytest.mark.parametrize(
    "choices",
    [
        {"copies": "included"},
        {"tests": "included"},
        {"unknown": "CN"},
        {"universe": "last year"},
        {"window": "since ChatGPT"},
        {"universe": "encoder"},
        {"universe": "larger"},
        {"counter": "likes"},
    ],
)
def test_every_refusal_of_a_rule_is_told_in_chinese(choices):
    name = Told("Hub catalogues of 1 May 2026", "hub", "catalogues", "2026-05-01")
    rows = pd.DataFrame({"created_at": [pd.NaT], "pipeline_tag": [None]})
    rows = rows.assign(parameters=float("nan"), downloads_30d=1)
    fields = frozenset({"downloads_30d", "parameters"})
    with pytest.raises(Refusal) as refused:
        require(Panel(name, TRACKED, ("s",), fields, rows), CountingRule(**choices))
    told = panels.refusal(refused.value.reason)
    assert told.startswith("2026年5月1日Hub各机构目录") and told.endswith("。")
    assert set(re.findall("[A-Za-z]+", told)) <= NAMES
    assert json.loads(json.dumps(cause_of(refused.value.reason)))  # it can be kept


# --- the page


def test_the_page_shares_all_files_but_its_words(data, found, monkeypatch):
    monkeypatch.setattr(flip, "_kept_or_made", lambda study, kept: found)
    english_page = flip.page(Study(data), None)
    with speaking("zh"):
        page = flip.page(Study(data, language="zh"), None)
    assert list(page.files) == ["flip-words-zh.js"]
    assert [s for s in page.scripts if s != "flip-words-zh.js"] == list(english_page.scripts)
    assert not re.search("[A-Za-z]", page.title + page.lead)
    at = page.scripts.index
    assert at("flip-data.js") < at("flip-words-zh.js") < at("flip-lookup.js")
    values, addresses = r'name="(\w+)" value="([^"]+)"( checked)?', r'href="(#date[^"]+)"'
    for pattern in (values, addresses):
        assert re.findall(pattern, page.body) == re.findall(pattern, english_page.body)
    labels = re.findall(r"(?:<legend>|<input[^>]+>)([^<]+)<", page.body)
    assert len(labels) > 40
    for text in labels + re.findall(r'class="button quiet" href="#date[^>]+>([^<]+)<', page.body):
        if text != "Back to the first rule":  # the template is not of this test
            assert set(re.findall("[A-Za-z]+", text)) <= NAMES, text
            assert not HALF_WIDTH.search(text.replace("Hugging Face", "")), text


def test_the_table_is_made_and_kept_once_for_both_languages(data, found, tmp_path, monkeypatch):
    monkeypatch.setenv("HUBGAP_KEPT", str(tmp_path))
    made = []
    monkeypatch.setattr(flip, "table", lambda data: made.append(data) or found)
    flip.page(Study(data), Kept(data.folder))
    words = flip.words_of
    monkeypatch.setattr(flip, "words_of", lambda *asked: pytest.fail("the words are kept"))
    with speaking("zh"):
        page = flip.page(Study(data, language="zh"), Kept(data.folder))
        assert page.files["flip-words-zh.js"] == flip.overlay(words(data, found))
    assert len(made) == 1


# --- the script


@pytest.fixture(scope="module")
def shown(found, said):
    """Two hundred random rules, and some that are refused, in both languages."""
    asked = [(day, rule) for day, rule in drawn(found, 200)]
    asked += [(CENSUS, CountingRule(universe="larger")), (SAMPLE, CountingRule(bursts="left out"))]
    asked += [(CENSUS, CountingRule(counter="models", window="since ChatGPT"))]
    rules = [{"date": day, **vars(rule)} for day, rule in asked]
    lookup = (flip.STATIC / "flip-lookup.js").read_text(encoding="utf-8")
    ask = "(rules) => rules.map((rule) => hubgapFlip(FLIP).shown(rule))"
    with chromium("the Chinese words of the flip page are not looked up") as browser:
        tab = browser.new_page()
        for content in (flip.script(found).decode(), lookup):
            tab.add_script_tag(content=content)
        theirs = tab.evaluate(ask, rules)
        tab.add_script_tag(content=flip.overlay(said).decode())
        return list(zip(tab.evaluate(ask, rules), theirs, asked, strict=True))


def test_random_rules_say_the_same_numbers_in_both_languages(shown):
    assert len(shown) > 200
    for ours, theirs, (day, rule) in shown:
        for part in ("title", "shares", "sentence"):
            told = theirs[part].partition("; recorded are")[0]
            assert numbers(ours[part]) == numbers(told), (day, rule.key)
            assert not re.search(r"[{}]|undefined", ours[part])
        same = ("total", "published")
        assert [ours[name] for name in same] == [theirs[name] for name in same]
        for our, their in zip(ours["rows"], theirs["rows"], strict=True):
            assert our == their | {"name": grammar.country(our["side"])}


def test_random_rules_have_the_same_verdict_in_both_languages(shown):
    for ours, theirs, (day, rule) in shown:
        kinds = phrase(ours["title"], grammar.PHRASES), phrase(theirs["title"], english.PHRASES)
        assert kinds[0] == kinds[1], (day, rule.key)
        if not kinds[0]:
            title = theirs["title"].lower()
            led = next(side for side, name in english.NOUN.items() if name.lower() in title)
            assert f"{grammar.NOUN[led]}领先" in ours["title"]


def test_random_rules_are_told_by_their_own_sentence(shown):
    for ours, _, (_, rule) in shown:
        assert ours["said"] == f"计数规则：{rules.sentence(rule)}。"
        assert not HALF_WIDTH.search(ours["sentence"]) and ours["sentence"].endswith("。")


def test_the_words_of_a_rule_equal_those_of_the_package(data, shown):
    """What the script fills in is what the functions of the package say."""
    from hubgap.words.zh import downloads as words

    some = [one for one in shown if one[0]["rows"]][:6]
    for ours, _, (day, rule) in some:
        whole = panel.snapshot(data, day)
        table = downloads.shares(whole, rule)
        told = words.found(table, on_shares(downloads.views(table)[0]), whole, rule)
        assert ours["sentence"] == told
