"""What names, lists and bases say of a model: its size, and whose copy it is."""

import numpy as np
import pandas as pd
import pytest

from hubgap import Study, models
from hubgap.registry import publishers

from .tiny import ORGANIZATIONS, TABLES, census_data

LARGE = pd.Series(["a/x"])


# --- sizes


@pytest.mark.parametrize(
    ("name", "billions", "experts"),
    [
        ("Qwen/Qwen3-8B", 8, 1),
        ("ornith-ai/Ornith-1.0-35B", 35, 1),
        ("Qwen/Qwen3-30B-A3B-FP8", 30, 1),  # 3 billion of them active
        ("Qwen/Qwen-1_8B-Chat", 1.8, 1),
        ("x/Llama_3_8B", 8, 1),
        ("allenai/OLMoE-1B-7B-0125", 7, 1),
        ("mistralai/Mixtral-8x7B-v0.1", 7, 8),
        ("meta-llama/Llama-4-Scout-17B-16E", None, None),  # of one path through the experts
        ("google/gemma-4-E4B-it", None, None),
        ("z-lab/Qwen3-8B-DFlash-b16", None, None),  # a small model that speeds up one of 8 B
        ("x/llama-4bit", None, None),
        ("7b-lab/bert", None, None),
        ("Qwen3 235B A22B", 235, 1),  # as a board writes it
    ],
)
def test_the_size_that_a_name_tells(name, billions, experts):
    told = models.size_in_name(pd.Series([name])).iloc[0]
    assert np.isnan(told["size"]) if billions is None else told["size"] == billions * 1e9
    assert billions is None or told["experts"] == experts


@pytest.mark.parametrize(
    ("name", "listed", "base", "stored", "found"),
    [
        ("o/Ornith-1.0-35B", None, None, 664_944, 35e9),  # packed: the name beats tensor elements
        ("q/Qwen3-8B", 8.19e9, None, 9e9, 8.19e9),  # a list beats the name
        ("q/Qwen3-8B", 3.9e9, None, None, 8e9),  # more than a factor of two from the name
        ("q/Qwen3-8B", 4e9, None, None, 4e9),  # a factor of two exactly is no contradiction
        ("q/Qwen3-8B", 16.1e9, None, None, 8e9),
        ("a/chat-awq", None, 7e9, 1.2e9, 7e9),  # the base beats packed weights
        ("a/chat-vl", None, 3e8, 1e9, 1e9),  # which overcount in no format: more than its base
        ("m/Mixtral-8x7B", None, None, 46.7e9, 46.7e9),
        ("m/Mixtral-8x7B", None, None, 6e9, 56e9),
        ("z/Qwen3-8B-DFlash", None, 8e9, 5e8, 5e8),  # a draft is not as large as its base
        ("a/chat", None, None, 5e8, 5e8),
        ("a/chat", None, None, None, None),
    ],
)
def test_name_base_and_list_beat_what_is_stored(name, listed, base, stored, found):
    told = (pd.Series([value], dtype="float64") for value in (listed, base, stored))
    (size,) = models.sizes(pd.Series([name]), *told)
    assert np.isnan(size) if found is None else size == found


def test_a_list_that_leaves_open_what_it_counts_needs_a_name_to_check_it():
    tracked = pd.DataFrame(
        {
            "canonical_id": ["i/Ring-flash", "q/Qwen3-8B", "i/Ling"],
            "total_params_b": [3.0, 8.2, 100.0],
            "is_moe": ["unknown", "unknown", "true"],
        }
    )
    assert models.listed_sizes(tracked).to_dict() == {"q/Qwen3-8B": 8.2e9, "i/Ling": 100e9}


def test_a_panel_reads_sizes_through_the_chain_of_bases():
    counts = {"cn-lab/top": 1, "us-lab/mid": 1, "who/leaf-awq": 1, "cn-lab/m-7B": 1}
    data = census_data(counts, parameters=[7e9, 5e5, 1e9, 1e6], parameters_source="radar")
    data._tables["lineage_edges"] = pd.DataFrame(
        {
            "child": ["us-lab/mid", "who/leaf-awq"],
            "parent_canonical": ["cn-lab/top", "us-lab/mid"],
            "relation": ["finetune", "quantized"],
        }
    )
    rows = Study(data).census.rows.set_index("model_id")["parameters"]
    assert rows.to_dict() == {
        "cn-lab/top": 7e9, "us-lab/mid": 7e9, "who/leaf-awq": 7e9, "cn-lab/m-7B": 7e9
    }  # fmt: skip


def test_no_size_of_the_data_contradicts_its_name():
    """1,127 of 5,600 models of August 2026 stood below 70% of the size that their name tells."""
    study = Study("embedded")
    rows = study.picture(study.days.summer).rows
    named = models.size_in_name(rows["model_id"])
    told = named["size"] * named["experts"]
    ratio = (rows["parameters"] / told)[told.notna()]
    assert len(ratio) > 5000 and ratio.notna().all()
    assert ratio.between(0.5, 2).all() and (ratio < 0.7).sum() < 10
    sizes = rows.set_index("model_id")["parameters"]
    assert sizes["ornith-ai/Ornith-1.0-35B"] == 35e9


