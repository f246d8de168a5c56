"""The choices of a counting rule in Chinese as a reader meets them."""

from __future__ import annotations

from ...rules import CHOICES
from .headlines import ROWS

TITLE = "换一条计数规则"
LEAD = "选择统计哪些模型、计什么、算在谁名下：份额、图和句子随之变化。"
LEGENDS = {
    "date": "日期",
    "universe": "统计哪些模型",
    "window": "何时创建",
    "counter": "统计什么",
    "credit": "算在谁名下",
    "copies": "他人发布的副本",
    "quantized": "量化版本",
    "tests": "测试仓库",
    "bursts": "下载突增",
    "disputed": "国别有争议的发布者",
    "unknown": "国别不明的发布者",
}
LEFT_OUT = {"included": "计入", "left out": "不计"}
LABELS = {
    "universe": ROWS,
    "window": {"all": "任何时间", "since ChatGPT": "ChatGPT发布以来"},
    "counter": {
        "downloads_30d": "下载量（最近三十天）",
        "downloads_all_time": "下载量（创建以来）",
        "likes": "点赞数",
        "models": "模型数量",
    },
    "credit": {
        "publisher": "发布者",
        "parent": "发布者的所有者",
        "base": "基座模型的发布者",
        "root": "家族源头模型的发布者",
    },
    "copies": {**LEFT_OUT, "to makers": "归入原模型的研发方"},
    "quantized": LEFT_OUT,
    "tests": LEFT_OUT,
    "bursts": LEFT_OUT,
    "disputed": {"registry": "登记的国别", "alternative": "备选国别"},
    "unknown": {
        "own class": "单列",
        "left out": "不计",
        "CN": "全部计为中国（极端情形）",
        "US": "全部计为美国（极端情形）",
    },
}
PRESETS = {  # the first word of a source of published shares -> who counts so
    "Economies": "按Longpre等人的口径",
    "HF": "按Hugging Face的口径",
}


def labels(field: str) -> dict[str, str]:
    """The choices of a field of a rule and what a reader calls them."""
    return {choice: LABELS[field][choice] for choice in CHOICES[field]}


def preset(source: str) -> str:
    """What the rule nearest to a source of published shares is called."""
    first = source.split()[0]
    return PRESETS.get(first, f"按{first}的口径")
