"""Counting rules in Chinese: the parts of a sentence, one for each choice."""

from __future__ import annotations

from ...rules import CHATGPT, CountingRule
from .text import day

REQUESTS = "（对标志文件的请求次数，不是用户数）"
CHOICES = {
    "universe": {
        "all": "所有模型",
        "language": "语言模型（声明的任务为text-generation或image-text-to-text）",
        "text-generation": "声明的任务为text-generation的模型",
        "text": "生成文本的模型（声明的任务为任一此类任务，包括翻译）",
        "encoder": "编码器（把文本转换为向量或标签的模型，按声明的任务划分）",
        "other tasks": "声明其他任务或未声明任务的模型",
        "tracked": "ATOM清单上ChatGPT发布以来的语言模型",
        "last year": "已知仓库创建不超过三百六十五天的模型",
        "without encoders": "除编码器外所有任务的模型",
        "larger": "已知参数量超过十亿的模型",
        "largest": "已知参数量超过一百五十亿的模型",
    },
    "window": {
        "all": "",
        "since ChatGPT": f"只计ChatGPT发布（{day(CHATGPT)}）以来创建的仓库",
    },
    "counter": {
        "downloads_30d": f"最近三十天的下载量{REQUESTS}",
        "downloads_all_time": f"创建以来的下载量{REQUESTS}",
        "likes": "获得的点赞数",
        "models": "的数量",
    },
    "credit": {
        "publisher": "按发布者的主要所在地归属",
        "parent": "按拥有发布者的集团的所在地归属",
        "base": "按所声明基座模型的发布者归属",
        "root": "按所声明模型家族源头模型的发布者归属",
    },
    "copies": {
        "included": "计入他人发布的副本和量化版本",
        "left out": "不计他人发布的副本和量化版本",
        "to makers": "他人发布的副本和量化版本归属其基座模型的研发方",
    },
    "quantized": {"included": "", "left out": "不计量化版本（按声明的关系或按名称识别）"},
    "tests": {"left out": "", "included": "计入测试仓库"},
    "bursts": {"included": "下载突增照常计入", "left out": "模型在自身突增的月份不计"},
    "disputed": {
        "registry": "国别有争议的发布者按登记的国别计",
        "alternative": "国别有争议的发布者按另一个国别计",
    },
    "unknown": {
        "own class": "国别不明的发布者单列",
        "left out": "不计国别不明的发布者",
        "CN": "国别不明的发布者全部算作中国（极端情形）",
        "US": "国别不明的发布者全部算作美国（极端情形）",
    },
}
BEFORE = {"universe": "计数规则：", "counter": ""}  # of what stands before a part


def parts() -> dict[str, dict[str, str]]:
    """The parts of a rule's sentence by field and choice, in their order: one follows the other."""
    order = dict.fromkeys(("universe", "counter", *CHOICES))
    return {
        field: {c: text and BEFORE.get(field, "；") + text for c, text in CHOICES[field].items()}
        for field in order
    }


def sentence(rule: CountingRule) -> str:
    """The rule in one line for a caption, without a full stop."""
    said = "".join(known[getattr(rule, field)] for field, known in parts().items())
    return said.removeprefix(BEFORE["universe"])
