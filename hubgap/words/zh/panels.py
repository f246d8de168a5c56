"""Panels in Chinese: their names, how their models were chosen, and what they cannot answer."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...panel import TRACKED, Panel
from ...registry import Move
from ...text import cause_of
from .grammar import COUNTRIES
from .rules import CHOICES
from .text import count, day, models, percent
from .text import month as month_of

SELECTIONS = {
    "census": "当日Hub上的全部模型",
    "census of downloaded models": "当日Hub上有下载的全部模型",
    "head": "Hub上下载最多的模型，从第一名到清单末位连续无遗漏",
    "full catalogues": "同一批指定机构的全部模型，包括新发布的模型",
    "fixed models": "每一天都是同样的模型，不含新发布的模型",
    "catalogues": "指定机构或模型家族的模型，各批次并不相同",
    "followed list": "由来源自行选择跟踪的模型，各批次并不相同",
    "attention sample": "因受到关注而入选的模型，不是随机抽取",
    TRACKED: "受跟踪机构的全部模型，不含其他机构；份额只在这些机构之间计算，不代表整个Hub",
}
KINDS = {
    "census": "普查",
    "head": "头部清单",
    "sample": "热门样本",
    "list": "清单",
    "catalogues": "各机构目录",
}
MAKES = {"video": "视频", "pictures": "图像"}
NAMES: dict[str, Callable[..., str]] = {  # kind of a cause -> what is said of its values
    "hub": lambda kind, when: f"{day(when)}Hub{KINDS[kind]}",
    "hub catalogues": lambda: "Hub各机构目录",
    "modelscope catalogues": lambda: "ModelScope各机构目录",
    "series": lambda source: f"{source}的观测序列",
    "full catalogues": lambda n: f"{count(n)}个机构的完整目录",
    "fixed models": lambda n: f"每个批次都有的{models(n)}",
    "makers": lambda where, what: f"{_named(where)}中声明的任务为生成{MAKES[what]}的模型",
    "plain": lambda text: text,
}
NOTES: dict[str, Callable[..., str]] = {
    "reaching": lambda n, least: f"{models(n)}，下载量均不少于{count(least)}次",
    "free to reuse": lambda n: f"只取来源至多要求署名的{models(n)}",
    "missing": lambda most: f"若补上个别批次缺少的模型，下载量至多增加{percent(most, 1)}",
    "not in every wave": lambda n: f"另有{models(n)}并非每个批次都有",
}
# Notes of waves come from a table, in clauses; a hash stands for a number, in the same order here.
CLAUSES = {
    "whole Hub of the day": "取自当日的整个Hub",
    "models without downloads left out": "不含没有下载的模型",
    "# models without downloads, tracked namespace or base model only as counts (remainder)": (
        "其中#个模型没有下载、不属于受跟踪账号、也未声明基座模型，只有总数（余下部分）"
    ),
    "top by likes within a task": "各任务中点赞最多的模型",
    "union of three sources": "三个来源的并集",
    "# rows observed on #-#-#": "其中#行观测于#年#月#日",
    "language, vision-language, speech and embedding models that a local-inference tool follows": (
        "一个本地推理工具所跟踪的语言、视觉语言、语音和嵌入模型"
    ),
    "no base_model, gated or library": "没有基座模型、访问限制和软件库的信息",
    "organisation catalogues on ModelScope": "各机构在ModelScope上的目录",
    "the last wave took two days": "最后一个批次历时两天",
    "the # most downloaded models": "下载最多的#个模型",
    "every model that the Hub's API lists": "Hub接口列出的全部模型",
    "# organizations asked for, # found, # listed in full": (
        "查询#个机构，找到#个，其中#个列出完整目录"
    ),
    "# organizations asked for, # found, # listed in full (# of them without a count to check)": (
        "查询#个机构，找到#个，其中#个列出完整目录（有#个没有可核对的总数）"
    ),
}
NUMBER = re.compile(r"\d[\d,]*")
FIELDS = {
    "downloads_30d": "最近三十天的下载量",
    "downloads_all_time": "创建以来的下载量",
    "likes": "点赞数",
    "base_model": "基座模型",
    "parameters": "参数量",
    "license": "许可证标签",
    "pipeline_tag": "任务",
}
WHO = {
    "repackager": "再打包者",
    "test repository": "测试仓库",
    "publisher of unknown country": "国别不明的发布者",
}
CREATED = {
    "last year": "哪些模型创建不超过三百六十五天",
    "since ChatGPT": "哪些模型在ChatGPT发布以后创建",
}
UNSEEN = {
    "their day of creation": "创建日期",
    "their size": "参数量",
    "their names": "名称",
}
REFUSALS: dict[str, Callable[..., str]] = {
    "never recorded": lambda where, field: f"{_named(where)}没有记录{FIELDS.get(field, field)}。",
    "not listed": lambda where, who: f"{_named(where)}不列{WHO[who]}，其影响无从得知。",
    "no day of creation": lambda where, what: (
        f"{_named(where)}没有记录创建日期，因此不知道{CREATED[what]}。"
    ),
    "few sizes": lambda where, known: (
        f"{_named(where)}记录了参数量的模型只占其下载量的{percent(known)}，不足以判断哪些模型较大。"
    ),
    "no task": lambda where, universe: (
        f"{_named(where)}没有记录任务，因此不知道哪些是{CHOICES['universe'][universe]}。"
    ),
    "only counts": lambda where, n, missing: (
        f"{_named(where)}中有{models(n)}只有总数，不知道其{UNSEEN[missing]}；请改计下载量，不计模型数量。"
    ),
    "too recent": lambda where, when: (
        f"{_named(where)}中，{day(when)}的突增时间太近，其后的数据不足，还无法与持续的上升区分开来。"
    ),
    "nothing counted": lambda where: f"{_named(where)}中没有这条规则所计的任何模型。",
}


def name(panel: Panel) -> str:
    """The name of a panel: `2024年7月11日Hub普查`; one that was given as text stays as it is."""
    return _named(cause_of(panel.name))


def _named(cause: tuple) -> str:
    kind, *values = cause
    return NAMES[kind](*values)


def label(panel: Panel) -> str:
    """Its name in a finding: its month, or the whole name of what a refresh brought."""
    return name(panel) if panel.refreshed else month(panel)


def month(panel: Panel) -> str:
    """Its month, for a title."""
    return month_of(panel.days[-1])


def sentence(panel: Panel) -> str:
    """What the panel is, in one line for a caption, without a full stop."""
    days = panel.days
    ends = f"（{day(days[0])}至{day(days[-1])}，共{len(days)}天）"
    span = ends if len(days) > 1 else ""
    notes = filter(None, [note(panel.note), *map(_break, panel.breaks)])
    return "；".join([f"{name(panel)}{span}：{SELECTIONS[panel.selection]}", *notes])


def _break(move: Move) -> str:
    before, after = (COUNTRIES.get(code, code) for code in (move.before, move.after))
    return f"{day(move.day)}起中断，当天{move.namespace}的国别由{before}改为{after}"


def note(text: str) -> str:
    """A note of a panel; what has no Chinese is left out."""
    kind, *values = cause_of(text)
    if kind in NOTES:
        return NOTES[kind](*values)
    return "；".join(filter(None, map(_clause, text.split("; "))))


def _clause(text: str) -> str:
    said = CLAUSES.get(NUMBER.sub("#", text), "")
    for number in NUMBER.findall(text):
        said = said.replace("#", number.lstrip("0"), 1)
    return said


def refusal(reason: str) -> str:
    """Why a panel cannot answer, with a full stop; a reason that holds no cause stays as it is."""
    kind, *values = cause_of(reason)
    return REFUSALS[kind](*values) if kind in REFUSALS else str(reason)
