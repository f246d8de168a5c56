"""Page 00 in Chinese: the numbers and verdicts of its English twin, its letters, lines and figures."""

import json
import re
import warnings
from dataclasses import replace

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text

from hubgap import Study, open_data
from hubgap.__main__ import main
from hubgap.charts import core, sizes
from hubgap.data import ROOT, DataError
from hubgap.exhibits.exhibit import Exhibit, Remark, figures, one, told_in
from hubgap.languages import LANGUAGES, speaking
from hubgap.measures import downloads, verdicts
from hubgap.panel import Refusal
from hubgap.publish import dress
from hubgap.registry import chinese_groups
from hubgap.text import number as english_number
from hubgap.words.en import start as english
from hubgap.words.zh import grammar, ratings, start, text

from .altered import exchanged
from .reading import numbers
from .test_benchmarks import duel
from .test_exhibit import verdicts_in
from .test_hygiene import cells
from .test_licenses import led
from .test_lineage import CHINESE, crossing
from .test_lineage import across as shares_across
from .test_start import ARENA, HANGS, HOLDS, LATER, NOW, SHARES, THEN, gap, gaps, leads, on_video

PARTS = ("title", "definition", "finding", "alt")
HAN = r"[\u4e00-\u9fff]"
# A half-width sign beside a Chinese letter, or a blank there; a name may end in a bracket.
HALF_WIDTH = re.compile(rf"{HAN}[,;:!?()]|[,;:!?(]{HAN}|{HAN} | {HAN}|[。，；：）] ")
FONTS = {face: TTFont(core.CHINESE / f"NotoSansSC-{face}.ttf") for face in ("Regular", "Semibold")}
LATIN = set(TTFont(core.FONTS / "SourceSans3-Regular.ttf").getBestCmap())


@pytest.fixture(scope="module")
def twins():
    """Everything that page 00 shows, in English and in Chinese, by name."""
    both = Study(), Study(language="zh")
    return {slug: tuple(make(study) for study in both) for slug, make in told_in("zh").items()}


def texts(shown) -> dict[str, str]:
    if not isinstance(shown, Exhibit):
        return {"words": shown.words}
    return {part: getattr(shown.words, part) for part in PARTS}


# --- what the page says


def test_every_number_of_a_chinese_sentence_is_one_of_its_english_twin(twins):
    for slug, pair in twins.items():
        said, own = (texts(shown) for shown in pair)
        for part in said:
            assert {*numbers(own[part])} <= {*numbers(said[part])}, (slug, part)
        if isinstance(pair[0], Exhibit):
            lost = {*numbers(said["finding"])} - {*numbers(own["finding"])}
            assert not lost, (slug, lost)


def test_no_chinese_text_says_more_than_its_verdict(twins):
    for slug, (other, shown) in twins.items():
        if not isinstance(shown, Exhibit):
            continue
        found = verdicts_in(shown.verdict)
        assert found == verdicts_in(other.verdict), slug
        for part in ("title", "finding", "alt"):
            said = texts(shown)[part]
            kinds = {kind for kind, phrase in grammar.PHRASES.items() if phrase in said}
            assert kinds <= {verdict.kind for verdict in found}, said


def test_both_languages_name_the_same_verdicts(twins):
    from hubgap.words.en.grammar import PHRASES

    for slug, pair in twins.items():
        for part in texts(pair[0]):
            kinds = [
                {kind for kind, phrase in of.items() if phrase in texts(shown)[part].lower()}
                for shown, of in zip(pair, (PHRASES, grammar.PHRASES), strict=True)
            ]
            assert kinds[0] == kinds[1], (slug, part)


def test_signs_are_full_width_and_nothing_stands_apart(twins):
    for slug, (_, shown) in twins.items():
        said = texts(shown)
        if isinstance(shown, Exhibit):
            said |= {part: shown.about[part] for part in ("panel", "rule")}
            said["printed"] = repr(shown)
        for part, words in said.items():
            assert re.search(HAN, words), (slug, part)
            plain = re.sub(r" \([\w -]+\)|\*\*", "", words)  # a name like `GPT-4o (May 2024)`
            assert not HALF_WIDTH.search(plain), (slug, part, HALF_WIDTH.search(plain))
            if part not in ("title", "words"):
                assert words.endswith("。") and "。。" not in words, (slug, part)


