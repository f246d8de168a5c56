"""Countries and comparisons in Chinese, as words/en/grammar.py has them in English."""

from __future__ import annotations

from collections.abc import Callable

from ...measures.verdicts import (
    CLOSE,
    DEPENDS,
    HANGS,
    NO_ERROR,
    NOT_IDENTIFIED,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ..en.grammar import larger
from .text import models as models
from .text import month, percent

MOST_LETTERS = 40  # of a title: two lines on a phone
NOUN = {"CN": "中国", "US": "美国"}
PHRASES = {  # what words say of a verdict that is no lead, by its kind; no other sentence says it
    WITHIN_ERROR: "差距在误差范围之内",
    NO_ERROR: "未公布误差",
    TOO_FEW: "模型太少，无法下结论",
    HANGS: "取决于国别不明的发布者",
    CLOSE: "相差不超过五个百分点",
    DEPENDS: "取决于怎么计数",
    NOT_IDENTIFIED: "无法判断",
    UNTAGGED: "取决于许可证不明的模型",
}
CHOSEN = {"attention sample": "的热门", "head": "下载最多的"}  # before a noun, after a month
COUNTRIES = {**NOUN, "other": "其他国家", "unknown": "国别不明", "EU": "欧盟"}


def fits(title: str) -> bool:
    """Whether a title is short enough; a Latin letter is half as wide as a Chinese one."""
    return sum(0.5 if letter.isascii() else 1 for letter in title) <= MOST_LETTERS


def among(panel) -> str:
    """`在2024年7月的全部模型中`, `在2026年8月的热门模型中`: where a list's numbers hold."""
    when = month(panel.days[-1])
    return f"在{when}{CHOSEN.get(panel.selection, '的全部')}模型中"


def clause(verdict: Verdict) -> str:
    """A verdict on counts as a clause: `中国领先`, `两国相差不超过五个百分点`."""
    if verdict.ahead:
        return f"{NOUN[verdict.ahead]}领先"
    if verdict.kind == NOT_IDENTIFIED:
        return f"{PHRASES[NOT_IDENTIFIED]}谁领先"
    return f"{'两国' if verdict.kind == CLOSE else '谁领先，'}{PHRASES[verdict.kind]}"


def bold(titles: list[str]) -> str:
    """The titles of findings as an answer."""
    return "".join(
        f"**{title}**。" for title in titles
    )  # Markdown ends bold before a full stop alone


def printed(title: str, finding: str, rule: str) -> str:
    """A figure as text, for who asks without a notebook."""
    return f"{title}。{finding}计数规则：{rule}"


def joined(*sentences: str) -> str:
    """Sentences as one paragraph."""
    return "".join(sentences)


def both(
    values: dict[str, float], text: Callable[[float], str] = percent, joint: str = "，"
) -> str:
    """`美国50%，中国4%`: the larger first; `各50%` where they are equal."""
    first = larger(values)
    if first is None:
        return f"各{text(values['CN'])}"
    return joint.join(f"{NOUN[side]}{text(values[side])}" for side in (first, other(first)))


def country(side: str) -> str:
    """A side as the name of a row: `中国`, `美国`, `其他国家`, `国别不明`."""
    return COUNTRIES[side]


def valued(mark: str, value: str, ends: tuple[str, str] | None = None, of: str = "") -> str:
    """What a page says of one mark of a picture: its name, exact value, interval and number."""
    return f"{mark}：{value}" + (f"（{ends[0]}至{ends[1]}）" if ends else "") + (of and f"，{of}")
