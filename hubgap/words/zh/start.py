"""Words of notebook 00 in Chinese: the answer on one page, one sentence a finding."""

from __future__ import annotations

import math

import pandas as pd

from ...measures import benchmarks, lineage, video
from ...measures import licenses as licensing
from ...measures.benchmarks import Ruler, clearly_best
from ...measures.downloads import BUYER, Group, Hardest
from ...measures.headlines import Tally
from ...measures.licenses import Flagships, Led
from ...measures.verdicts import (
    CLOSE,
    CONFIDENCE,
    DEPENDS,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    UNTAGGED,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...panel import Panel
from ...rules import CountingRule, Method
from ...text import safe
from ..en.grammar import Words
from . import panels, ratings, rules
from .grammar import CHOSEN, NOUN, PHRASES, among, clause, fits
from .ratings import INTERVAL, fields_title, of_each, on_each, size, versus
from .text import count, day, models, month, percent, sentence
from .text import months as months_text

INTERVAL_OF_ONE = f"{percent(CONFIDENCE)}置信区间"
GLOSSES = {  # what a scoreboard is, in a few words
    "Arena": "用户盲测投票",
    "ECI": "Epoch的多项测试综合指数",
    "GPQA Diamond": "科学题，正确率",
}
WHO_USES_MORE = "谁更多地以对方的模型为基座"
FREE = "最新的清单本身就可以自由再利用。"
LISTS = {"census": "全部模型", "head": "下载最多的模型", "attention sample": "热门模型"}
FIELDS = {"overall": "全部模型", "open": "开放权重"}
FIELD_HEADS = {"overall": "全部模型", "open": "开放权重模型"}
THIRDS = ("宽松", "不宽松", "未知")
ALL_CLOSED, SOME_CLOSED = "均为闭源", "空心：闭源"
UNIT = "评分"
NO_RECORDS, WAITING = "没有领先纪录", "\u25b7 尚未被追平"
SHADE, LINE = f"底色：{INTERVAL_OF_ONE}", f"横线：{INTERVAL_OF_ONE}"
UNTIL_MATCHED = "被追平前的月数"
IN_THE_BAR = "最受欢迎的模型中的占比，条内为个数"
METHODS = {  # the rules of the figures that count nothing
    benchmarks.CLEAR: f"差值的{percent(CONFIDENCE)}置信区间不含零，才算领先。",
    benchmarks.STATE: "报道点名的模型，以及两国各自在全部模型中、在开放权重模型中得分最高的一个。",
    benchmarks.REACHED: (
        "领先纪录的保持时间，算到另一国取得同样高的得分为止；若打平也算追平，则算到差值的"
        f"{percent(CONFIDENCE)}置信区间含零为止；未被追平的按删失处理。"
    ),
    video.HEROES: "最早的Kling和Sora、最新版Kling，以及两国各自最好的一个系统。",
    licensing.RULED: (
        "每年取两国研发方当年创建、获赞最多的模型，两国个数相同，以较少的一方为准，"
        f"每国最多{licensing.MOST}个；不含量化版本。点赞数和许可证标签取自同一批次，该批次中没有标签的算作未知。"
    ),
    lineage.BY_ROOT: (
        "只计写明基座且发布者国别已知的模型，按家族源头模型判定基座的国别；不含发布者对自己模型的量化；"
        "置信区间由对发布者重抽样得出。"
    ),
}


def ruled(rule: CountingRule | Method) -> Method:
    """The rule of a figure in Chinese."""
    return Method(METHODS[rule] if isinstance(rule, Method) else rules.sentence(rule))


def grounded(*observed: Panel | Ruler) -> str:
    """What panels or rulers are, for a caption; of panels the name and selection alone."""
    return "".join(
        f"{panels.name(one)}：{panels.SELECTIONS[one.selection]}。"
        if isinstance(one, Panel)
        else ratings.ruler(one)
        for one in observed
    )


# --- how wide the gap is


def gloss(ruler: str) -> str:
    """The name of a scoreboard and what it is: the title of a panel."""
    return f"{ruler}：{GLOSSES[ruler]}" if ruler in GLOSSES else ruler


def scale(ruler: Ruler) -> str:
    """The unit of a lead on a scoreboard, and the day of its scores where they have one."""
    unit = "百分点" if ruler.unit == "percent solved" else ratings.UNITS.get(ruler.unit, ruler.unit)
    return f"差距（{unit}{f'，{day(ruler.day)}' if ruler.day else ''}）"


def best(
    gaps: dict[str, pd.DataFrame], leads: dict[str, dict[str, Verdict]], ruler: Ruler
) -> Words:
    """Words of the best models of all and of open-weight ones: `benchmarks.gaps_on`, `.leads`.

    Both by field. `ruler` is the one that the title speaks of where they do not agree.
    """
    rows = {field: table.set_index("ruler").loc[ruler.name] for field, table in gaps.items()}
    others = {
        field: {name: verdict for name, verdict in found.items() if name != ruler.name}
        for field, found in leads.items()
    }
    elsewhere = _per_field(others) if others["overall"] else ""
    finding = (
        f"在{day(ruler.day)}的{ruler.name}上，{versus(rows['overall'])}。"
        f"在开放权重模型中，{versus(rows['open'])}。{elsewhere}"
    )
    many = len(leads["overall"])
    return Words(
        _best_title(leads) or fields_title(rows["overall"], rows["open"], "盲测投票中，"),
        f"两国最好的模型之间，以及两国最好的开放权重模型（可免费下载）之间的差距，取自{many}个榜单。"
        f"横线是{INTERVAL}。",
        finding,
        f"共{many}个榜单，每个两行：全部模型、开放权重模型；圆点或方块是最好模型的领先幅度，横线是"
        f"置信区间。{_per_field(leads)}",
    )


def _best_title(leads: dict[str, dict[str, Verdict]]) -> str:
    """`最好的模型出自甲国，最好的开放权重模型出自乙国`, where most scoreboards say it of each and none
    says the reverse.
    """
    overall, opened = (clearly_best(leads[field]) for field in ("overall", "open"))
    if not overall or not opened:
        return ""
    if overall == opened:
        return f"最好的模型出自{NOUN[overall]}，最好的开放权重模型也是"
    return f"最好的模型出自{NOUN[overall]}，最好的开放权重模型出自{NOUN[opened]}"


def _per_field(leads: dict[str, dict[str, Verdict]]) -> str:
    return f"就全部模型而言，{on_each(leads['overall'])}。就开放权重模型而言，{on_each(leads['open'])}。"


def reconciled(
    gaps: dict[str, pd.DataFrame], medians: pd.DataFrame, setter: str | None, ruler: Ruler
) -> str:
    """Why points and months differ: `benchmarks.gaps_on` by field, `.lags_on` of all models."""
    said = "投票与答题的单位不同；滞后时间依据全部纪录，当前的差距只依据两个模型。"
    median = medians.set_index("side")["median"].to_dict().get(setter)
    if setter is None or pd.isna(median):
        return said
    now = gaps["overall"].set_index("ruler").loc[ruler.name]
    return (
        f"{said}在{ruler.name}上，{NOUN[other(setter)]}追平{NOUN[setter]}纪录所用时间的中位数是"
        f"{months_text(median, 1)}，而{_today(now)}。"
    )


def _today(row: pd.Series) -> str:
    kind = row["verdict"].kind
    if row["verdict"].ahead:
        return f"目前{NOUN[row['leader']]}模型领先{size(row['points'])}"
    if kind == TOO_FEW:
        return f"目前{PHRASES[kind]}"
    if kind == NOT_IDENTIFIED:
        return f"目前谁领先{PHRASES[kind]}"
    return f"目前两国最好的模型相差{size(row['points'])}，{PHRASES[kind]}"


def july(
    state: pd.DataFrame, duels: dict[str, pd.Series], ruler: Ruler, stored: tuple[int, int]
) -> Words:
    """Words of one day of an Arena board, from `state`, the gaps of `july` and what is `stored`."""
    overall, opened = duels["overall"], duels["open-weight"]
    finding = (
        f"在{day(ruler.day)}的{ruler.name}上，{versus(overall)}。在开放权重模型中，{versus(opened)}。"
        f"当日上榜的模型有{stored[1]}个，只知道其中{stored[0]}个的得分。"
    )
    order = "、".join(f"{safe(row.model)}（{row.score:.0f}）" for row in state.itertuples())
    return Words(
        _july_title(overall, opened, month(ruler.day)),
        f"{day(ruler.day)}{ruler.name}的盲测投票评分，横线是{percent(ruler.level)}置信区间。图中是两国各自"
        "最好的模型，以及《纽约时报》一篇报道点名的模型。",
        finding,
        f"{len(state)}个模型各有一个圆点或方块和一条横线，从高到低：{order}。{finding}",
    )


def july_gaps(duels: dict[str, pd.Series]) -> dict[str, tuple[str, str]]:
    """The words of the two brackets, and the pair of models that each joins."""
    pairs = {n: (row["leading_model"], row["model_behind"]) for n, row in duels.items()}
    heads = {"overall": "相差", "open-weight": "开放权重\n相差"}
    return {f"{heads[n]}{size(duels[n]['points'])}": pair for n, pair in pairs.items()}


def _july_title(overall: pd.Series, opened: pd.Series, when: str) -> str:
    first, second = overall["verdict"].ahead, opened["verdict"].ahead
    if not first or not second:
        return fields_title(overall, opened, f"{when}，")
    said = f"{when}，{NOUN[first]}最好的模型领先{size(overall['points'])}"
    also = "" if first == second else NOUN[second]
    return f"{said}，{also}最好的开放权重模型领先{size(opened['points'])}"


def kling(table: pd.DataFrame, duels: pd.DataFrame, gaps: pd.DataFrame) -> Words:
    """Words of the video hero: its first duel (`video.kling`), and who leads now (`video.gaps`).

    table: the systems drawn, `video.heroes`.
    """
    first = duels[duels["question"] == "first"].iloc[0]
    rows = gaps.to_dict("records")
    board = next(row for row in rows if row["ruler"] == first["ruler"])
    ranked = of_each({side: board[f"makers_{side}"] for side in SIDES}, "家研发方")
    others = [
        f"在{day(row['day'])}的{row['ruler']}榜单上，{versus(row)}。"
        for row in rows
        if row is not board
    ]
    finding = (
        f"{day(first['day'])}的{first['ruler']}榜单收录了{ranked}的系统，其中{versus(board)}；"
        f"同一榜单上，{versus(first)}。{''.join(others)}"
    )
    rival = next(n for n in (first["leading_model"], first["model_behind"]) if n != first["system"])
    return Words(
        _kling_title(first, board),
        f"{day(first['day'])}{first['ruler']}榜单的盲测投票评分（{percent(first['level'])}置信区间）。图中是"
        f"{safe(first['system'])}、最新版Kling、与之竞争的{safe(rival)}和两国各自最好的系统。",
        finding,
        f"{len(table)}个系统各有一个圆点或方块和一条横线，从高到低。{finding}",
    )


def _kling_title(first: pd.Series, board: dict) -> str:
    """`2026年5月，最好的视频系统出自甲国，但B的评分高于C`, B of the other side."""
    when, verdict = f"{month(board['day'])}，", board["verdict"]
    if verdict.kind == NOT_IDENTIFIED:
        return f"{when}谁的视频系统最好{PHRASES[verdict.kind]}"
    if not verdict.ahead:
        return f"{when}看最好的视频系统，{PHRASES[verdict.kind]}"
    now = f"{when}最好的视频系统出自{NOUN[verdict.ahead]}"
    if not first["verdict"].ahead:
        return now
    joint = "" if first["verdict"].ahead == verdict.ahead else "但"
    whole = f"{now}，{joint}{safe(first['leading_model'])}领先{safe(first['model_behind'])}"
    return whole if fits(whole) else now


def months(medians: dict[str, pd.DataFrame], setters: dict[str, str | None], ruler: Ruler) -> Words:
    """Words of the lag on one ruler: `benchmarks.lags_on` and `.record_setter`, both by field."""
    said = {
        field: _lag(rows, setters[field], FIELD_HEADS[field]) for field, rows in medians.items()
    }
    ranked = of_each({side: medians["overall"][f"models_{side}"].iloc[0] for side in SIDES})
    named = f"{ruler.name}（{GLOSSES[ruler.name]}）" if ruler.name in GLOSSES else ruler.name
    return Words(
        _months_title(medians, setters, ruler.name),
        f"{named}上的每项纪录，多少个月后被另一国追平。",
        f"{said['overall']}{ruler.name}收录了{ranked}。",
        "全部模型和开放权重模型各占若干行，每项纪录一个点，横向位置是它保持的月数；箭头是尚未被追平的纪录。"
        f"{said['overall']}{said['open']}",
    )


def _lag(rows: pd.DataFrame, side: str | None, field: str) -> str:
    """Who set the lead records of one ruler, and how long they stood; sentences, from `lags_on`."""
    ruler, sides = rows["ruler"].iloc[0], rows.set_index("side")
    total = int(sides["records"].sum())
    head = f"就{field}而言，{ruler}上的"
    if side is None:
        numbers = of_each(sides["records"].to_dict(), "项纪录")
        return f"{head}领先纪录由两国分享：{numbers if total else '两国都没有'}。"
    row, trailing = sides.loc[side], NOUN[other(side)]
    own, stand = int(row["records"]), int(row["open"])
    whole = f"全部{total}项领先纪录都" if own == total else f"{total}项领先纪录中{own}项"
    matched = f"{trailing}追平了其中{own - stand}项" if stand else f"{trailing}全部追平"
    if stand:
        longest = "其中最久的" if stand > 1 else ""
        matched += f"，还有{stand}项未被追平，{longest}已有{months_text(row['now'], 1)}"
    text = f"{head}{whole}属于{NOUN[side]}。{matched}。"
    if math.isnan(row["median"]):
        return text
    late = "以上" if math.isnan(row["high"]) else f"至{row['high']:.1f}"
    return f"{text}{NOUN[side]}纪录保持时间的中位数是{months_text(row['median'], 1)}（{row['low']:.1f}{late}）。"


def record(model: str, months: float, waiting: bool) -> str:
    """How long one record stood, for who points at its mark."""
    stood = months_text(months, 1)
    return f"{model}：{stood}，尚未被追平" if waiting else f"{model}：{stood}后被追平"


def recorded(row) -> str:
    """`20项美国纪录`, and on a second line how soon half of them fell."""
    said = f"{row.records}项{NOUN[row.side]}纪录"
    return said if math.isnan(row.median) else f"{said}，\n半数在{months_text(row.median, 1)}内"


def _months_title(medians: dict, setters: dict[str, str | None], ruler: str) -> str:
    """`甲国纪录有半数在6.5个月内被追平，乙国开放权重模型的纪录在7.3个月内`."""
    found = {
        field: rows.set_index("side")["median"].to_dict().get(setters[field])
        for field, rows in medians.items()
    }
    first, second = setters["overall"], setters["open"]
    if not first or not second or pd.isna(found["overall"]) or pd.isna(found["open"]):
        return _lag_title(medians["overall"], first, ruler)
    others = "开放权重模型的纪录" if first == second else f"{NOUN[second]}开放权重模型的纪录"
    return (
        f"{NOUN[first]}的纪录有半数在{months_text(found['overall'], 1)}内被追平，"
        f"{others}有半数在{months_text(found['open'], 1)}内"
    )


def _lag_title(rows: pd.DataFrame, side: str | None, ruler: str) -> str:
    """Who trails the records of a side on one ruler, from `lags_on`; None: nobody's."""
    if side is None:
        return f"{ruler}上的领先纪录由两国分享"
    found = rows.set_index("side")["median"].to_dict().get(side, math.nan)
    if math.isnan(found):
        return f"{ruler}上的{NOUN[side]}纪录还没有滞后时间的中位数"
    return f"{NOUN[other(side)]}追平{ruler}上的{NOUN[side]}纪录，中位数为{months_text(found, 1)}"


# --- what is downloaded


def downloads(
    shares: dict[Panel, pd.DataFrame],
    since: dict[Panel, pd.DataFrame],
    found: dict[Panel, Hardest],
) -> Words:
    """Words of downloads of language models, by panel: `downloads.shares` and `.hardest`.

    `since`: the shares among those created since ChatGPT.
    """
    finding = "".join(_shares(p, table.set_index("side"), found[p]) for p, table in shares.items())
    late = since[list(since)[-1]].set_index("side")["share"]
    return Words(
        _downloads_title(found),
        "三十天内Hugging Face上语言模型下载量的份额，按发布者的国别划分。细线的末端，是把国别不明的发布者"
        "全部算作该国时的份额。",
        f"{finding}只看ChatGPT问世以来创建的模型，{drew(late, '下载量')}。",
        f"条形表示两国在每份清单中的份额，以及去掉影响最大的发布者或模型之后的份额。{finding}",
    )


def drew(shares, what: str) -> str:
    """`甲国发布者占WHAT的57%，乙国占8%`: the larger first; neither where they are equal."""
    if shares["CN"] == shares["US"]:
        return f"两国发布者各占{what}的{percent(shares['CN'])}"
    first = max(SIDES, key=lambda side: shares[side])
    last = other(first)
    return (
        f"{NOUN[first]}发布者占{what}的{percent(shares[first])}，"
        f"{NOUN[last]}发布者占{percent(shares[last])}"
    )


def listing(panel: Panel) -> str:
    """`2024年7月，全部模型`: what a list holds, as the head of its bars."""
    held = LISTS.get(panel.selection)
    return f"{month(panel.days[-1])}{f'：{held}' if held else ''}"


def when(panel: Panel) -> str:
    """The month of a list."""
    return month(panel.days[-1])


def same_without(subject: str) -> str:
    """The head of the bars after the hardest single change."""
    return f"去掉{subject}之后" if subject else "换一种选择之后"


def _downloads_title(found: dict[Panel, Hardest]) -> str:
    """`下载最多的模型中，甲国语言模型的下载量领先，靠的是乙`: of the last."""
    panel, one = list(found.items())[-1]
    where = (
        f"{CHOSEN[panel.selection].removeprefix('的')}模型中，" if panel.selection in CHOSEN else ""
    )
    if not one.verdict.ahead:
        return f"{where}语言模型下载量的份额，{clause(one.verdict)}"
    title = f"{where}语言模型的下载量{NOUN[one.verdict.ahead]}领先"
    if not one.lost or one.worst is None:
        return title
    full = f"{title}，靠的是{safe(one.worst['subject'])}"
    return full if one.worst["subject"] and fits(full) else f"{title}，但并不稳固"


def _shares(panel: Panel, rows: pd.DataFrame, found: Hardest) -> str:
    """`2024年7月，甲国发布者占57%，乙国占8%；假设……则占……`; without C too."""
    text = f"{among(panel)}，{drew(rows['share'], '语言模型下载量')}"
    if not found.verdict.ahead:
        return f"{text}。{clause(found.verdict)}。"
    behind, worst = other(found.verdict.ahead), found.worst
    high = percent(rows.loc[behind, "high"])
    said = f"{text}；假设国别不明的发布者都属于{NOUN[behind]}，{NOUN[behind]}占{high}。"
    if not found.lost or worst is None:
        return said
    after = f"去掉{safe(worst['subject'])}" if worst["subject"] else "换一种选择"
    return f"{said}如果{after}，{drew(worst, '其余下载量')}。"


def flagships(led: Led, panel: Panel) -> Words:
    """Words of the flagships of each year by rule in one wave, and by hand: `licenses.led`."""
    years, last = led.ruled, max(led.ruled)
    title = _freer(years)
    finding = (
        f"{last}年创建的模型中，{_known(years[last])}（{month(panel.days[-1])}的清单）；"
        f"{_flagship_tail(years[last].verdict)}。"
    )
    every = "".join(f"{when}年：{_known(one)}。" for when, one in years.items())
    return Words(
        title,
        "两国在Hugging Face上获赞最多的模型的许可证，按创建年份。宽松许可证允许任何用途。",
        finding,
        f"条形表示两国各年模型的许可证构成。{title}。{every}"
        f"{last}年，{_flagship_tail(years[last].verdict)}。",
    )


def some_of(part: int, total: int) -> str:
    """`50个模型中的12个`."""
    return f"{models(total)}中的{part}个"


def _known(one: Flagships) -> str:
    """`50个最受欢迎的中国模型中有41个、50个美国模型中有28个已知采用宽松许可证`."""
    if one.counts["CN"] == one.counts["US"]:
        yes, total = one.counts["CN"]
        return f"两国各取最受欢迎的{total}个模型，都有{yes}个已知采用宽松许可证"
    first, last = _freer_first(one)
    (yes, of), (less, total) = one.counts[first], one.counts[last]
    return (
        f"最受欢迎的{of}个{NOUN[first]}模型中有{yes}个、{total}个{NOUN[last]}模型中有{less}个"
        "已知采用宽松许可证"
    )


def _freer_first(one: Flagships) -> list[str]:
    """The sides, the larger share of what is known to be permissive first."""
    share = {side: yes / max(total, 1) for side, (yes, total) in one.counts.items()}
    return sorted(SIDES, key=lambda side: -share[side])


def _freer(years: dict[int, Flagships]) -> str:
    """Whose leading models had freer licenses in more years, or why that cannot be said."""
    verdicts = [one.verdict for one in years.values()]
    if any(one.ahead for one in verdicts) or UNTAGGED not in {one.kind for one in verdicts}:
        return _flagship_title(years)
    year, one = max(years.items())
    if one.counts["CN"] == one.counts["US"]:
        yes, total = one.counts["CN"]
        return f"{year}年两国最受欢迎的新模型各{total}个，许可证宽松的都至少{yes}个"
    first, last = _freer_first(one)
    (yes, of), (less, _) = one.counts[first], one.counts[last]
    return f"{year}年两国最受欢迎的新模型各{of}个，许可证宽松的{NOUN[first]}至少{yes}个、{NOUN[last]}至少{less}个"


def _flagship_title(years: dict[int, Flagships]) -> str:
    """Whose flagships were more often permissive in more years, or why nobody's."""
    ahead, side = licensing.years_ahead(years), licensing.most_ahead(years)
    if any(ahead.values()):
        who = f"{NOUN[side]}最受欢迎的模型" if side else "两国最受欢迎的模型各自"
        return f"{len(years)}年中有{count(max(ahead.values()))}年，{who}许可证更宽松"
    kinds = {one.verdict.kind for one in years.values()}
    if len(kinds) > 1:
        return "没有哪一年能说哪一国最受欢迎的模型许可证更宽松"
    (kind,) = kinds
    if kind in (CLOSE, WITHIN_ERROR):
        return f"两国最受欢迎的模型中宽松许可证的占比：{PHRASES[kind]}"
    return f"谁最受欢迎的模型许可证更宽松：{PHRASES[kind]}"


def _flagship_tail(verdict: Verdict) -> str:
    """How sure the difference of one year is, after its two shares."""
    if side := verdict.ahead:
        return f"{NOUN[side]}的占比高于{NOUN[other(side)]}"
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"两国占比{PHRASES[verdict.kind]}"
    return (
        PHRASES[verdict.kind]
        if verdict.kind == TOO_FEW
        else f"哪国占比更高，{PHRASES[verdict.kind]}"
    )


def across(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> Words:
    """Words of `lineage.across`, by models and root of the family, and of `lineage.crossing`."""
    shares = {panel: lineage.drawn_again(table, "root") for panel, table in tables.items()}
    said = [_across_clause(panel, shares[panel], one.known) for panel, one in found.items()]
    finding = f"{''.join(said)}{_of_all(found)}"
    return Words(
        _used(tables, found),
        "Hugging Face上的衍生模型（由其他模型改造而来）中以另一国模型为基座的占比，只计国别已知的发布者。",
        finding,
        f"条形表示两国各自的占比。{finding}",
    )


def derived(side: str) -> str:
    """The name of a bar: whose derivatives stand on whose models."""
    return f"{NOUN[side]}用{NOUN[other(side)]}模型"


def _used(tables: dict[Panel, pd.DataFrame], found: dict[Panel, lineage.Crossing]) -> str:
    """`2024年，甲国发布者用乙国模型多于反过来`, of the first clear list.

    Where other readings disagree: `2026年，21%的甲国衍生模型用乙国模型，反之为5%`.
    """
    for panel, one in found.items():
        shares, year = lineage.drawn_again(tables[panel], "root"), panel.days[-1].year
        if one.known.kind == DEPENDS and (side := lineage.used_more(tables[panel], "root")):
            more, less = (percent(shares[name].share) for name in (side, other(side)))
            return (
                f"{year}年，{more}的{NOUN[side]}衍生模型以{NOUN[other(side)]}模型为基座，"
                f"反之为{less}"
            )
        if side := one.known.ahead:
            return f"{year}年，{NOUN[side]}发布者用{NOUN[other(side)]}模型多于{NOUN[other(side)]}发布者用{NOUN[side]}模型"
    kind = next(iter(found.values())).known.kind
    if kind in (CLOSE, WITHIN_ERROR):
        return f"以另一国模型为基座的占比，两国{PHRASES[kind]}"
    return f"{WHO_USES_MORE}{'：' if kind == TOO_FEW else ''}{PHRASES.get(kind)}"


def _across_clause(panel: Panel, shares: dict, verdict: Verdict) -> str:
    """What is known of one list, in one sentence or two."""
    where = among(panel)
    if verdict.kind == NOT_IDENTIFIED:
        return f"{where}，没有记录基座，{PHRASES[NOT_IDENTIFIED]}{WHO_USES_MORE}。"
    if verdict.kind == TOO_FEW:
        return f"{where}，衍生{PHRASES[TOO_FEW]}。"
    said = f"{where}，{_on_other(shares)}。"
    return said if verdict.ahead else f"{said}{_known_clause(verdict)}。"


def _on_other(shares: dict) -> str:
    """`144个甲国衍生模型中47%以乙国模型为基座（33%至61%），400个……`, the larger share first."""
    said: list[str] = []
    for side in sorted(SIDES, key=lambda side: (-shares[side].share, -shares[side].models)):
        one = shares[side]
        ends = "" if said else f"（{percent(one.low)}至{percent(one.high)}）"
        said.append(
            f"{count(one.models)}个{NOUN[side]}衍生模型有{percent(one.share)}以"
            f"{NOUN[other(side)]}模型为基座{ends}"
        )
    return "，".join(said)


def _known_clause(verdict: Verdict) -> str:
    """The verdict among publishers of known country, where nobody is ahead."""
    if verdict.kind in (CLOSE, WITHIN_ERROR):
        return f"两国占比{PHRASES[verdict.kind]}"
    return (
        PHRASES[TOO_FEW] if verdict.kind == TOO_FEW else f"{WHO_USES_MORE}，{PHRASES[verdict.kind]}"
    )


def _of_all(found: dict[Panel, lineage.Crossing]) -> str:
    """Who builds more on the other of all derivatives: said once, with the reason."""
    hidden = [panel for panel, one in found.items() if one.every.kind == NOT_IDENTIFIED]
    if not hidden:
        return ""
    parts = [
        f"在{month(p.days[-1])}占{percent(found[p].unknown)}"
        for p in hidden
        if not math.isnan(found[p].unknown)
    ]
    why = f"，因为发布者国别不明的衍生模型{'，'.join(parts)}" if parts else ""
    return f"若看全部衍生模型，{PHRASES[NOT_IDENTIFIED]}{WHO_USES_MORE}{why}。"


def free(shares: pd.DataFrame, led: Led, crossed: pd.DataFrame, verdict: Verdict, panel) -> str:
    """The findings above in a list that is free to reuse: `shares` of language models and so on."""
    last = max(led.ruled)
    table = shares.set_index("side")["share"]
    built = f"这份清单中的衍生{PHRASES[TOO_FEW]}"
    if verdict.kind == NOT_IDENTIFIED:
        built = f"没有记录基座，{PHRASES[NOT_IDENTIFIED]}{WHO_USES_MORE}"
    elif verdict.kind != TOO_FEW:
        built = _on_other(lineage.drawn_again(crossed, "root"))
        built += "" if verdict.ahead else f"。{_known_clause(verdict)}"
    return (
        f"{among(panel)}（这份清单可以自由再利用），{drew(table, '语言模型下载量')}。"
        f"{last}年创建的模型中，{_known(led.ruled[last])}。{sentence(built)}"
    )


# --- what cannot be known


def by_rule(panel: Panel, tally: Tally) -> str:
    """How many rules each side leads under, and the verdict."""
    led = {"CN": tally.CN, "US": tally.US}
    first, second = sorted(SIDES, key=lambda side: -led[side])
    where = f"{month(panel.days[-1])}的清单可按{count(tally.rules)}种不同的规则计数，"
    said = (
        f"其中{count(led[first])}种是{NOUN[first]}领先，{count(led[second])}种是{NOUN[second]}领先"
    )
    if led[first] == led[second]:
        said = f"两国各在{count(led[first])}种之下领先"
    return f"{where}{said}。{clause(tally.verdict)}。"


def lists(gap: pd.Series) -> str:
    """How many models of each side a board held: a row of `benchmarks.gaps_on`."""
    held = of_each({side: gap[f"models_{side}"] for side in SIDES})
    return f"两国上榜的模型数目不等：{day(gap['day'])}的{gap['ruler']}收录了{held}。"


def owner(event: pd.Series, group: Group | None) -> str:
    """Who agreed to buy the Hub (a row of `events`), and its own place in the downloads above."""
    said = f"{BUYER}同意收购Hugging Face（{day(event['date'])}宣布，尚未完成）。"
    if group is None:
        return said
    return (
        f"{said}买方自己也在统计之中：它的{models(group.models)}占上述{NOUN[group.side]}下载量的"
        f"{percent(group.share)}。"
    )
