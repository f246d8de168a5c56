"""What is known of a model by its name, by lists and by its declared base: its size, whose copy it is.

Names of models are cut and matched here and nowhere else.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .forest import roots
from .registry import among, looked_up, namespace_of

ID = r"\w[\w.-]*/[\w.-]+$"


# --- how large it is

# Billions in a name: 7B, 1_8B, 8x7B, the second of 1B-7B; not the active ones of 30B-A3B.
SIZE_IN_NAME = (
    r"(?i)(?:^|[^a-z0-9.])(?:\d+b-)?(?:(?P<times>\d+)x)?(?P<size>[01]_\d+|\d+(?:\.\d+)?)b"
    r"(?:$|[^a-z0-9])"
)
OF_AN_EXPERT = r"(?i)\d+b-\d+e\b"  # 17B-16E: active parameters and number of experts
DRAFT = r"(?i)eagle|dflash|dspark|speculator|draft|-assistant"
CONTRADICTS = 2  # a size that differs from the name by more than this factor is not used


def size_in_name(names: pd.Series) -> pd.DataFrame:
    """The parameters that each name tells: size, and experts (how many, 1 where none are named)."""
    digits = pc.match_substring_regex(pa.array(names, pa.string()), r"(?i)\db").fill_null(False)
    own = names[digits.to_numpy(zero_copy_only=False)]
    text = pc.replace_substring_regex(pa.array(own, pa.string()), f"^[^/]*/|{OF_AN_EXPERT}", "")
    found = pc.extract_regex(text, SIZE_IN_NAME)
    times, size = (
        pd.Series(pc.struct_field(found, part).to_pandas().to_numpy(), own.index, dtype="str")
        for part in ("times", "size")
    )
    size = pd.to_numeric(size.str.replace("_", "."), errors="coerce") * 1e9
    size = size.mask(is_draft(own) | (size == 0))
    told = pd.DataFrame({"size": size, "experts": pd.to_numeric(times, errors="coerce").fillna(1)})
    return told.reindex(names.index)


def is_draft(names: pd.Series) -> pd.Series:
    """Small models that only speed up another, whose name and size theirs tell."""
    found = pc.match_substring_regex(pa.array(names, pa.string()), DRAFT).fill_null(False)
    return pd.Series(found.to_numpy(zero_copy_only=False), names.index)


def sizes(names: pd.Series, listed: pd.Series, base: pd.Series, stored: pd.Series) -> pd.Series:
    """Parameters of models: of a curated list, the name, the base, or the stored tensor elements.

    Packed (quantized) weights count too few elements, so of the last two the larger. What
    contradicts the name by more than a factor of CONTRADICTS is not used. Experts times their size
    is more than a mixture has: a name like 8x7B is used where nothing else is.
    """
    named = size_in_name(names)
    whole = named["size"] * named["experts"]
    steps = [listed, named["size"].where(named["experts"] == 1), base.mask(is_draft(names)), stored]
    listed, one, base, stored = (
        told.astype(float).mask(
            (told.astype(float) / whole > CONTRADICTS)
            | (told.astype(float) / whole < 1 / CONTRADICTS)
        )
        for told in steps
    )
    return (
        listed.fillna(one).fillna(base.where(~(stored > base), stored)).fillna(stored).fillna(whole)
    )


def listed_sizes(tracked: pd.DataFrame, ids: str = "canonical_id") -> pd.Series:
    """Total parameters by model of the ATOM list, as far as they are total.

    A row that leaves open whether a model is a mixture of experts is used only where the name tells
    a size to check it: Ring-flash-2.0 stands there with 3 B, its sister Ling-flash-2.0 with 100 B.
    """
    sure = (tracked["is_moe"] != "unknown") | size_in_name(tracked[ids])["size"].notna()
    rows = tracked[sure].dropna(subset="total_params_b").drop_duplicates(ids)
    return (rows.set_index(ids)["total_params_b"] * 1e9).round()


# --- whose copy it is

QUANTIZED = (
    r"gguf|ggml|gptq|awq|exl[23]|bnb|[48]-?bit|int[48]|fp8|fp4|mlx|quanti[sz]ed|w[48]a(8|16)"
)
# What names of repackaged models add to the name of the model.
FORMAT = (
    r"(?:nv|mx)?fp[48]|gguf|ggml|gptq|awq|exl[23]|bnb|[1-8]-?bit|u?int[48]|mlx|quanti[sz]ed|quant"
    r"|w[48]a(?:8|16)|i?q[2-8](?:[-_](?:[01]|[kmsxl]+))*|i1|imatrix|autoround|dynamic|onnx|openvino"
    r"|ov|coreml|litert|tflite|ct2|hf|bf16|fp16|f16|unsloth|g(?:32|64|128)|sym|marlin|hqq|aqlm"
)
NO_MAKERS = ("repackager", "individual", "test", "community", "unknown")
CHANGED = ("adapter", "merge")  # declared relations whose result is another model


def quantized_in_name(ids: pd.Series) -> pd.Series:
    """Whether each id names a quantized format."""
    named = pc.match_substring_regex(pa.array(ids, pa.string()), QUANTIZED, ignore_case=True)
    return pd.Series(named.to_pandas().to_numpy(dtype=bool), ids.index)


def stem(ids: pd.Series) -> pd.Series:
    """Each id in small letters, without the words for formats at its end."""
    text = pc.replace_substring(pc.utf8_lower(pa.array(ids, pa.string())), "_", "-")
    text = pc.replace_substring_regex(text, f"(?:[-.](?:{FORMAT}))+$", "")
    return pd.Series(text.to_pandas(), dtype="str").set_axis(ids.index)


def copies(edges: pd.DataFrame, known: pd.DataFrame, who: pd.DataFrame) -> pd.Series:
    """The original of every model that is somebody else's repackaged, missing where none is found.

    edges: child, parent, relation, under current names. known: model_id and created_at of all
    models. who: `publishers`. A copy is what a repackager publishes; what is declared a quantized
    version of another group's model, unless its publisher has a model of that name; and what is
    named as another group's older model, formats apart. A copy of a copy leads to the first that
    is none.
    """
    known = known.reset_index(drop=True)
    kind = looked_up(namespace_of(known["model_id"]), who["kind"]).fillna("unknown")
    whole = known[~quantized_in_name(known["model_id"])]
    made = whole[~kind[whole.index].isin(NO_MAKERS)]
    others = known[~among(known["model_id"], edges["child"])]
    found = pd.concat([_declared(edges, whole["model_id"], who), _named(others, made, who)])
    first = roots(found).dropna(subset="root").set_index("child")["root"]
    first = first.where(looked_up(namespace_of(first), who["kind"]) != "repackager")
    packed = known.loc[kind == "repackager", "model_id"]
    return first.reindex(pd.concat([found["child"], packed]).unique())


def _declared(edges: pd.DataFrame, whole: pd.Series, who: pd.DataFrame) -> pd.DataFrame:
    """The edges from a copy to what it declares to be a copy of; `whole`: ids without a format."""
    edges = edges.drop_duplicates(["child", "parent", "relation"]).reset_index(drop=True)
    edges = edges[_groups(edges["child"], who) != _groups(edges["parent"], who)]
    stems, relation = stem(edges["child"]), edges["relation"]
    unsaid = (relation == "unknown") & quantized_in_name(edges["child"])
    quantized = ((relation == "quantized") | unsaid) & ~among(stems, whole.str.lower())
    same = _repository(stems) == _repository(stem(edges["parent"]))
    packed = looked_up(namespace_of(edges["child"]), who["kind"]) == "repackager"
    return edges.loc[quantized | (same & ~relation.isin(CHANGED)) | packed, ["child", "parent"]]


def _named(others: pd.DataFrame, made: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Those of `others`, which declare no base, that are named as a model of a maker.

    Without a word for a format the name must be the same to the letter, and the model younger.
    """
    first = _in_parts(made)
    first = first[first["name"].str.contains(r"\d")]
    first = first.sort_values(["format", "created_at", "model_id"]).drop_duplicates("name")
    others = _in_parts(others)
    others = others[among(others["name"], first["name"])]
    pairs = others.merge(first, on="name", suffixes=("", "_first"))
    same = _repository(pairs["model_id"]) == _repository(pairs["model_id_first"])
    same &= pairs["created_at"] > pairs["created_at_first"]
    pairs = pairs[pairs["format"] | same]
    pairs = pairs.rename(columns={"model_id": "child", "model_id_first": "parent"})
    foreign = _groups(pairs["child"], who) != _groups(pairs["parent"], who)
    return pairs.loc[foreign, ["child", "parent"]]


def _in_parts(models: pd.DataFrame) -> pd.DataFrame:
    """Models with name (of the repository, without formats), and whether a format was named."""
    stems = stem(models["model_id"])
    named = stems.str.len() < models["model_id"].str.len()
    return models.assign(name=_repository(stems), format=named)


def _repository(ids: pd.Series) -> pd.Series:
    own = pc.replace_substring_regex(pa.array(ids, pa.string()), "^[^/]*/", "")
    return pd.Series(own.to_pandas(), dtype="str").set_axis(ids.index)


def _groups(ids: pd.Series, who: pd.DataFrame) -> pd.Series:
    """The group of each model's publisher; a publisher that is not listed is its own."""
    owner = namespace_of(ids)
    return looked_up(owner, who["parent"]).fillna(owner)
