"""Words on downloads in Chinese: what a rule counts, and whose models are downloaded."""

from __future__ import annotations

import pandas as pd

from ...measures.verdicts import Verdict, other
from ...panel import Panel
from ...rules import CountingRule
from . import panels
from .grammar import NOUN, clause, larger
from .text import number, percent, sentence

UNIVERSES = {
    "all": "所有任务的模型",
    "language": "语言模型",
    "text-generation": "标为text-generation的模型",
    "text": "生成文本的模型",
    "encoder": "编码器",
    "other tasks": "其他任务的模型",
    "tracked": "语言模型",
    "last year": "最近一年创建的模型",
    "without encoders": "编码器以外的模型",
    "larger": "参数量超过十亿的模型",
    "largest": "参数量超过一百五十亿的模型",
}
WINDOWS = {"all": "", "since ChatGPT": "ChatGPT发布以来创建的"}
COUNTERS = {
    "downloads_30d": "的下载量",
    "downloads_all_time": "自创建以来的下载量",
    "likes": "获得的点赞数",
    "models": "的数量",
}


def what() -> dict[str, dict[str, str]]:
    """The parts of what a rule counts by field and choice, in their order: one follows the other."""
    return {"window": WINDOWS, "universe": UNIVERSES, "counter": COUNTERS}


def counted(rule: CountingRule) -> str:
    """What a rule counts: `ChatGPT发布以来创建的语言模型的下载量`."""
    return "".join(said[getattr(rule, field)] for field, said in what().items())


def found(table: pd.DataFrame, verdict: Verdict, panel: Panel, rule: CountingRule) -> str:
    """A table of `shares` and who leads it in sentences."""
    rows = table.set_index("side")
    total = f"{counted(rule)}合计{number(rows['value'].sum())}"
    text = f"在{panels.name(panel)}中，{total}，{drew(rows['share'])}"
    if verdict.ahead:
        return f"{text}；{at_most(rows, other(verdict.ahead))}。"
    unknown = f"国别不明的发布者占{percent(rows.loc['unknown', 'share'])}"
    return "".join(map(sentence, [text, clause(verdict), unknown]))


def drew(shares: pd.Series) -> str:
    """`甲国发布者占57%，乙国发布者占8%`: the larger first; neither where they are equal."""
    first = larger(shares)
    if first is None:
        return f"两国发布者各占{percent(shares['CN'])}"
    return "，".join(
        f"{NOUN[side]}发布者占{percent(shares[side])}" for side in (first, other(first))
    )


def at_most(rows: pd.DataFrame, side: str) -> str:
    """`若国别不明的发布者全部算作甲国，甲国发布者占18%`; rows by side."""
    high = percent(rows.loc[side, "high"])
    return f"若国别不明的发布者全部算作{NOUN[side]}，{NOUN[side]}发布者占{high}"
