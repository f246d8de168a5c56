"""What every committed notebook, figure, page and sentence must keep to."""

import ast
import html
import json
import re
import statistics
from pathlib import Path

import pandas as pd
import pytest

from hubgap import Study, build, open_data
from hubgap.data import ROOT
from hubgap.exhibits import PAGES as PAGES_OF
from hubgap.exhibits.exhibit import figures, told_in
from hubgap.publish.files import KINDS
from hubgap.publish.gallery import gallery
from hubgap.site.glossary import glossary
from hubgap.site.readme import in_chinese, with_blocks
from hubgap.words.en.grammar import MOST_WORDS

from .reading import edition, header

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURES = ROOT / "figures"
GLOSSARY = ROOT / "data" / "glossary.md"
RELATED = ROOT / "data" / "related-work.md"
PAGES = [ROOT / "README.md", ROOT / "data" / "README.md", FIGURES / "README.md", GLOSSARY, RELATED]
CHINESE = ROOT / "README.zh.md"
SHORT = "00-start-here"  # the answer on one page, computed sentences included
WORDS = sorted((ROOT / "hubgap" / "words").glob("*/[a-z]*.py"))
TRANSLATED = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
in_any_language = pytest.mark.parametrize(
    "path", NOTEBOOKS + TRANSLATED, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
PLACE_ON_A_MACHINE = re.compile(r"(?<![\w.])/(home|root|tmp|work|usr|opt|Users|var)/|[A-Z]:\\\\")


def cells(path: Path, kind: str) -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        {**cell, "source": "".join(cell["source"])} for cell in found if cell["cell_type"] == kind
    ]


def computed_words(path: Path) -> list[str]:
    """The sentences that a notebook computed, as they stand in its outputs."""
    shown = [out.get("data", {}) for cell in cells(path, "code") for out in cell["outputs"]]
    return ["".join(data["text/markdown"]) for data in shown if "text/markdown" in data]


def code_lines(cell: dict) -> list[str]:
    lines = cell["source"].splitlines()
    return [line for line in lines if line.strip() and not line.strip().startswith("#")]


@in_any_language
def test_executed_in_order_with_stored_outputs(path):
    counts = [cell["execution_count"] for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert "language_info" not in metadata and metadata["kernelspec"]["name"] == "python3"


@in_any_language
def test_outputs_show_without_javascript_and_without_a_warning(path):
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            assert output.get("name") != "stderr", output
            assert not {"application/javascript", "text/latex"} & set(output.get("data", {}))
            for kind, content in output.get("data", {}).items():
                assert "<script" not in "".join(content).lower(), kind
            if "image/png" in output.get("data", {}):
                assert len(output["metadata"]["image/png"]["alt"]) > 60


@in_any_language
def test_thin(path):
    text = path.read_text(encoding="utf-8")
    code = [code_lines(cell) for cell in cells(path, "code")]
    lengths = [len(lines) for lines in code]
    assert len(text.encode()) <= 500 * 1024
    assert text.count('"image/png": "') <= 10
    assert max(lengths) <= 12 and sum(lengths) <= 120 and statistics.median(lengths) == 1
    assert max(len(line) for lines in code for line in lines) <= 100
    assert max(len(cell["source"]) for cell in cells(path, "code")) <= 300
    started = [
        line for lines in code for line in lines if re.match(r"(def|class|for|while) ", line)
    ]
    assert not started
    assert not PLACE_ON_A_MACHINE.search(text)


@each_notebook
def test_prose_has_a_question_first_and_a_length(path):
    prose = [cell["source"] for cell in cells(path, "markdown")]
    assert prose[0].startswith("# ") and prose[0].splitlines()[0].endswith("?")
    least, most = (200, 850) if path.stem == SHORT else (400, 930)
    said = computed_words(path) if path.stem == SHORT else []
    assert least <= len(" ".join([*prose, *said]).split()) <= most
    assert "not mean" in prose[-1]
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][1]
    assert first["metadata"].get("tags") == ["parameters"]


@in_any_language
def test_no_number_is_typed_into_prose(path):
    for cell in cells(path, "markdown"):
        text = re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", " ", cell["source"])
        text = re.sub(r"\[[^\]]*\]|notebook \d\d", " ", text)
        text = re.sub(r"\b(19|20)\d\d(年\d+月|(-\d\d){0,2}\b)", " ", text)  # years and ISO days
        words = [word for word in text.split() if re.search(r"\d", word)]
        named = [word for word in words if re.search(r"[A-Za-z]", word)]  # GPT-4o, Llama-3
        assert words == named, f"typed number in {path.name}: {set(words) - set(named)}"