# --- copies

WHO = publishers(
    pd.concat(
        [
            ORGANIZATIONS,
            ORGANIZATIONS.iloc[[2]].assign(namespace="us-sister"),
            ORGANIZATIONS.iloc[[0]].assign(namespace="cn-one", kind="individual"),
        ]
    ),
    TABLES["parents"],
)


def originals(known: dict[str, str], edges: list[tuple[str, str, str]] = ()) -> dict:
    listed = pd.DataFrame(
        {
            "model_id": list(known),
            "created_at": pd.to_datetime(list(known.values()), format="ISO8601", utc=True),
        }
    )
    declared = pd.DataFrame(edges, columns=["child", "parent", "relation"], dtype="str")
    found = models.copies(declared, listed, WHO)
    return found.astype(object).where(found.notna(), None).to_dict()


def test_what_is_declared_a_quantized_version_of_anothers_model_is_a_copy():
    known = {"cn-lab/m-1": "2024", "us-lab/m-1-NVFP4": "2025", "us-lab/tuned": "2025"}
    known |= {"cn-lab/m-1-FP8": "2025", "us-sister/own-2-awq": "2025", "us-lab/own-2": "2024"}
    edges = [
        ("us-lab/m-1-NVFP4", "cn-lab/m-1", "quantized"),
        ("us-lab/tuned", "cn-lab/m-1", "finetune"),
        ("cn-lab/m-1-FP8", "cn-lab/m-1", "quantized"),  # its own
        ("us-sister/own-2-awq", "us-lab/own-2", "quantized"),  # of its own group
    ]
    assert originals(known, edges) == {"us-lab/m-1-NVFP4": "cn-lab/m-1"}


def test_a_publishers_own_model_in_another_format_is_no_copy_of_its_base():
    known = {"us-lab/ocr-7B": "2025", "us-lab/ocr-7B-FP8": "2025", "cn-lab/vl-7B": "2024"}
    edges = [("us-lab/ocr-7B-FP8", "cn-lab/vl-7B", "quantized")]
    assert originals(known, edges) == {}


def test_a_name_shows_whose_model_was_repackaged():
    known = {"cn-lab/Model-7B": "2024-01", "who/Model-7B-GGUF": "2023-01"}
    known |= {"who/Model-7B": "2024-02", "old/Model-7B": "2023-12", "who/model-7b": "2024-02"}
    known |= {
        "us-lab/Model-7B-Q4_K_M-GGUF": "2024-02",
        "who/chat": "2024-02",
        "us-lab/chat": "2023",
    }
    assert originals(known) == dict.fromkeys(
        ("who/Model-7B-GGUF", "who/Model-7B", "us-lab/Model-7B-Q4_K_M-GGUF"), "cn-lab/Model-7B"
    )


def test_a_copy_of_a_copy_leads_to_the_first_that_is_none():
    known = {"packer/x-bnb-4bit": "2025", "who/x-bnb-4bit-GGUF": "2025", "packer/lost": "2025"}
    edges = [
        ("packer/x-bnb-4bit", "cn-lab/x", "quantized"),
        ("who/x-bnb-4bit-GGUF", "packer/x-bnb-4bit", "quantized"),
    ]
    assert originals(known, edges) == {
        "packer/x-bnb-4bit": "cn-lab/x", "who/x-bnb-4bit-GGUF": "cn-lab/x", "packer/lost": None
    }  # fmt: skip


def test_an_individuals_model_is_nobodys_original_by_name_alone():
    assert originals({"cn-one/tune-2": "2024", "who/tune-2-GGUF": "2025"}) == {}


def test_nvidias_quantized_qwen_is_a_copy_and_qwens_own_is_none():
    rows = Study("embedded").latest.rows.set_index("model_id")
    copied = rows.loc["nvidia/Qwen3.6-35B-A3B-NVFP4"]
    assert copied["kind"] != "repackager" and copied["copy"]
    assert (copied["region"], copied["made_region"]) == ("US", "CN")
    own = rows.loc["Qwen/Qwen3.6-35B-A3B-FP8"]
    assert own["quantized"] and not own["copy"] and own["made_region"] == "CN"


def test_the_first_american_language_models_since_chatgpt_are_language_models_of_makers():
    """By all repositories and wide tags they were t5-small, opt-125m, gpt2 and a copy of Qwen."""
    study = Study("embedded").under(universe="language", window="since ChatGPT")
    from hubgap.rules import counted

    rows = counted(study.latest, study.rule)
    first = rows[rows["side"] == "US"].nlargest(4, "value")["model_id"].tolist()
    assert not {"google-t5/t5-small", "facebook/opt-125m", "openai-community/gpt2"} & set(first)
    assert "nvidia/Qwen3.6-35B-A3B-NVFP4" not in first
