"""The files of every figure, as a printer, a spreadsheet and pandas open them."""

import io
import json
import re
import zlib

import openpyxl
import pandas as pd
import pytest

from hubgap.data import ROOT
from hubgap.exhibits.exhibit import figures
from hubgap.publish import files

FIGURES = ROOT / "figures"


def sidecar(slug: str) -> dict:
    return json.loads((FIGURES / f"{slug}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", figures())
def test_the_numbers_open_without_a_word_and_every_column_is_told(slug):
    table = pd.read_csv(FIGURES / f"{slug}.csv")
    first = (FIGURES / f"{slug}.csv").read_text(encoding="utf-8").splitlines()[0]
    told = sidecar(slug)
    assert len(table) and list(table) == first.split(",")
    assert list(table) == [column["name"] for column in told["columns"]]
    assert all(column["meaning"] for column in told["columns"])
    assert {"title", "definition", "finding", "alt", "rule", "panel", "sources", "terms"} <= set(
        told
    )
    assert all(source["citation"] and source["license"] for source in told["sources"])


@pytest.mark.parametrize("slug", figures())
def test_a_workbook_opens_again_with_the_same_numbers(slug):
    table, told = pd.read_csv(FIGURES / f"{slug}.csv"), sidecar(slug)
    about = {key: text for key, text in told.items() if isinstance(text, str)}
    about |= {"sources": " ".join(source["id"] for source in told["sources"])}
    for source in told["sources"]:
        about[f"source {source['id']}"] = source["citation"]
        about[f"license {source['id']}"] = source["license"]
    book = openpyxl.load_workbook(io.BytesIO(files.content("xlsx", None, about, table)))
    numbers, said = book.worksheets
    assert (numbers.max_row, numbers.max_column) == (len(table) + 1, len(table.columns))
    words = {cell.value for row in said.iter_rows() for cell in row}
    assert {told["title"], told["finding"]} <= words
    cells = [cell for row in numbers.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]  # nothing computes


@pytest.mark.parametrize("slug", figures())
def test_a_pdf_has_truetype_fonts_only(slug):
    pdf = (FIGURES / f"{slug}.pdf").read_bytes()
    streams = re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.DOTALL)
    text = pdf + b"".join(map(unpacked, streams))
    kinds = set(re.findall(rb"/Subtype\s*/(Type\d|TrueType|CIDFontType\d)", text))
    assert b"CIDFontType2" in kinds and b"Type3" not in kinds and b"/FontFile2" in text


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