def string_parts(tree: ast.AST) -> list[str]:
    """All text of a module's strings but docstrings and format specifications."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            skipped |= {id(part) for part in ast.walk(node.format_spec)}
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.add(id(body[0].value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


@pytest.mark.parametrize("path", WORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_digit_is_typed_into_a_sentence(path):
    texts = string_parts(ast.parse(path.read_text(encoding="utf-8")))
    own = path.stem in ("panels", "rules")  # in English these tell themselves
    own |= path.stem == "text"  # numbers and dates
    assert len(texts) > 10 or own
    # names of columns and choices (downloads_30d) are not words of a sentence
    typed = [
        text for text in texts if re.search(r"\d", text) and not re.fullmatch(r"[\w|.{:}]+", text)
    ]
    assert not typed


@each_notebook
def test_a_page_shows_its_figures_in_their_order_and_names_the_function_behind_them(path):
    outputs = [output for cell in cells(path, "code") for output in cell["outputs"]]
    shown = [output.get("metadata", {}).get("hubgap", {}).get("figure") for output in outputs]
    own = [slug for slug in figures() if slug[:2] == path.name[:2]]
    assert [slug for slug in shown if slug] == own
    module = f"hubgap/exhibits/{PAGES_OF[path.name[:2]]}.py"
    assert f"[{module}](../{module})" in cells(path, "markdown")[-1]["source"]
    # the ledger holds the rule of each row, so no rule or day of the study changes it
    other = r"\.table" if path.name.startswith("10") else r"study\.(under|on)\(.*\.table"
    assert re.search(other, cells(path, "code")[-1]["source"]), "how to go on from here"


def test_every_figure_is_exported_and_listed():
    stems = {path.stem for path in FIGURES.glob("[0-9]*")}
    assert stems == set(figures())
    translated = {(path.stem, path.suffix[1:]) for path in (FIGURES / "zh").iterdir()}
    told = {slug for slug in figures() if slug in told_in("zh")}
    assert translated == {(slug, kind) for slug in told for kind in build.FILES["zh"]}
    listed = (FIGURES / "README.md").read_text(encoding="utf-8")
    for stem in stems:
        for kind in KINDS:
            assert (FIGURES / f"{stem}.{kind}").stat().st_size > 100
            assert f"({stem}.{kind})" in listed


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_exported_table_says_what_it_is_and_where_it_comes_from(path):
    about = header(path)
    for key in ("title", "definition", "finding", "alt", "panel", "rule", "sources", "terms"):
        assert about[key].strip(), key
    assert len(about["title"].split()) <= MOST_WORDS
    assert len(about["alt"].split()) <= 110
    known = open_data("embedded")["sources"]["id"]
    ids = about["sources"].split()
    assert ids and set(ids) <= set(known)
    table = pd.read_csv(path, comment="#")
    assert len(table) and len(table.columns) >= 2


@pytest.mark.parametrize(
    "path",
    [*PAGES, CHINESE, *NOTEBOOKS, *TRANSLATED],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_links_resolve(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join(cell["source"] for cell in cells(path, "markdown"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page, and those set by hand."""
    text = html.unescape(page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    given = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
    return given | set(re.findall(r'(?:id|name)="([^"]+)"', text))


def test_the_committed_edition_is_what_a_build_makes():
    made = build.edition(Study("embedded"))
    committed = {name: content for name, content in made.items() if not name.startswith("site/")}
    assert len(committed) > 170
    for name, content in committed.items():
        assert (ROOT / name).read_bytes() == content, name


def test_generated_pages_are_up_to_date():
    abouts, files = edition()
    data, readme = open_data("embedded"), (ROOT / "README.md").read_text(encoding="utf-8")
    assert with_blocks(readme, data, abouts, files) == readme
    study, readme = Study(language="zh"), (ROOT / "README.zh.md").read_text(encoding="utf-8")
    told = {slug: make(study).about for slug, make in told_in("zh").items() if slug in figures()}
    assert in_chinese(readme, told) == readme
    assert GLOSSARY.read_text(encoding="utf-8") == glossary(data)
    assert (FIGURES / "README.md").read_text(encoding="utf-8") == gallery(abouts)


@in_any_language
def test_all_pictures_show_on_a_page_without_javascript(path):
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter(template_name="basic").from_filename(str(path))
    pictures = re.findall(r"<img[^>]*>", page)
    drawn = [
        out
        for cell in cells(path, "code")
        for out in cell["outputs"]
        if "image/png" in out.get("data", {})
    ]
    assert len(pictures) == len(drawn) > 0
    assert all(re.search("""alt=["'].{60}""", picture) for picture in pictures)
    assert all("data:image/png" in picture for picture in pictures)
    assert "<script" not in page


def test_the_prompt_of_the_readme_prints_a_share(capsys):
    block = re.search("```python\n(.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL)[1]
    assert len(block.splitlines()) == 3
    exec(block, {})
    assert re.search(r"drew \d+% of .*Rule: ", capsys.readouterr().out)


def test_the_repository_stands_alone():
    for path in [*(ROOT / "hubgap").rglob("*.py"), ROOT / "README.md", ROOT / "Makefile"]:
        text = path.read_text(encoding="utf-8")
        assert "../shared" not in text and not PLACE_ON_A_MACHINE.search(text), path
