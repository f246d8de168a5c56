"""The Chinese pages of the site: their twins, links, words, and the switch between languages."""

import ast
import html
import json
import posixpath
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from hubgap import Study, open_data, site
from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures, told_in
from hubgap.kept import Kept
from hubgap.languages import speaking
from hubgap.site import flip, language, lookup, shell, tables
from hubgap.words.zh import site as words

from . import browser as browsers
from .altered import HOSTILE
from .lookups import small
from .reading import edition, extras
from .test_site import FLIP, assert_inert_pages, elements, no_tables, texts, write

BOOK = "notebooks/00-start-here.ipynb"
SECTIONS = ["how-wide-is-the-gap", "how-many-months-behind", "what-these-numbers-do-not-mean"]
HAN = "[\u4e00-\u9fff]"
ENGLISH = re.compile(r"(?:\b[A-Za-z][A-Za-z’'-]*[ ,;.]+){3,}[A-Za-z]+")
NARROW = re.compile(
    rf"{HAN}[,;:?!(]|{HAN}\.(?!\w)|[,;:?!]{HAN}|{HAN} [A-Za-z0-9]|[A-Za-z0-9%] {HAN}"
)
QUOTED = {"code", "pre", "script", "style", "title"}  # elements whose text is no sentence of ours
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "source"}
PAGES = ["index", "00-start-here", "flip", "glossary", "figures/00-downloads"]
each_page = pytest.mark.parametrize("name", PAGES)
TRANSLATED = ("title", "definition", "finding", "alt", "panel", "rule", "terms", "credit")


def hostile(book: bytes, text: str) -> bytes:
    """A notebook with this text in place of its own, headings at their places."""
    made = nbformat.reads(book.decode(), as_version=4)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            heads = re.findall(r"^#+ ", cell.source, re.MULTILINE)
            cell.source = "\n\n".join(f"{head}{text}？" for head in heads)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.update({"text/markdown": f"{text}。"} if "text/markdown" in data else {})
    return nbformat.writes(made).encode()


@cache
def chinese_abouts() -> dict[str, dict[str, str]]:
    """What each figure says of itself in Chinese."""
    study, known = Study("embedded", language="zh"), set(figures())
    return {slug: make(study).about for slug, make in told_in("zh").items() if slug in known}


