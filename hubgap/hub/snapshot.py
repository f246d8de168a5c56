"""Stored pages as a checked snapshot: raw JSON straight to Arrow, in bounded memory."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..data import STORED, DataError
from ..registry import REFRESH as SOURCE
from .collect import RESULTS, Store

MEMORY = "192MB"  # of the database; what does not fit goes to a folder beside
SHAPE = (  # a counter as it stands in the record, so that "12" and 1.5 are told from a count
    '{"_id": "VARCHAR", "id": "VARCHAR", "downloads": "JSON", "downloadsAllTime": "JSON", '
    '"likes": "JSON", "createdAt": "VARCHAR", "gated": "VARCHAR", "pipeline_tag": "VARCHAR", '
    '"library_name": "VARCHAR", "tags": ["VARCHAR"], "safetensors": {"total": "BIGINT"}, '
    '"gguf": {"total": "BIGINT"}, "cardData": {"license_name": "VARCHAR"}, '
    f'"private": "VARCHAR", "{RESULTS}": "JSON"}}'
)
MACROS = r"""
    CREATE MACRO number(raw) AS
        CASE WHEN regexp_full_match(raw, '-?[0-9]+') THEN try_cast(raw AS BIGINT) END;
    -- Text of a stranger: no control, format or line characters, and not endless.
    CREATE MACRO plain(text) AS nullif(left(CASE WHEN regexp_full_match(text, '[ -~]*') THEN text
        ELSE regexp_replace(text, '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]', '', 'g') END, 200), '');
    CREATE MACRO plain_list(list) AS CASE
        WHEN regexp_full_match(array_to_string(list, ''), '[ -~]*') THEN list
        ELSE list_transform(list, lambda t: plain(t)) END;
"""
AT_ONCE = 200  # pages that are sorted and written together
LARGEST = 10**12  # of a counter; the Hub's whole total is below it
NAME = r"\w[\w.-]*"
PRIVATE = "it is private"  # a token lists the models of its owner; the public sees none of them
WRONG = {  # what a record must not be; the first reason counts
    "it is no object": "NOT starts_with(json, '{')",
    PRIVATE: "private = 'true'",
    "private is neither true nor false": "private NOT IN ('true', 'false')",
    "_id is missing": "coalesce(_id, '') = ''",
    "id is missing": "id IS NULL",
    "id is no repository name": (
        f"NOT regexp_full_match(id, '{NAME}/{NAME}|[a-z]{NAME}') OR length(id) > 200"
    ),
    "downloads is missing or no count": (
        "downloads_n IS NULL AND coalesce(json_type(json, '$.downloads'), '') <> 'NULL'"
    ),
    "downloadsAllTime is no count": "downloadsAllTime <> 'null' AND downloadsAllTime_n IS NULL",
    "likes is no count": "likes <> 'null' AND likes_n IS NULL",
    **{
        f"{name} is out of range": f"{name}_n NOT BETWEEN 0 AND {LARGEST}"
        for name in ("downloads", "downloadsAllTime", "likes")
    },
    "createdAt is no time since March 2022": (
        "createdAt IS NOT NULL AND coalesce(created NOT BETWEEN '2022-03-02' AND day + 2, true)"
    ),
    "gated is none of false, true, auto, manual": (
        "gated NOT IN ('false', 'true', 'auto', 'manual')"
    ),
    "tags is no list": "CASE WHEN tags IS NULL THEN json_type(json, '$.tags') <> 'NULL' END",
    "it belongs to another organization": (
        "CASE WHEN len(names) > 0 THEN NOT list_contains(names, lower(split_part(id, '/', 1))) END"
    ),
}


def quoted(path: Path) -> str:
    """A path as text in a query."""
    return "'" + str(path).replace("'", "''") + "'"


def connect(work: Path, source: str) -> duckdb.DuckDBPyConnection:
    """A database of little memory for records of a source, which may put files into `work`."""
    work.mkdir()
    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(work), "threads": 2})
    con.execute(
        "SET TimeZone = 'UTC'; SET enable_progress_bar = false; SET preserve_insertion_order = false"
    )
    con.execute(MACROS)
    con.execute(f"SET VARIABLE source = '{source}'")
    return con


def read_pages(store: Store, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection with table `seen`: one row a record, with the `reason` to refuse it or NULL."""
    con = connect(work, SOURCE)
    tracked = store.plan.scope == "tracked"
    pages = [
        {
            "filename": str(store.folder / "pages" / page.file),
            "listing": listing.number,
            "page": number,
            "day": page.at[:10],
            "names": [n.lower() for n in (listing.name, listing.moved) if n] if tracked else [],
        }
        for listing in store.listings
        for number, page in enumerate(listing.pages)
    ]
    for place, page in enumerate(pages):
        page["place"] = place
    if not pages:
        raise DataError("The Hub listed nothing: nothing was written.")
    con.register("listed", pa.Table.from_pylist(pages))
    con.execute("""CREATE TABLE pages AS SELECT filename, place, listing, page, day::DATE AS day,
        names::VARCHAR[] AS names FROM listed""")
    con.execute(seen_of(PAGES), {"files": [page["filename"] for page in pages]})
    return con


