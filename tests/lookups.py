"""Small tables of `measures.lookup` made by hand: one organization, one model, two lists."""

import pandas as pd

from hubgap.measures.lookup import Lookup

FIRST, LAST = pd.Timestamp("2024-07-11"), pd.Timestamp("2026-06-20")


def small(
    name: str = "cn-lab", source: str = "s", address: str = "https://example.net/x"
) -> Lookup:
    """Tables in which every name and text is, or holds, `name`."""
    model = f"{name}/m"
    about = {"evidence": name, "source_url": address, "confidence": "high", "disputed": name}
    held = {"country": "CN", "alt_country": "US", "valid_from": LAST, "valid_to": pd.NaT}
    seen = {"downloads": 5, "share": 0.25, "rank": 3}
    facts = {"task": "language", "created_at": FIRST, "parameters": 7e9, "likes": None}
    tag = {"kind_of_license": "permissive", "license_tag": name}
    lists = [
        {"day": day, "name": f"list {name} {day:%Y}", "selection": kind, "sentence": name,
         "sources": source, "league": True, "likes": True, "license": True, "models": 2,
         "downloads": 20}
        for day, kind in ((FIRST, "census"), (LAST, "head"))
    ]  # fmt: skip
    line = {"panel": name, "models": 1, "share": 0.5}
    days = pd.date_range("2025-01-01", periods=4, freq="MS")
    board = {"measured_by": name, "day": pd.NaT, "unit": name, "sources": source, "maker": "group"}
    place = {"place": 2, "listed": 9, "open_place": 1.0, "score": 50.0, "low": 49.0, "high": 51.0}
    tables = {
        "organizations": [
            {"namespace": name, "display_name": f"Lab {name}", **held, **about, "kind": "company",
             "parent": "group", "tracked": True, "models": 1, **seen, "region": "CN", "group": "group"}
        ],
        "models": [{"model_id": model, "why": "flagship", "namespace": name, **facts, **tag, "downloads": 5}],
        "spans": [{"namespace": name, **held, **about}],
        "names": [
            {"namespace": name, "name": one, "language": "zh", "kind": kind, "source_url": address}
            for one, kind in ((f"深度求索{name}", "name"), (f"混元{name}", "brand"))
        ],
        "bases": [{"child": model, "base": f"{name}/b", "sources": source}],
        "lists": lists,
        "catalogues": [{"day": LAST, "namespace": name, "models": 1, **seen}],
        "listings": [
            {"model_id": model, "namespace": name, "region": "CN", **facts, **tag, "day": LAST, **seen},
            {"model_id": f"{name}/other", "namespace": name, "region": "US", **facts,
             "kind_of_license": "undeclared", "license_tag": None, "day": LAST, **seen, "downloads": 7},
        ],
        "top": [{"model_id": model, "namespace": name, **facts, **tag, "day": LAST, **seen}],
        "licenses": [{"namespace": name, "day": LAST, "kind_of_license": "permissive", "models": 1, "downloads": 5}],
        "lines": [
            {"unit": unit, "name": one, **line, "run": run, "day": day, "downloads": 10 * place}
            for unit, one in (("organization", name), ("model", model))
            for place, (run, day) in enumerate(zip((0, 0, 1, 1), days, strict=True), 1)
        ],
        "built": [
            {"unit": unit, "name": one, "source": source, "observed_on": FIRST, "models": 3, "others": 2,
             "publishers": 1}
            for unit, one in (("organization", name), ("model", model))
        ],
        "derivatives": [{"base": model, "child": f"{name}/d", "downloads": 4, "day": LAST}],
        "places": [{"board": name, **board, "model": name, "model_id": model, **place}],
        "flagships": [
            {"model_id": model, "namespace": name, "release_date": FIRST, "license_tag": name, "class": name,
             "source": name, "confidence": "high"}
        ],
        "events": [
            {"event_id": "E1", "date": FIRST, "date_precision": "day", "title": name, "what_happened": name,
             "source_url": address, "evidence_grade": name, "model_id": model, "namespace": name}
        ],
    }  # fmt: skip
    return Lookup(**{key: pd.DataFrame(rows) for key, rows in tables.items()})