def spoken() -> tuple[dict, dict, dict, dict]:
    """Abouts, edition, extras and Chinese abouts, as the last build left them."""
    abouts, made = edition()
    paths = [*(ROOT / "figures/zh").iterdir(), *(ROOT / "notebooks/zh").glob("*.ipynb")]
    made |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    return abouts, made, extras() | extras("zh"), {"zh": chinese_abouts()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site of the committed edition with Chinese pages, flip page included."""
    study, (abouts, made, beside, chinese) = Study("embedded"), spoken()
    with pytest.MonkeyPatch.context() as patch:
        if not all(map(Kept(study.data.folder).record, ("flip", "lookup"))):
            patch.setenv("HUBGAP_KEPT", str(tmp_path_factory.mktemp("kept")))
        kept = Kept(study.data.folder)
        files = site.render(study, kept, abouts, made, beside, spoken=chinese)
    return write(tmp_path_factory.mktemp("site"), files)


@pytest.fixture
def rendered(monkeypatch):
    """Renders a site with stubs for all that takes long: its files by name."""
    monkeypatch.setattr(flip, "page", lambda study, kept: FLIP)
    monkeypatch.setattr(tables, "files", no_tables)
    monkeypatch.setattr(lookup, "pages", lambda study, kept: lookup.made(small(), set()))

    def made(data=None, address="", **changed):
        abouts, files, beside, chinese = spoken()
        given = {"edition": files, "spoken": chinese} | changed
        study = Study(data or open_data("embedded"))
        return site.render(
            study, Kept(study.data.folder), abouts, extras=beside, address=address, **given
        )

    return made


def chinese_pages(folder: Path) -> dict[str, str]:
    return {name: text for name, text in texts(folder).items() if name.startswith("zh/")}


# --- pages and links


def test_page_00_flip_glossary_and_figures_are_chinese(folder):
    found = chinese_pages(folder)
    drawn = {path.stem for path in (ROOT / "figures").glob("00-*.svg")}
    wanted = {f"zh/{kind}/{slug}.html" for slug in drawn for kind in ("figures", "embed")}
    wanted |= {f"zh/{name}.html" for name in PAGES if "/" not in name}
    assert set(found) == wanted
    for name, text in found.items():
        assert '<html lang="zh-Hans"' in text, name


def versions(text: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))


def test_a_page_and_its_twin_name_each_other(folder):
    every = texts(folder)
    for name, text in every.items():
        if "embed/" in name:
            continue
        english = name.removeprefix("zh/")
        paths = {"en": english, "zh-Hans": f"zh/{english}", "x-default": english}
        known = f"zh/{english}" in every
        home = posixpath.dirname(name)
        found = {tag: posixpath.join(home, to) for tag, to in versions(text).items()}
        assert {tag: posixpath.normpath(to) for tag, to in found.items()} == (
            paths if known else {}
        ), name
        (switch,) = re.findall(r'<a class="language" href="([^"]+)" hreflang="([^"]+)"', text)
        other = "en" if name.startswith("zh/") else "zh-Hans"
        to = posixpath.normpath(posixpath.join(home, switch[0]))
        assert (to, switch[1]) == (paths[other] if known else "zh/index.html", other), name
        assert ("暂无中文版" in text) == (not known), name


def test_every_link_of_a_chinese_page_leads_to_what_is_there(folder):
    every = texts(folder)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    for name, text in chinese_pages(folder).items():
        for tag, given in elements(text):
            for leads in filter(None, map(given.get, ("href", "src", "srcset"))):
                if leads.startswith(("https://", "data:")):
                    continue
                target, _, mark = html.unescape(leads).partition("#")
                to = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                to = to if target else name
                assert to in files, (name, leads)
                if mark and not mark.startswith("date="):
                    assert f'id="{mark}"' in every[to], (name, leads)
                if tag == "a" and to.endswith(".html") and given.get("class") != "language":
                    foreign = given.get("hreflang") == "en"
                    assert foreign == (not to.startswith("zh/")), (name, leads)
                    assert not foreign or f"zh/{to}" not in every, (name, leads)


def test_a_chinese_page_has_the_anchors_of_its_twin(folder):
    every = texts(folder)
    for name in PAGES:
        marks = [re.findall(r' id="([^"]+)"', every[f"{at}{name}.html"]) for at in ("", "zh/")]
        assert set(marks[0]) == set(marks[1]), name
    assert all(f'id="{mark}"' in every["zh/00-start-here.html"] for mark in SECTIONS)


def test_pictures_are_chinese_and_tables_english(folder):
    page = (folder / "zh/figures/00-downloads.html").read_text(encoding="utf-8")
    led = set(re.findall(r'(?:href|src)="([^"]*/figures/[^"]*)"', page))
    kinds = {f"../../figures/zh/00-downloads.{kind}" for kind in ("svg", "pdf", "png")}
    kinds |= {f"../../figures/00-downloads.{kind}" for kind in ("csv", "json")}
    assert kinds <= led
    book = (folder / "zh/00-start-here.html").read_text(encoding="utf-8")
    assert 'href="../notebooks/zh/00-start-here.ipynb"' in book


def test_an_address_is_that_of_the_language(rendered):
    page = rendered(address="https://example.org/g/")["zh/figures/00-downloads.html"]
    home = "https://example.org/g/"
    assert f'canonical" href="{home}zh/figures/00-downloads.html"' in page
    assert f"{home}zh/embed/00-downloads.html" in page
    assert versions(page) == {
        "en": f"{home}figures/00-downloads.html",
        "zh-Hans": f"{home}zh/figures/00-downloads.html",
        "x-default": f"{home}figures/00-downloads.html",
    }


ADDED = (
    r'<link rel="alternate" hreflang=[^\n]*\n|<a class="language"[^\n]*\n|'
    r'<p class="untranslated"[^\n]*\n| data-twin="[^"]*"'
)


def test_english_pages_gain_the_switch_and_the_alternates_and_nothing_else(rendered):
    with_them, without = rendered(), rendered(spoken={})
    assert not [name for name in without if name.startswith("zh/") or name == "words-zh.js"]
    for name, text in without.items():
        if name.endswith(".html"):
            assert 'class="language"' not in text
            assert re.sub(ADDED, "", with_them[name]) == text, name


def test_hostile_words_are_inert_in_chinese(rendered, tmp_path):
    _, files, _, chinese = spoken()
    said = dict.fromkeys(TRANSLATED, HOSTILE)
    told = {slug: one | said for slug, one in chinese["zh"].items()}
    files[f"notebooks/zh/{Path(BOOK).name}"] = hostile(files[BOOK], HOSTILE.split("\x01")[0])
    data = open_data("embedded")
    columns = ["chinese", "plain_definition", "field_definition", "trap", "avoid"]
    terms = data["glossary_zh"].assign(**dict.fromkeys(columns, HOSTILE))
    source = data["glossary"].assign(source=HOSTILE)
    data = data.replace({"glossary_zh": terms, "glossary": source})
    made = rendered(data, edition=files, spoken={"zh": told})
    own = {name: text for name, text in made.items() if name.startswith("zh/")}
    assert_inert_pages(write(tmp_path, own))
    shown = html.escape(HOSTILE.partition("\x01")[0].partition("'`")[0], quote=False)
    for name in PAGES:
        if name != "flip":
            assert shown in made[f"zh/{name}.html"].replace("&#34;", '"'), name


# --- words


@cache
def said_in_templates() -> set[str]:
    """What the templates ask for in the language that is active."""
    source = [path.read_text(encoding="utf-8") for path in shell.TEMPLATES.glob("*.html")]
    extract = vars(shell.environment())["extract_translations"]
    asked = [one for text in source for one in extract(text)]
    return {one if isinstance(one, str) else one[0] for _, _, one in asked}


def said_in_scripts() -> set[str]:
    source = [path.read_text(encoding="utf-8") for path in site.STATIC.glob("*.js")]
    return {text for one in source for text in language.SAID.findall(one)}


def said_in_modules() -> set[str]:
    """The constant texts of modules of the site: what `say` is asked for is one of them."""
    source = [path.read_text(encoding="utf-8") for path in (ROOT / "hubgap/site").glob("*.py")]
    source.append((ROOT / "hubgap/words/en/lookup.py").read_text(encoding="utf-8"))
    nodes = [node for text in source for node in ast.walk(ast.parse(text))]
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def asked_by_modules() -> set[str]:
    """The texts that modules ask `say` for by themselves."""
    found: set[str] = set()
    for path in (ROOT / "hubgap/site").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name, text = ast.unparse(node.func).rpartition(".")[2], node.args[0]
            if name == "say" and isinstance(text, ast.Constant):
                found.add(str(text.value))
    return found


def questions() -> set[str]:
    paths = (ROOT / "notebooks").glob("[0-9]*.ipynb")
    heads = [json.loads(path.read_text("utf-8"))["cells"][0]["source"] for path in paths]
    return {"".join(head).partition("\n")[0].removeprefix("# ") for head in heads}


def test_all_that_is_said_has_chinese_words_and_no_word_is_left_over():
    asked = said_in_templates() | said_in_scripts() | asked_by_modules()
    asked |= {*site.TITLES.values(), *site.FOUND.values()}
    assert not asked - set(words.WORDS)
    known = questions()
    given = {*said_in_modules(), *open_data("embedded")["glossary"]["source"]}
    assert not set(words.WORDS) - asked - given - known
    assert len(known - set(words.WORDS)) == 1, "all but the one that is Chinese"


def test_slots_and_links_are_those_of_the_english_words():
    for text, chinese in words.WORDS.items():
        for part in (r"%\(\w+\)s", r'href="[^"]*"', r"<\w+"):
            assert sorted(re.findall(part, text)) == sorted(re.findall(part, chinese)), text


class Reader(HTMLParser):
    """The texts of the frame of a page: what stands neither in code nor in a quotation."""

    def __init__(self, page: str):
        super().__init__()
        self.said: list[str] = []
        self.open: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        quoted = tag in QUOTED or given.get("lang") == "en" or "copied" in given.get("class", "")
        if not any(self.open) and not quoted:
            shown = ("aria-label", "title", "placeholder", "alt")
            self.said += [text for key, text in attributes if key in shown]
            self.said += [given["content"]] if "og:" in given.get("property", "") else []
        if tag not in VOID:
            self.open.append(quoted)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        if not any(self.open) and data.strip():
            self.said.append(" ".join(data.split()))


def test_no_english_sentence_is_left_on_a_chinese_page(folder):
    publishers = open_data("embedded")["sources"]["publisher"].str.partition(" (")[0]
    names = re.compile("|".join(map(re.escape, publishers)))
    for name, text in chinese_pages(folder).items():
        for said in Reader(text).said:
            assert not ENGLISH.search(names.sub("", said)), (name, said)


def test_chinese_is_punctuated_as_chinese(folder):
    for name, text in chinese_pages(folder).items():
        for said in Reader(text).said:
            assert not NARROW.search(said), (name, said)
    for said in words.WORDS.values():
        assert not NARROW.search(re.sub(r"<[^>]*>|%\(\w+\)s", "", said)), said


def test_a_description_ends_with_a_sentence():
    with speaking("zh"):
        assert shell.brief("<p>一句。</p>") == "一句。"
        assert shell.brief(f"{'字' * 90}。{'句' * 90}。") == f"{'字' * 90}。"


def test_refreshes_that_no_page_uses_are_said_in_chinese():
    assert not words.not_used({})
    said = words.not_used({"2026-11-01": 12})
    assert "2026年11月1日" in said and "12个" in said and not NARROW.search(said)


# --- in a browser


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium("no Chinese page is opened") as browser:
        yield browser


@pytest.fixture
def opened(chromium, folder):
    with browsers.opener(chromium, folder) as open_:
        yield open_


@pytest.mark.parametrize("theme", ["light", "dark"])
@each_page
def test_a_chinese_page_fits_a_phone_and_has_no_serious_violation(opened, name, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(f"zh/{name}.html", 360, theme)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 1280, "height": 900})
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert not [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def read(page, mark: str) -> None:
    """Scroll to a section and stay there for a moment; the switch is out of the window then."""
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.evaluate("document.querySelectorAll('img').forEach(one => { one.loading = 'eager'; })")
    page.evaluate("Promise.all([...document.images].map(one => one.decode()))")
    for _ in range(2):  # the first time, an address may still be scrolled to
        page.evaluate(f"document.getElementById('{mark}').scrollIntoView()")
        page.wait_for_timeout(1000)


def test_the_switch_keeps_the_place_and_the_choice(opened):
    page = opened("00-start-here.html")
    read(page, SECTIONS[1])
    page.click("a.language")
    page.wait_for_url(f"**/zh/00-start-here.html#{SECTIONS[1]}")
    assert page.locator(f"[id='{SECTIONS[1]}']").inner_text() == "落后几个月？"
    page.goto(page.url.replace(f"zh/00-start-here.html#{SECTIONS[1]}", "index.html?a=b#questions"))
    page.wait_for_url("**/zh/index.html?a=b#questions")
    page.click("a.language")
    page.wait_for_url("**/site*/index.html?a=b#questions")
    page.reload()
    assert "/zh/" not in page.url and page.locator("html").get_attribute("lang") == "en"


def test_the_switch_keeps_the_rule_of_the_flip_page(opened):
    page = opened("flip.html#date=2024-07-11&counter=models")
    page.click("a.language")
    page.wait_for_url("**/zh/flip.html#date=2024-07-11&counter=models")
    assert page.is_checked("[name=counter][value=models]")
    assert "2024年7月" in page.locator("#flip-title").inner_text()


def test_the_place_is_where_the_reader_is_not_where_the_address_was(opened):
    page = opened(f"00-start-here.html#{SECTIONS[0]}")
    read(page, SECTIONS[1])
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1000)  # looking for the switch
    page.click("a.language")
    page.wait_for_url(f"**/zh/00-start-here.html#{SECTIONS[1]}")


def test_a_page_without_a_twin_says_so_once_chinese_is_chosen(opened):
    page = opened("models.html")
    said = page.locator(".untranslated")
    assert not said.is_visible() and page.locator("a.language").get_attribute("title")
    page.click("a.language")
    page.wait_for_url("**/zh/index.html")
    page.click("footer a[href$='/models.html']")
    page.wait_for_url("**/models.html")
    assert said.is_visible() and "暂无中文版" in said.inner_text()
    said.locator("a").click()
    page.wait_for_url("**/zh/index.html")


def test_a_kept_language_that_is_none_moves_nobody(opened):
    page = opened("index.html")
    page.evaluate("localStorage.setItem('language', 'javascript:alert(1)')")
    page.reload()
    assert "/zh/" not in page.url and page.locator("html").get_attribute("lang") == "en"


def test_without_javascript_the_switch_is_a_link(chromium, folder):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((folder / "glossary.html").as_uri())
    page.click("a.language")
    page.wait_for_url("**/zh/glossary.html")
    page.click("a.language")
    page.wait_for_url("**/glossary.html")
    assert "/zh/" not in page.url
    page.goto((folder / "models.html").as_uri())
    assert not page.locator(".untranslated").is_visible()
    context.close()


@pytest.mark.parametrize(("home", "to"), [("", "glossary.html"), ("zh/", "zh/glossary.html")])
def test_a_chinese_word_finds_the_glossary_of_the_page_s_language(opened, home, to):
    page = opened(f"{home}00-start-here.html")
    page.fill(".search input", "开放权重")
    first = page.locator("#found li").first
    first.wait_for()
    assert first.get_attribute("data-to") == f"{to}#open-weights"
    assert ("开放权重" in first.inner_text()) == bool(home)
    first.click()
    page.wait_for_url(f"**/{to}#open-weights")


def test_what_a_search_finds_on_a_chinese_page_is_marked_where_it_is_english(opened):
    page = opened("zh/glossary.html")
    page.fill(".search input", "DeepSeek")
    found = page.locator("#found li")
    found.first.wait_for()
    assert "机构（英文）" in found.first.inner_text()
    assert "找到" in page.locator(".search [role=status]").inner_text()
    found.first.click()
    page.wait_for_url("**/organizations/*.html")
    assert "/zh/" not in page.url


def test_the_first_finding_is_counted_in_another_way_in_chinese(opened):
    page = opened("zh/index.html")
    page.select_option(".in-place [name=counter]", "models")
    page.locator(".in-place h3").wait_for()
    assert re.search(HAN, page.locator(".in-place h3").inner_text())
    page.click(".in-place a")
    page.wait_for_url("**/zh/flip.html#*counter=models*")


def test_scripts_speak_chinese_on_a_chinese_page(opened):
    page = opened("zh/figures/00-downloads.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".copy button").first.click()
    page.locator("text=已复制").wait_for()


def test_an_english_link_is_marked_on_a_chinese_page_alone(opened):
    mark = "one => getComputedStyle(one, '::after').content"
    page = opened("zh/index.html")
    assert "英文" in page.locator("header nav a[hreflang=en]").first.evaluate(mark)
    assert page.locator("header nav a:not([hreflang])").first.evaluate(mark) == "none"
    assert page.locator("a.language").evaluate(mark) == "none"


def test_terms_of_the_chinese_glossary_are_those_of_the_english_one():
    data = open_data("embedded")
    assert list(data["glossary_zh"]["term"]) == list(data["glossary"]["term"])
    assert not data["glossary_zh"][["chinese", "plain_definition"]].isna().any(axis=None)