PAGES = f"""
    SELECT json, unnest(json_transform(json, '{SHAPE}')), place, listing, page, day, names
    FROM read_json_objects($files, format = 'array', filename = true) JOIN pages USING (filename)
"""


def seen_of(read: str) -> str:
    """The statement that makes table `seen` of what the query `read` yields: records in SHAPE as
    columns, each with its json, listing, page, place (in the order to keep), day and names."""
    return f"""
    CREATE TABLE seen AS
    WITH read AS ({read}), typed AS (
        SELECT *, number(downloads) AS downloads_n, number(downloadsAllTime) AS downloadsAllTime_n,
            number(likes) AS likes_n,
            timezone('UTC', try_cast(createdAt AS TIMESTAMPTZ))::TIMESTAMP_MS AS created,
            coalesce(safetensors.total, gguf.total) AS size
        FROM read
    ), judged AS (
        SELECT *, CASE {" ".join(f"WHEN {wrong} THEN '{why}'" for why, wrong in WRONG.items())} END
            AS reason FROM typed
    )
    SELECT place, listing, page, day, reason,
        CASE WHEN reason <> '{PRIVATE}' THEN left(json::VARCHAR, 10000) END AS record,
        _id AS hub_id,
        id AS model_id,
        created AS created_at,
        downloads_n AS downloads_30d,
        downloadsAllTime_n AS downloads_all_time,
        likes_n AS likes,
        plain(pipeline_tag) AS pipeline_tag,
        plain(library_name) AS library,
        list_filter(tags, lambda t: starts_with(t, 'license:')) AS licenses,
        plain(cardData.license_name) AS license_name,
        plain_list(list_filter(tags, lambda t: starts_with(t, 'base_model:'))) AS parents,
        CASE WHEN size BETWEEN 1 AND 20000000000000 THEN size END AS parameters,
        gated,
        CASE WHEN reason IS NULL THEN {RESULTS} END AS results
    FROM judged
    """


RELATION = "base_model:(adapter|finetune|merge|quantized):"
# What `seen` holds, in the columns of the snapshot tables.
COLUMNS = f"""
    place, model_id,
    CASE WHEN contains(model_id, '/') THEN split_part(model_id, '/', 1) ELSE '' END AS author,
    created_at, downloads_30d, downloads_all_time, likes, pipeline_tag, library,
    plain(replace(array_to_string(list_sort(licenses), '|'), 'license:', '')) AS license,
    license_name,
    CASE WHEN len(parents) > 0 THEN list_sort(list_distinct(list_transform(parents,
        lambda t: left(split_part(t, ':', -1), 200)))) END AS base_model,
    CASE WHEN len(parents) > 0 THEN coalesce(nullif(regexp_extract(
        array_to_string(parents, '|'), '{RELATION}', 1), ''), 'unknown') END AS base_relation,
    NULL::VARCHAR AS base_relation_inferred,
    parameters,
    CASE WHEN parameters IS NOT NULL THEN getvariable('source') END AS parameters_source,
    NULL::BIGINT AS active_parameters,
    CASE gated WHEN 'false' THEN 'none' WHEN 'true' THEN 'gated_unspecified'
        ELSE coalesce(gated, 'unknown') END AS gated,
    getvariable('source') AS license_source,
    day AS license_seen_on,
    day AS observed_on,
    getvariable('source') AS source
"""