def test_titles_are_short(twins):
    for slug, (_, shown) in twins.items():
        if isinstance(shown, Exhibit):
            assert grammar.fits(shown.words.title), slug
            assert not re.search("[。；：]", shown.words.title), slug


def test_no_spelling_that_the_table_of_terms_avoids(twins):
    terms = open_data("embedded")["glossary_zh"]
    avoided = {one for cell in terms["avoid"].dropna() for one in cell.split("|")}
    assert len(avoided) > 50 and not avoided & set(terms["chinese"])
    said = [text for _, shown in twins.values() for text in texts(shown).values()]
    said += [path.read_text("utf-8") for path in (ROOT / "hubgap" / "words" / "zh").glob("*.py")]
    said += [
        cell["source"] for cell in cells(ROOT / "notebooks/zh/00-start-here.ipynb", "markdown")
    ]
    said += [(ROOT / "README.zh.md").read_text("utf-8")]
    assert not {word for word in avoided for text in said if word in text}


def test_the_glossary_holds_the_same_terms_and_numbers():
    data = open_data("embedded")
    both = data["glossary"].set_index("term"), data["glossary_zh"].set_index("term")
    assert both[0].index.tolist() == both[1].index.tolist() and both[1]["chinese"].is_unique
    for column in ("plain_definition", "field_definition", "trap"):
        said, own = (table[column].fillna("") for table in both)
        assert ((said == "") == (own == "")).all()
        for term in said.index:
            text = re.sub(r"(\d) million", r"\g<1>000000", said[term])  # 700 million users are 7亿
            assert {n for n in numbers(own[term]) if n % 1e4} <= {*numbers(text)}, (term, column)


# --- sentences from made verdicts: the same in both languages, and mirrored


def test_numbers_are_rounded_as_in_english_and_told_by_myriads():
    said = [text.number(n) for n in (0, 9.96, 940, 1234, 103_456, 1.34e6, 12.3e6, 123.4e6, 1.3e9)]
    assert said == ["0", "10", "940", "1,230", "10.3万", "130万", "1,200万", "1.23亿", "13亿"]
    assert text.number(2.5e12) == "25,000亿" and text.number(-1234) == "\u22121,230"
    assert text.number(float("nan")) == text.percent(float("nan")) == "未知"
    for n in (7, 950, 12_345, 999_600, 4.56e6, 999.7e6, 7.77e9):
        assert numbers(text.number(n)) == numbers(english_number(n))
    assert (text.percent(0.004), text.percent(0.384)) == ("不到1%", "38%")
    assert (text.day("2026-08-19"), text.month("2026-08-19")) == ("2026年8月19日", "2026年8月")
    assert text.listed(["甲", "乙", "丙"]) == "甲、乙和丙" and text.listed(["甲"]) == "甲"


def said_by(words, overall: list, opened: list):
    found = gaps(overall, opened)
    return words.best(found, leads(found), ARENA)


CASES = [(22, -22), (-22, -22), (22, 1), (1, 0), (-22, 22), (0, 0)]


@pytest.mark.parametrize(("overall", "opened"), CASES)
def test_best_models_in_both_languages(overall, opened):
    def rows(points: int, sign: int = 1) -> list:
        side = "US" if points * sign >= 0 else "CN"
        return [gap(ruler, side, abs(points)) for ruler in ("Arena", "B")]

    said, own = (said_by(words, rows(overall), rows(opened)) for words in (english, start))
    for part in PARTS:
        assert {*numbers(getattr(own, part))} == {*numbers(getattr(said, part))}, part
    if overall and opened:
        mirrored = said_by(start, rows(overall, -1), rows(opened, -1))
        assert exchanged(own.title) == mirrored.title
        assert exchanged(own.finding) == mirrored.finding


def test_titles_of_the_best_models():
    def title(overall: int, opened: int) -> str:
        rows = [
            [gap(ruler, "US" if points >= 0 else "CN", abs(points)) for ruler in ("Arena", "B")]
            for points in (overall, opened)
        ]
        return said_by(start, *rows).title

    assert title(22, -22) == "最好的模型出自美国，最好的开放权重模型出自中国"
    assert title(-22, -22) == "最好的模型出自中国，最好的开放权重模型也是"
    assert title(22, 1) == "盲测投票中，美国模型领先，就开放权重模型而言，两国差距在误差范围之内"
    assert title(1, 0) == "盲测投票中，无论全部模型还是开放权重模型，两国差距在误差范围之内"


