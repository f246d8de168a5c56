"""Words of the video page: verdicts by thresholds, both sides alike, titles of at most twelve words."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from hubgap.measures import video
from hubgap.words.en import video as video_words
from hubgap.words.en.grammar import NO_DIFFERENCE

from .altered import COUNTRY, exchanged
from .test_video import RULE, TABLES, hub

words = video_words


def duel(points, half=10, leader="US", **more):
    """A duel row that the leader has won by `points`, each side with an interval of `half`."""
    behind = "CN" if leader == "US" else "US"
    return {
        "leader": leader, "behind": behind, "leading_model": "A", "model_behind": "B",
        "points": points, "low": points - 2 * half, "high": points + 2 * half,
        "chance": 0.64, "chance_low": 0.6, "chance_high": 0.7,
        "leading_score": 1000 + points, "leading_low": 1000 + points - half,
        "leading_high": 1000 + points + half,
        "behind_score": 1000, "behind_low": 1000 - half, "behind_high": 1000 + half, **more,
    }  # fmt: skip


def gaps(overall, opened):
    """Rows of `video.gaps`: points of the American lead (a negative one is Chinese), overall and open."""
    about = {
        "ruler": "Board", "unit": "points", "level": 0.95, "day": "2026-08-17", "models_CN": 4,
        "models_US": 3, "third": None, "third_score": float("nan"), "third_low": float("nan"),
        "third_high": float("nan"),
    }  # fmt: skip
    rows = [
        {**duel(abs(points), leader="US" if points > 0 else "CN"), **about, "field": field,
         "thinned_low": abs(points), "thinned_high": abs(points)}
        for field, points in (("overall", overall), ("open", opened))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_lead_counts_where_the_intervals_are_apart():
    assert words.ahead(duel(21)) == "US" and words.ahead(duel(20)) is None
    assert words.ahead(duel(21, leader="CN")) == "CN"
    assert words.ahead(duel(500, half=float("nan"))) is None  # no interval, no verdict


def test_a_duel_says_who_leads_by_how_much_or_that_nobody_does():
    assert words.versus(duel(100)) == (
        "the American A 1100 [1090, 1110] leads the Chinese B 1000 [990, 1010] by 100 points (80 to 120)"
    )
    close = words.versus(duel(5))
    assert (
        close.endswith(f"show {NO_DIFFERENCE}, 5 points (\u221215 to 25)") and "leads" not in close
    )
    assert "1000 (fixed)" in words.versus(duel(100, behind_low=1000, behind_high=1000))
    assert "(no interval)" in words.versus(duel(100, half=float("nan")))


@pytest.mark.parametrize(("overall", "opened"), list(itertools.product((-90, 5, 90), repeat=2)))
def test_titles_of_boards_swap_are_short_and_admit_no_difference(overall, opened):
    entries = pd.DataFrame({"region": ["CN", "US", "other"]})
    said = words.ratings(gaps(overall, opened), entries)
    mirrored = words.ratings(gaps(-overall, -opened), entries)
    assert len(said.title.split()) <= 12
    assert (NO_DIFFERENCE in said.title) == (5 in (overall, opened))
    if overall != 5 and opened != 5:
        assert exchanged(said.title) == mirrored.title
        assert exchanged(said.finding) == mirrored.finding
    if overall == opened == 5:
        assert not COUNTRY.search(said.title)


def test_a_third_country_is_named_where_it_stands_above():
    rows = gaps(90, 90)
    for score, place in ((1200, "above both"), (1050, "between them"), (900, None)):
        rows["third"], rows["third_score"] = "LTX", score
        rows["third_low"], rows["third_high"] = score - 5, score + 5
        said = words.leaders(rows)
        assert ("LTX of another country" in said) == bool(place)
        assert place is None or place in said


def test_a_longer_list_may_explain_a_difference():
    rows = gaps(90, 90)
    rows.loc[0, ["thinned_low", "thinned_high"]] = [-5, 90]
    said = words.by_length(rows)
    assert said.count("the longer list may explain the difference") == 1
    assert "China 4, the United States 3" in said
    assert "lists cut to one length \u22125 to 90" in words.leaders(rows)


def test_the_last_board_without_intervals_is_said_after_the_one_that_is_compared():
    lines = pd.DataFrame(
        {
            "side": ["CN", "US"] * 2, "model": ["B", "A", "B", "C"], "score": [1.0, 2.0, 3.0, 4.0],
            "low": [0.5, 1.5, None, None], "field": "overall",
            "day": pd.to_datetime(["2026-08-17", "2026-08-17", "2026-09-22", "2026-09-22"]),
        }
    )  # fmt: skip
    said = words.by_board(gaps(90, 90), lines)
    assert said.finding.endswith(
        "The last board, 22 September 2026, has no intervals: the American C 4 and the Chinese B 3."
    )
    assert "No open one is kept of 17 August 2026 and 22 September 2026." in said.definition
    earlier = words.by_board(gaps(90, 90), lines.head(2))
    assert "last board" not in earlier.finding


def test_the_heroes_in_words():
    said = words.kling(video.kling(video.AA, TABLES), video.kling(video.ARENA, TABLES))
    assert (
        "re-estimated by the fit of 14 May 2026: the American Sora 1100 [1090, 1110] leads" in said
    )
    assert "the leader would win 64\u202f% (61\u202f% to 67\u202f%) of votes" in said
    assert "the latest there is Kling 3.0 Pro, released 4 February 2026" in said
    assert f"show {NO_DIFFERENCE}, 5 points" in said
    assert said.count("of votes") == 2  # no chance where there is no clear difference


def test_before_both_were_public_nobody_could_compare_them():
    row = {"first": "Kling 1.0", "second": "Sora", "both_public": pd.Timestamp("2024-12-09")}
    assert words.testable(row, "2024-07-25") == (
        "Kling 1.0 and Sora were both open to all only from 9 December 2024, 137 days after 25 July 2024: "
        "before that no outsider could compare them."
    )
    assert "by 1 January 2025" in words.testable(row, "2025-01-01")


def test_the_table_of_pairs_names_no_winner_without_a_clear_one():
    table = words.pair_table(
        video.comparable([("Kling 1.0", "Sora"), ("Kling 3.0 Pro", "Veo")], TABLES)
    )
    assert table["ahead"].tolist() == ["Sora", NO_DIFFERENCE]
    assert table["by points"].tolist() == ["100 (80 to 120)", "5 (\u221215 to 25)"]
    assert table["first LMArena board with both"].tolist() == ["none", "none"]


def test_sound():
    assert words.sound(video.with_sound(TABLES)).endswith("Veo 90 points (80 to 100).")
    assert "no system" in words.sound(pd.DataFrame({"model": []})).lower()


# --- open models


def shares(cn, us, unknown=0.0, second=None, makes="video", when="July 2024"):
    second = second or {"CN": cn, "US": us}
    values = {"CN": cn, "US": us, "other": round(1 - cn - us - unknown, 4), "unknown": unknown}
    table = pd.DataFrame(
        {
            "side": list(values), "share": list(values.values()), "n": 3, "value": 10,
            "top_model": ["cn/top", "us/top", "il/top", None], "without": list(values.values()),
            "makes": makes, "when": when, "list": f"Hub list of {when}",
        }
    )  # fmt: skip
    table["low"] = table["share"].where(table["side"] != "unknown", 0)
    table["high"] = table["share"] + unknown
    return table.assign(alternative=table["side"].map(second).fillna(table["share"]))


def test_a_lead_holds_in_the_worst_case_and_in_both_readings():
    assert words.leading(shares(0.6, 0.1)) == "CN" and words.leading(shares(0.1, 0.6)) == "US"
    assert words.leading(shares(0.32, 0.3)) is None  # under the margin
    assert words.leading(shares(0.4, 0.2, unknown=0.25)) is None
    assert words.leading(shares(0.4, 0.2, second={"CN": 0.3, "US": 0.5})) is None


SHARES = ((0.6, 0.1), (0.3, 0.3), (0.1, 0.6))


@pytest.mark.parametrize(("then", "now"), list(itertools.product(SHARES, repeat=2)))
def test_titles_of_open_models_swap_and_are_short(then, now):
    def said(then, now):
        table = [shares(*then), shares(*now, when="August 2026"), shares(*now, makes="pictures")]
        return words.hub(pd.concat(table))

    straight, mirrored = said(then, now), said(then[::-1], now[::-1])
    assert len(straight.title.split()) <= 12
    assert exchanged(straight.title) == mirrored.title
    assert exchanged(straight.finding) == mirrored.finding
    if then == now == (0.3, 0.3):
        assert NO_DIFFERENCE in straight.title and not COUNTRY.search(straight.title)
        assert straight.finding.count(NO_DIFFERENCE) == 3


def test_the_second_reading_is_said_where_it_takes_the_lead_away():
    said = words.hub(shares(0.4, 0.2, second={"CN": 0.3, "US": 0.5})).finding
    assert "read the other way: the United States 50\u202f%, China 30\u202f%" in said
    assert "China is ahead of the United States" in words.hub(shares(0.4, 0.2)).finding


def test_shares_without_the_most_downloaded_model():
    said = words.one_model(pd.concat([shares(0.6, 0.1), shares(0.1, 0.6, makes="pictures")]))
    assert said.count("July 2024") == 1
    assert (
        "(Chinese cn/top, American us/top)" in said or "(American us/top, Chinese cn/top)" in said
    )


def test_tables_for_readers():
    families = pd.DataFrame(
        {
            "family": ["LTX", "Wan"], "maker": ["Lightricks", None], "side": ["other", None], "n": [2, 0],
            "value": [3000, 0], "license": [["permissive", "undeclared"], []], "derivatives": [4, 0],
            "built_on": [50, 0],
        }
    )  # fmt: skip
    (row,) = words.family_table(families).to_dict("records")
    assert row["publisher"] == "Lightricks (other countries)"
    assert row["licenses, most downloaded first"] == "permissive, undeclared"
    one = SimpleNamespace(name="Hub list")
    assert words.absent(families, one) == "The Hub list holds no repository of Wan."
    assert words.absent(families.head(1), one) == "The Hub list holds all of these families."


def test_licenses_keep_the_order_of_lists_and_leave_unknown_publishers_out():
    rows = [("video", "CN", "permissive", 1.0), ("video", "unknown", "permissive", 1.0),
            ("pictures", "other", "undeclared", 1.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["makes", "side", "license", "share"])
    said = words.license_table({"b": table, "a": table})
    assert said["list"].tolist() == ["b", "b", "a", "a"]
    assert said["makes"].tolist() == ["video", "pictures"] * 2
    assert said["permissive"].tolist() == ["100\u202f%", "0\u202f%"] * 2


def test_what_the_counter_misses():
    rest = pd.DataFrame({"pipeline_tag": ["text-to-video"], "n_models": [3]})
    one = hub(remainder=rest)
    said = words.unseen(video.unseen(one, RULE), one, video.LIKED, video.only_counted(one))
    assert said.startswith("Test panel: 1 model with at least 20 likes")
    assert "(China 1, the United States 0, other countries 0, publishers not known 0)" in said
    assert said.endswith("3 more models without downloads are kept only as counts.")
    assert words.unseen_table(video.unseen(one, RULE), 5)["namespace"].tolist() == ["cn"]
    assert words.listed_in("cn/still", one) == "In the test panel, cn/still has 0 downloads."
    gone = replace(one, rows=one.rows.head(1))
    assert words.listed_in("cn/still", gone) == "The test panel holds no row of cn/still."