def keep_one_each(con: duckdb.DuckDBPyConnection, top: int | None) -> int:
    """Make the view `kept`: accepted records, each model once; the number of repeated records."""
    con.execute("CREATE TABLE again (record BIGINT)")
    con.execute(
        "CREATE VIEW single AS FROM seen WHERE reason IS NULL AND rowid NOT IN (FROM again)"
    )
    # First by identity; then by name: a repository made anew during the walk has two identities.
    for key, order in (
        ("hub_id", "place, downloads_30d DESC NULLS LAST"),
        ("model_id", "hub_id DESC"),
    ):
        con.execute(f"""
            INSERT INTO again SELECT rowid FROM seen WHERE reason IS NULL
            AND rowid NOT IN (FROM again)
            AND {key} IN (SELECT {key} FROM single GROUP BY ALL HAVING count(*) > 1)
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}, model_id) > 1
        """)
    limit = f"ORDER BY downloads_30d DESC NULLS LAST, model_id LIMIT {top}" if top else ""
    con.execute(f"CREATE VIEW kept AS SELECT {COLUMNS} FROM single {limit}")
    return con.execute("SELECT count(*) FROM again").fetchall()[0][0]


def write_snapshot(con: duckdb.DuckDBPyConnection, path: Path, resource: dict, wave: str) -> None:
    """Write `kept` in the schema of `resource`, in the order of the pages.

    Some pages at a time: sorting the whole Hub would take more memory than there may be.
    """
    fields = resource["schema"]["fields"]
    schema = pa.schema([(field["name"], STORED[field["type"]]) for field in fields])
    columns = ", ".join(f'"{name}"' for name in schema.names)
    pages = con.execute("SELECT coalesce(max(place) + 1, 0) FROM seen").fetchall()[0][0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, pages, AT_ONCE):
            rows = con.sql(f"""SELECT {columns} FROM (SELECT *, '{wave}' AS wave_id FROM kept)
                WHERE place BETWEEN {start} AND {start + AT_ONCE - 1} ORDER BY place, model_id""")
            for batch in rows.to_arrow_reader(50_000):
                writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def write_rejected(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write rejected.jsonl; the number of rejected records by reason."""
    con.execute(f"""COPY (SELECT reason, listing, page, record FROM seen WHERE reason IS NOT NULL
        ORDER BY ALL) TO {quoted(folder / "rejected.jsonl")} (FORMAT json)""")
    counts = "SELECT reason, count(*) FROM seen WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1"
    return dict(con.execute(counts).fetchall())


def untold(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the Hub told the downloads of some of the models that are `kept` as null."""
    query = "SELECT count(*) > 0 FROM kept WHERE downloads_30d IS NULL"
    return con.execute(query).fetchall()[0][0]


def private_models(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """How many models of each listing were set aside because the public does not see them."""
    return dict(
        con.execute(f"""SELECT listing, count(DISTINCT hub_id) FROM seen WHERE reason = '{PRIVATE}'
        GROUP BY ALL""").fetchall()
    )


def check_snapshot(path: Path, resource: dict) -> None:
    """Check a snapshot against its schema without loading it; DataError names the broken rule."""
    fields = resource["schema"]["fields"]
    if pq.read_schema(path) != pa.schema([(f["name"], STORED[f["type"]]) for f in fields]):
        raise DataError(f"{resource['name']}: its columns are not those of the schema.")
    rules = {"model_id stands once": "count(*) - count(DISTINCT model_id)"}
    for field in fields:
        name, constraints = f'"{field["name"]}"', field.get("constraints", {})
        if constraints.get("required"):
            rules[f"{name} is required"] = f"count(*) - count({name})"
        if "enum" in constraints:
            allowed = ", ".join(f"'{value}'" for value in constraints["enum"])
            rules[f"{name} is one of {allowed}"] = f"count_if({name} NOT IN ({allowed}))"
        if "minimum" in constraints:
            limit = constraints["minimum"]
            rules[f"{name} is at least {limit}"] = f"count_if({name} < '{limit}')"
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as con:
        query = f"SELECT {', '.join(rules.values())} FROM {quoted(path)}"
        broken = con.execute(query).fetchall()[0]
    for rule, rows in zip(rules, broken, strict=True):
        if rows:
            raise DataError(f"{resource['name']}: {rows} rows break the rule {rule}.")


# --- what makers report on the pages of their models

CARD = r"(model|system)[ _-]?card"  # in the name of a source
OWN_PAGE = r"/?([?#].*)?|/(blob|raw|resolve)/[^/]+/readme\.md([?#].*)?"  # after the model's address
HUB = r"https?://(www\.)?(huggingface\.co|hf\.co)/"
EFFORT = r"effort\W{1,3}(low|medium|high)\b|\b(low|medium|high)\W(reasoning\W)?effort\b"
REPORTED = rf"""
    WITH listed AS (
        SELECT model_id, CASE json_type(results) WHEN 'ARRAY' THEN from_json(results, '["JSON"]')
            WHEN 'NULL' THEN [] ELSE [results] END AS entries
        FROM single WHERE results IS NOT NULL
    ), apart AS (
        SELECT model_id, unnest(entries) AS told, unnest(range(1, len(entries) + 1)) AS entry
        FROM listed
    ), read AS (
        SELECT *, told->>'$.data.dataset.id' AS dataset, told->>'$.data.dataset.task_id' AS task,
            CASE WHEN json_type(told, '$.data.value') IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
                THEN try_cast(told->>'$.data.value' AS DOUBLE) END AS number,
            coalesce(json_type(told, '$.error'), 'NULL') <> 'NULL' AS broken,
            coalesce(told->>'$.data.source.url', '') AS url,
            coalesce(told->>'$.data.source.name', '') AS cited,
            lower(coalesce(plain(told->>'$.data.notes'), '')) AS notes
        FROM apart
    ), judged AS (
        SELECT *, broken OR NOT coalesce(isfinite(number), false) AS malformed,
            CASE WHEN starts_with(regexp_replace(lower(url), '{HUB}', ''), lower(model_id))
                AND regexp_matches(lower(url), '^{HUB}')
                THEN substr(regexp_replace(lower(url), '{HUB}', ''), length(model_id) + 1) END AS rest,
            regexp_matches(notes, '\b(without|w/o|no) tools?\b') AS without_tools,
            regexp_matches(notes, '(\bwith|\bw/) ?tools?\b') AS with_tools,
            list_distinct(list_filter(list_concat(regexp_extract_all(notes, '{EFFORT}', 1),
                regexp_extract_all(notes, '{EFFORT}', 2)), lambda e: e <> '')) AS efforts
        FROM read
    )
    SELECT model_id, entry, plain(dataset) AS dataset_id, plain(task) AS task_id,
        CASE WHEN NOT malformed THEN number END AS value,
        try_cast(left(told->>'$.data.date', 10) AS DATE) AS reported_on,
        CASE WHEN coalesce(regexp_full_match(rest, '{OWN_PAGE}'), false)
                OR regexp_matches(lower(cited), '{CARD}') THEN 'model or system card'
            WHEN url || cited = '' THEN 'none' ELSE 'other' END AS source_kind,
        coalesce(told->>'$.pullRequest', 'false') <> 'false' AS open_pull_request,
        coalesce(told->>'$.verified' = 'true', false) AS verified,
        CASE WHEN without_tools = with_tools THEN 'not stated'
            WHEN with_tools THEN 'with' ELSE 'without' END AS tools,
        CASE WHEN len(efforts) = 1 THEN efforts[1] END AS effort,
        notes <> '' AS notes_given, malformed
    FROM judged ORDER BY model_id, entry
"""


def read_results(con: duckdb.DuckDBPyConnection, day: str) -> pd.DataFrame:
    """The rows of the table `eval_results`: every entry of `evalResults` of the models kept."""
    return con.execute(REPORTED).df().assign(recorded_on=pd.Timestamp(day), source=SOURCE)