def test_every_kind_of_a_verdict_on_scores_has_its_sentence():
    assert ratings.versus(duel("US", 10)) == "美国的a领先中国的b，高出10分（7至13）"
    assert ratings.versus(
        duel("CN", 2)
    ) == "中国的a比美国的b高2.0分，差距在误差范围之内（−0.8至4.8）".replace("−", "\u2212")
    few = ratings.versus(duel("CN", 20, models=4))
    assert few.startswith("中国的a比美国的b高20分，但模型太少，无法下结论")
    unknown = {**duel("US", 2), "unknown_model": "x"}
    unknown["verdict"] = unknown["verdict"]._replace(kind="not identified")
    assert ratings.versus(unknown).endswith("但x的国别不明，无法判断谁领先")
    none = {**duel("US", 2)}
    none["verdict"] = none["verdict"]._replace(kind="higher, error not published")
    assert ratings.versus(none) == "美国的a比中国的b高2.0分，但未公布误差"


def test_july_and_the_video_hero():
    board = replace(ARENA, day="2024-07-07")
    table = pd.DataFrame({"model": ["a", "b"], "score": [100.0, 90.0]})

    def july(overall, opened):
        return start.july(table, {"overall": overall, "open-weight": opened}, board, (2, 3))

    assert july(duel("US", 10), duel("US", 9)).title == (
        "2024年7月，美国最好的模型领先10分，最好的开放权重模型领先9.0分"
    )
    assert july(duel("US", 10), duel("CN", 9)).title.endswith("中国最好的开放权重模型领先9.0分")
    assert july(duel("US", 10), duel("CN", 2)).title == (
        "2024年7月，美国模型领先，就开放权重模型而言，两国差距在误差范围之内"
    )
    boards = [on_video("V", "2026-05-14", 30, "CN"), on_video("W", "2026-08-17", 2, "US")]
    duels = pd.DataFrame(boards[:1]).assign(system="b")
    said = start.kling(table, duels, pd.DataFrame(boards))
    assert said.title == "2026年5月，最好的视频系统出自中国，a领先b"
    assert "收录了4家中国研发方和2家美国研发方的系统" in said.finding
    assert "在2026年8月17日的W榜单上，美国的a比中国的b高2.0分，差距在误差范围之内" in said.finding


def told(shares: dict, changes: dict):
    found = {panel: downloads.hardest(table) for panel, table in changes.items()}
    return start.downloads(shares, shares, found)


def test_downloads_say_at_most_and_what_the_lead_hangs_on():
    said = told({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: HANGS})
    assert said.title == "热门模型中，语言模型的下载量中国领先，靠的是A"
    assert said.finding == (
        "在2024年7月的全部模型中，美国发布者占语言模型下载量的57%，中国发布者占8%；"
        "假设国别不明的发布者都属于中国，中国占18%。"
        "在2026年8月的热门模型中，中国发布者占语言模型下载量的52%，美国发布者占40%；"
        "假设国别不明的发布者都属于美国，美国占44%。"
        "如果去掉A，美国发布者占其余下载量的68%，中国发布者占17%。"
        "只看ChatGPT问世以来创建的模型，中国发布者占下载量的52%，美国发布者占40%。"
    )
    even = HANGS.assign(CN=[0.4, 0.3], US=[0.4, 0.4], gap=[0.0, -10.0])
    assert told({NOW: LATER}, {NOW: even}).title == (
        "热门模型中，语言模型下载量的份额，两国相差不超过五个百分点"
    )


def test_a_title_without_room_for_a_name_leaves_it_out():
    long = HANGS.assign(subject=["", "a name of very many letters " * 3])
    said = told({THEN: SHARES, NOW: LATER}, {THEN: HOLDS, NOW: long})
    assert said.title == "热门模型中，语言模型的下载量中国领先，但并不稳固"
    assert grammar.fits("中" * 40) and grammar.fits("a" * 80) and not grammar.fits("中" * 41)
    boards = [on_video("V", "2026-05-14", 30, "CN")]
    boards[0]["leading_model"] = "a name of very many letters " * 3
    table = pd.DataFrame({"model": ["a", "b"]})
    duels = pd.DataFrame(boards).assign(system="b")
    assert start.kling(table, duels, pd.DataFrame(boards)).title == (
        "2026年5月，最好的视频系统出自中国"
    )


