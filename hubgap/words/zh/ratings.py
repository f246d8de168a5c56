"""Scores in Chinese: one against another on one ruler, and how surely."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.verdicts import (
    AHEAD,
    CONFIDENCE,
    NO_ERROR,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
)
from ...text import safe
from ..en.ratings import digits, names_a_side
from .grammar import NOUN, PHRASES
from .text import count, day, listed, percent, points

INTERVAL = f"差值的{percent(CONFIDENCE)}置信区间"
MEASURED = {  # what a ruler measures, as measures/benchmarks.py and boards.py name it
    "blind votes of visitors": "访客盲测投票",
    "blind votes on text to video": "文生视频盲测投票",
    "public": "公开题目",
    "held-out": "保密题目",
}
UNITS = {
    "rating points": "分",
    "Elo points": "Elo分",
    "index points": "指数分",
    "percent solved": "正确率（%）",
}


def ruler(one) -> str:
    """What a ruler is and of which day, in one sentence for a caption."""
    kind = "拟合" if one.table == "eci" else "快照"
    parts = [
        f"{one.name}（{one.measured_by}测量）",
        f"{day(one.day)}{kind}" if one.day else "",
        f"共{one.cut.listed}个名次，只知道前{one.cut.read}名" if one.cut else "",
        measured(one.access),
        f"单位：{UNITS.get(one.unit, one.unit)}",
        f"{percent(one.level)}置信区间" if one.level else "未公布置信区间",
    ]
    return f"标尺：{'，'.join(filter(None, parts))}。"


def measured(access: str) -> str:
    """What a ruler measures; a number of tests is kept as it is."""
    tests = access.removeprefix("index over about ").removesuffix(" tests")
    return MEASURED.get(access, access) if tests == access else f"约{tests}项测试的综合指数"


def versus(row) -> str:
    """A row of `benchmarks.duel` or `gap`: `美国的A领先中国的B，高出4.0分（1.2至6.8）`, in brackets the
    interval; any other kind of verdict in its own words.
    """
    lead = system(row["leader"], row["leading_model"])
    behind = system(row["behind"], row["model_behind"])
    kind = row["verdict"].kind
    if kind == AHEAD:
        return f"{lead}领先{behind}，高出{size(row['points'])}（{span(row)}）"
    level = row["points"] == 0
    above = f"{lead}与{behind}同分" if level else f"{lead}比{behind}高{size(row['points'])}"
    if kind == TOO_FEW:
        return f"{above}，但{PHRASES[TOO_FEW]}{_of_models(row)}"
    if kind == NOT_IDENTIFIED:
        return f"{above}，但{untold(row)}"
    if kind == NO_ERROR:
        return f"{above}，但{PHRASES[NO_ERROR]}"
    return f"{above}，{PHRASES[WITHIN_ERROR]}" + ("" if level else f"（{span(row)}）")


def untold(row) -> str:
    """`X的国别不明，无法判断谁领先`."""
    return f"{safe(row['unknown_model'])}的国别不明，{PHRASES[NOT_IDENTIFIED]}谁领先"


def not_renewed(models: pd.Timestamp | None, board: str | None) -> str:
    """That models were pulled on a day and rankings were not; the last one is that of `board`."""
    if models is None or board is None:
        return ""
    return f"{day(models)}更新了模型清单，榜单没有更新；最近的榜单是{day(board)}的。"


def _of_models(row) -> str:
    if "models_CN" not in row:
        return ""
    return f"（{of_each({side: row[f'models_{side}'] for side in SIDES})}）"


def of_each(counts: dict[str, int], noun: str = "个模型") -> str:
    """`12个中国模型和3个美国模型`, the larger first; `中美各3个模型` where equal."""
    more, fewer = sorted(SIDES, key=lambda side: counts[side], reverse=True)
    if counts[more] == counts[fewer]:
        return f"中美各{count(counts[more])}{noun}"
    of = noun[1:]
    return "和".join(f"{count(counts[side])}{noun[0]}{NOUN[side]}{of}" for side in (more, fewer))


def system(side: str, model: str) -> str:
    """`美国的A`; a system of another country without its country."""
    return f"{NOUN[side]}的{safe(model)}" if side in NOUN else safe(model)


def size(value: float) -> str:
    """A gap: `47分`, `5.1分`."""
    return points(value, digits(value))


def span(row) -> str:
    """The interval of a gap, `−5至9`, with as many digits as its points; or that there is none."""
    low, high, many = row["low"], row["high"], digits(row["points"])
    if math.isnan(low) or math.isnan(high):
        return "无置信区间"
    ends = [f"{end:.{many}f}".replace("-", "\u2212") for end in (low, high)]
    return "至".join(dict.fromkeys(ends))


def leads_by(model: str, value: float) -> str:
    """Beside a mark: `A，领先42分`."""
    return f"{model}，高{value:.0f}分"


def above(first: str, second: str) -> str:
    """Of two models, the higher first: `A高于B`."""
    return f"{first}高于{second}"


def direction(country: str) -> str:
    """Which way a chart counts for a country: `中国领先`."""
    return f"{country}领先"


def fields_title(
    overall, opened, where: str, noun: str = "模型", kind: str = "开放权重", past: bool = False
) -> str:
    """`X，美国模型领先，就开放权重模型而言，两国差距在误差范围之内`.

    From two rows of `gap` on one board: all, and those with open weights. `past` says nothing here.
    """
    first, second = (one["verdict"] for one in (overall, opened))
    if first.kind == second.kind and not names_a_side(overall) and not names_a_side(opened):
        return f"{where}{_neither(first.kind, f'无论全部{noun}还是{kind}{noun}', '')}"
    if first.ahead and first == second:
        return f"{where}{NOUN[first.side]}{noun}领先，{kind}{noun}也领先"
    return f"{where}{_clause(overall, noun, '全部')}，{_clause(opened, kind + noun)}"


def _clause(row, noun: str, all_of: str = "") -> str:
    """What a title says of one row of `gap`: who leads, who stands highest, or why neither."""
    kind = row["verdict"].kind
    if kind == AHEAD:
        return f"{NOUN[row['leader']]}{noun}领先"
    if names_a_side(row):
        return f"{NOUN[row['leader']]}{noun}得分最高"
    return _neither(kind, all_of + noun)


def _neither(kind: str, noun: str, about: str = "就") -> str:
    """`就开放权重模型而言，两国差距在误差范围之内`."""
    where = f"{about}{noun}而言，" if about else f"{noun}，"
    return f"{where}{_level(kind)}"


def on_each(verdicts: dict[str, Verdict], noun: str = "模型") -> str:
    """`美国模型在A上领先，中国模型在B上领先，在C上两国差距在误差范围之内`."""
    leads: dict[str, list[str]] = {}
    rest: dict[str, list[str]] = {}
    for name, verdict in verdicts.items():
        group = leads if verdict.ahead else rest
        group.setdefault(verdict.ahead or verdict.kind, []).append(name)
    said = [f"{NOUN[side]}{noun}在{listed(on)}上领先" for side, on in leads.items()]
    said += [f"在{listed(on)}上{_level(kind)}" for kind, on in rest.items()]
    return "，".join(said)


def _level(kind: str) -> str:
    if kind == WITHIN_ERROR:
        return f"两国{PHRASES[kind]}"
    return f"{PHRASES[kind]}谁领先" if kind == NOT_IDENTIFIED else PHRASES[kind]
