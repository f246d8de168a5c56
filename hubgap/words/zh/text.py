"""Numbers, dates and lists in Chinese, as hubgap/text.py has them in English."""

from __future__ import annotations

import math

import pandas as pd

STOP = "。"  # at the end of a sentence
MYRIADS = ((10**8, "亿"), (10**4, "万"))


def number(value: float) -> str:
    """A count as rounded as in English, by myriads: `1,200万`, `13亿`, `10.3万`, `940`."""
    if value is None or math.isnan(value):
        return "未知"
    rounded = _as_in_english(value)
    for scale, unit in MYRIADS:
        if abs(rounded) >= scale:
            return f"{rounded / scale:,.6g}{unit}".replace("-", "\u2212")
    return f"{rounded:,.6g}".replace("-", "\u2212")


def _as_in_english(value: float) -> float:
    """Rounded as `hubgap.text.number` does, so that both languages print one number."""
    for scale in (10**12, 10**9, 10**6):
        if abs(value) >= scale - scale / 2000:
            return round(value / scale, 0 if abs(value / scale) >= 9.95 else 1) * scale
    if abs(value) < 999.5:
        return round(value, 0 if abs(value) >= 9.95 else 1)
    return float(f"{value:.3g}")


def count(value: int) -> str:
    """A whole number with its thousands apart: `416,513`."""
    return f"{int(value):,}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as `38%`; a share that rounds to nothing is `不到1%`."""
    if share is None or math.isnan(share):
        return "未知"
    smallest = 10.0**-digits
    if 0 < share * 100 < smallest / 2:
        return f"不到{smallest:.{digits}f}%"
    return f"{share * 100:.{digits}f}%"


def points(value: float, digits: int = 0) -> str:
    """A difference on a scale, without its sign: `47分`."""
    return f"{abs(value):.{digits}f}分"


def months(value: float, digits: int = 0) -> str:
    """A span of months: `7个月`."""
    return f"{abs(value):.{digits}f}个月"


def day(value) -> str:
    """A date as `2024年7月11日`."""
    date = pd.Timestamp(value)
    return f"{date.year}年{date.month}月{date.day}日"


def month(value) -> str:
    """A date as `2024年7月`."""
    date = pd.Timestamp(value)
    return f"{date.year}年{date.month}月"


def models(n: int) -> str:
    """`12个模型`."""
    return f"{count(n)}个模型"


def listed(names: list[str]) -> str:
    """`甲`, `甲和乙`, `甲、乙和丙`."""
    return "和".join(["、".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text.strip().rstrip("。.") + STOP