def test_the_threshold_that_a_phrase_names_is_that_of_the_table():
    assert "不超过五个百分点" in grammar.PHRASES[verdicts.CLOSE] and verdicts.SHARE == 0.05


def test_flagships_and_who_builds_on_whom():
    unknown = led([(2025, "CN", 50, 30, 10), (2025, "US", 50, 20, 25)])
    said = start.flagships(unknown, NOW)
    assert said.title == "2025年两国最受欢迎的新模型各50个，许可证宽松的中国至少30个、美国至少20个"
    assert said.finding.endswith("哪国占比更高，取决于许可证不明的模型。")
    freer = led([(2025, "CN", 50, 45, 0), (2025, "US", 50, 5, 0)])
    assert start.flagships(freer, NOW).title == "1年中有1年，中国最受欢迎的模型许可证更宽松"
    few = shares_across((0.1, 0.2), (0.4, 0.4), sources=1)
    words = start.across({THEN: CHINESE, NOW: few}, {THEN: crossing(CHINESE), NOW: crossing(few)})
    assert words.title == "2024年，中国发布者用美国模型多于美国发布者用中国模型"
    assert (
        "100个中国衍生模型有40%以美国模型为基座（30%至50%），100个美国衍生模型有10%以中国模型为基座。"
    ) in words.finding
    assert "在2026年8月的热门模型中，衍生模型太少，无法下结论。" in words.finding
    assert words.finding.endswith(
        "因为发布者国别不明的衍生模型在2024年7月占98%，在2026年8月占98%。"
    )


def test_a_group_is_named_as_it_calls_itself():
    names = chinese_groups(open_data("embedded"))
    assert (names["Alibaba"], names["Zhipu AI"]) == ("阿里巴巴", "智谱AI")
    assert "NVIDIA" not in names and "NetEase" not in names  # one row names a part of it


# --- letters, lines and figures


@pytest.mark.parametrize("face", FONTS)
def test_the_font_is_a_subset_with_every_letter_that_is_said(face):
    own = set(FONTS[face].getBestCmap())
    listed = (core.CHINESE / "characters.txt").read_text("utf-8").strip()
    assert {ord(sign) for sign in listed} <= own and len(own) < 1500
    said = [path.read_text("utf-8") for path in (ROOT / "hubgap" / "words").rglob("*.py")]
    said += [(ROOT / "data" / "registry" / "organization_names.csv").read_text("utf-8")]
    asked = {sign for text in said for sign in text if core.is_han(sign)}
    assert not {sign for sign in asked if ord(sign) not in own}
    assert FONTS[face]["name"].getDebugName(1) == "Noto Sans SC"


@pytest.mark.parametrize("size", ["web", "phone"])
def test_no_glyph_of_a_chinese_figure_is_missing(twins, size):
    known = (
        LATIN
        | set(FONTS["Regular"].getBestCmap())
        | {ord(sign) for sign in "\u25b7\u25cf\u25a0\u25cb\u25a1\n"}
    )
    with warnings.catch_warnings(), sizes.sized(size):
        warnings.simplefilter("error")  # matplotlib warns of a glyph that no font has
        for slug, (_, shown) in twins.items():
            if isinstance(shown, Exhibit):
                drawn = shown.figure()
                drawn.canvas.draw()
                said = "".join(one.get_text() for one in drawn.findobj(Text))
                assert len(re.findall(HAN, said)) > 40, slug
                assert not {sign for sign in said if ord(sign) not in known}, slug


@pytest.mark.parametrize("size", ["web", "phone"])
def test_no_word_of_a_chinese_figure_is_cut(twins, size):
    for slug, (_, shown) in twins.items():
        if isinstance(shown, Exhibit):
            with speaking("zh"), core.look(), sizes.sized(size):
                drawn = shown.figure()
                drawn.draw_without_rendering()
                inside = drawn.get_tightbbox()
            assert inside.x0 >= -0.01 and inside.x1 <= drawn.get_figwidth() + 0.01, slug


