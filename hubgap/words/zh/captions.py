"""What every figure says below its chart in Chinese."""

from __future__ import annotations

import re

from ...text import FIXED_SPACE, TERMS
from .panels import SELECTIONS as SELECTIONS
from .text import listed
from .text import sentence as sentence

NAME = TERMS.replace(" ", FIXED_SPACE)
COLON = "："
WHOLE = (  # words that no line breaks
    *("中国", "美国", "模型", "权重", "许可证", "宽松", "语言", "下载量", "发布者", "国别", "衍生"),
    *(
        "基座",
        "榜单",
        "评分",
        "投票",
        "区间",
        "纪录",
        "半数",
        "月内",
        "视频",
        "系统",
        "占比",
        "份额",
    ),
    *(
        "制图",
        "来源",
        "记录",
        "横线",
        "细线",
        "出自",
        "至少",
        "用途",
        "盲测",
        "开放",
        "两国",
        "改造",
    ),
)
CREDIT = "图与编码：hubgap"
LICENSE = f"图和文字采用{NAME}"
BRIEF_CREDIT = f"制图：hubgap，{NAME}。"
RESTRICTIONS = {
    "noncommercial": "下列来源的数字不得用于商业用途：",
    "unpaid": "下列来源的表格不得有偿分发：",
    "share-alike": "下列来源的数字须以相同方式共享：",
    "unstated": "下列来源未声明许可证：",
}
LIMITED = {  # by selection: what its numbers hold for
    "head": "只含Hugging Face上下载最多的模型。",
    "attention sample": "只含热门模型，不是Hugging Face的全部模型。",
}


def sources(named: list[str]) -> str:
    """`来源：甲；乙。`"""
    return f"来源：{'；'.join(named)}".rstrip(".") + "。"


def recorded(keepers: list[str]) -> str:
    """Those that recorded the Hub."""
    return f"Hugging Face（由{listed(keepers)}记录）"


def others(n: int) -> str:
    """Of a list that is cut: how many it leaves out."""
    return f"另外{n}个"


def restricted(kind: str, who: list[str]) -> str:
    """What the sources of one kind of terms restrict."""
    return f"{RESTRICTIONS[kind]}{'；'.join(who)}"


def under(publisher: str, license: str) -> str:
    """A source and its terms."""
    return f"{publisher}（{license}）"


def licensed(license: str) -> str:
    """The license of a source, after its citation."""
    return f"；许可证：{license}"


def joined(texts: list[str]) -> str:
    """Terms in sentences."""
    return "".join(f"{text}。" for text in texts)


def alone(said: str) -> str:
    """What limits all lists of a figure."""
    return said


def beside(before: list[str], said: str) -> str:
    """What limits some of its lists; before: what a panel says up to the colon after each."""
    named = [re.split("[。：]", text)[-1].split("，")[0] for text in before]
    return f"{listed(list(dict.fromkeys(named)))}：{said}"
