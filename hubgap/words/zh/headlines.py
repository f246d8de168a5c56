"""Words on counting rules in Chinese: who leads under one."""

from __future__ import annotations

from ...measures.verdicts import Verdict
from .downloads import UNIVERSES
from .grammar import clause
from .text import listed, sentence

ROWS = {
    **UNIVERSES,
    "all": "所有模型",
    "encoder": "编码器（文本转为向量）",
    "other tasks": "其他任务（图像、声音等）",
    "tracked": "ATOM清单上的模型",
}


def by_panel(verdicts: dict[str, Verdict]) -> str:
    """Verdicts by name of the panel as a title: `2024年7月和2026年6月，甲国领先`."""
    panels: dict[Verdict, list[str]] = {}
    for name, verdict in verdicts.items():
        panels.setdefault(verdict, []).append(name)
    return "；".join(f"{listed(names)}，{clause(verdict)}" for verdict, names in panels.items())


def refused(name: str, reason: str) -> str:
    """Why a rule says nothing of a panel."""
    return sentence(f"{name}的数据无法按这条规则计数：{reason}")