def test_an_svg_carries_the_letters_of_its_words(twins):
    svg = twins["00-months"][1].content("svg").decode()
    assert svg.count("font-family: 'Noto Sans SC'; font-weight") == 2
    assert "Noto" not in twins["00-months"][0].content("svg").decode()
    assert "尚未被追平" in svg


def test_lines_break_between_letters_and_keep_numbers_and_signs():
    said = "在2026年8月19日的Arena上，高出42分（29至55）。"
    assert dress.pieces(said) == [
        "在", "2026年", "8月", "19日", "的", "Arena", "上，", "高", "出", "42分", "（29至", "55）。",
    ]  # fmt: skip
    assert dress.pieces("中国的模型（许可证）") == ["中国", "的", "模型", "（许可证）"]
    assert dress.pieces("two words, 3.5 more") == ["two", " words,", " 3.5", " more"]
    with speaking("zh"), core.look():
        assert core.text_width("中文", 10) == 20 == 2 * core.text_width("，", 10)
        lines = dress._wrap(said * 3, 120, 10, "normal")
        assert "".join(lines) == said * 3
        assert max(core.text_width(line, 10) for line in lines) <= 120
        assert not [line for line in lines if line[0] in dress.NO_START or line[-1] in dress.NO_END]
        title = "最好的模型出自美国，最好的开放权重模型出自中国"
        assert [line[0] for line in dress._title(title, 260)][:2] == [
            "最好的模型出自美国，", "最好的开放权重模型出自中国",
        ]  # fmt: skip


def test_what_limits_a_list_is_said_in_chinese():
    head, census = start.grounded(Study().latest), "2024年7月11日Hub普查：当日Hub上的全部模型。"
    with speaking("zh"):
        assert dress.caution(head) == ["只含Hugging Face上下载最多的模型。"]
        assert dress.caution(census) == []
        assert dress.caution(census + head) == [
            f"{head.split('：')[0]}：只含Hugging Face上下载最多的模型。"
        ]


# --- how it is asked


def test_a_study_speaks_and_what_has_no_words_is_told_in_english():
    assert Study(language="zh").key != Study().key and set(LANGUAGES) == {"en", "zh"}
    with pytest.raises(Refusal, match="There is no language named 'fr': choose from en, zh"):
        Study(language="fr")
    study = Study(language="zh")
    from hubgap.exhibits import downloads as page

    assert page.census(study).language == "en"
    with pytest.raises(DataError, match="02-census has no words in Chinese yet"):
        one("02-census", study)
    assert {slug for slug in told_in("zh") if slug in figures()} == {
        slug for slug in figures() if slug.startswith("00-")
    }


def test_a_figure_in_chinese_from_the_command_line(tmp_path, capsys):
    asked = ["figure", "00-downloads", "--language", "zh", "--output", str(tmp_path)]
    assert main(asked) == 0 and main([*asked, "--format", "json", "--size", "phone"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00-downloads-zh-web.png", "00-downloads-zh.json",
    ]  # fmt: skip
    assert json.loads((tmp_path / "00-downloads-zh.json").read_text("utf-8"))["finding"].startswith(
        "在"
    )
    capsys.readouterr()
    assert main(["figure", "02-census", "--language", "zh"]) == 1
    assert "no words in Chinese yet: leave --language away" in capsys.readouterr().err


def test_the_readme_and_the_notebook_repeat_the_findings(twins):
    readme = (ROOT / "README.zh.md").read_text("utf-8")
    for slug in ("00-best-models", "00-downloads", "00-months"):
        words = twins[slug][1].words
        assert f"**[{words.title}](figures/zh/{slug}.png)。** {words.finding}" in readme
        assert (ROOT / "figures" / "zh" / f"{slug}.png").is_file()
    pair = [ROOT / "notebooks" / folder / "00-start-here.ipynb" for folder in ("", "zh")]
    for kind in ("code", "markdown"):
        ids = [[cell["id"] for cell in cells(path, kind)] for path in pair]
        assert ids[0] == ids[1]
    code = [[cell["source"] for cell in cells(path, "code")][1:] for path in pair]
    assert code[0] == code[1]


def test_remarks_are_paragraphs_without_blanks(twins):
    said = [shown.words for _, shown in twins.values() if isinstance(shown, Remark)]
    assert len(said) > 4 and not [text for text in said if re.search(rf"[。*] ?{HAN}? 。", text)]
