"""What the frame of the site says in Chinese, by what it says in English.

Names, links and numbers stand in slots `%(name)s`, so that both languages show the same ones.
"""

from __future__ import annotations

from datetime import date

from ...panel import ASKED_AT_LEAST
from .text import count, day, month, percent

REPORTED = date(2024, 7, 1)  # month of the article that is revisited
SIGNS = {
    " ": "",
    ", ": "、",
    "; ": "；",
    ": ": "：",
    ". ": "。",
    "%(license)s.": "%(license)s。",
}
PAGES = {
    "The Open Model Gap": "开放模型差距",
    "Flip the rule": "换一条计数规则",
    "Figures": "图表",
    "Organizations": "机构",
    "Models": "模型",
    "Codebook": "数据说明",
    "Tables": "数据表",
    "Sources and terms": "来源与条款",
    "Known artifacts": "已知的数据问题",
    "How a verdict is made": "结论如何得出",
    "Glossary": "术语表",
    "Related work": "相关研究",
    "What changed": "更新记录",
    "How to cite": "如何引用",
    "Questions": "研究问题",
    "Look up": "查找",
    "Data": "数据",
    "About": "关于",
    "Use it": "使用",
}
QUESTIONS = {
    "What was observed, when, by whom; what may be compared; which weeks should not be trusted?": (
        "观测了什么，何时、由谁观测？哪些可以比较，哪几周的数据不宜采信？"
    ),
    "Whose models are downloaded more, since when, by how much, and how old are they?": (
        "谁的模型下载得更多？从何时起领先，领先多少，被下载的又是多久以前的模型？"
    ),
    "Which counting rule yields which published share, and which choice moves it most?": (
        "哪种计数规则得出哪个已公布的份额？其中哪一项选择的影响最大？"
    ),
    "How free are the licenses, by country, by downloads and over time?": (
        "分国别、分下载量、分年份来看，许可证有多宽松？"
    ),
    "How wide is the benchmark gap, in points and in months, under each ruler?": (
        "用不同的标尺衡量，基准测试上的差距有多大？折合多少分、多少个月？"
    ),
    "Whose base models carry whose derivatives?": "谁的衍生模型以谁的模型为基座？",
    "What became of Kling against Sora, and who leads in open video models?": (
        "Kling与Sora后来孰高孰低？开放权重的视频模型由谁领先？"
    ),
    "How much training compute, on which chips, under which export rules?": (
        "训练用了多少算力，用的是哪些芯片，当时适用哪些出口管制规定？"
    ),
    f"Which statements of the {REPORTED:%B %Y} report held, which did not, and which cannot be "
    "measured here?": (
        f"{month(REPORTED)}那篇报道的说法，哪些成立，哪些不成立，哪些在这里无法衡量？"
    ),
    "Where do our numbers agree with published ones, and if not, why?": (
        "本项目的数字与已公布的数字在哪些地方一致？不一致时，原因何在？"
    ),
    "Where do three counters of use agree about who leads?": (
        "衡量使用量的三种计数，在谁领先这一点上哪些结论一致？"
    ),
    "What is new on the Hub since this edition?": "本版之后，Hub上有什么新变化？",
}
EVERY_PAGE = {
    "Skip to the text": "跳到正文",
    "Search": "搜索",
    "Search ( / )": "搜索（/）",
    "Found": "搜索结果",
    "Dark": "深色",
    "Site": "本站",
    "All pages": "全部页面",
    "On this page": "本页内容",
    "Pages beside this one": "同组页面",
    "This edition is of %(day)s. Later observations are not in it.": (
        "本版日期为%(day)s，不含此后的观测。"
    ),
    "Edition %(version)s of %(day)s.": "%(version)s版，%(day)s。",
    "Observations to %(day)s; nothing later is known here.": (
        "观测截至%(day)s，此后的情况不在本站之内。"
    ),
    "Text and figures: %(text)s, credit “hubgap” and the source named on the figure. Code: %(code)s. "
    "A download is a request for a repository’s marker file, not a user. NVIDIA, which is ranked here, "
    "has announced an agreement to buy Hugging Face, the host of these counts.": (
        "文字和图表：%(text)s，使用时请注明“hubgap”和图上所列的来源。代码：%(code)s。一次下载是对仓库"
        "标志文件的一次请求，不等于一名用户。本站排名中的NVIDIA已宣布达成协议，拟收购提供这些计数的"
        "Hugging Face。"
    ),
}
START = {
    "How widely Chinese and American open-weight AI models are downloaded on the Hugging Face Hub, how "
    "free their licenses are, and how wide the benchmark gap is.": (
        "中国和美国的开放权重人工智能模型在Hugging Face Hub上的下载量有多大，许可证有多宽松，基准测试上的"
        "差距又有多大。"
    ),
    "Find an organization, a model, a figure or a word": "查找机构、模型、图表或术语",
    "An organization, a model, a word ( / )": "机构、模型、术语（/）",
    "Count in another way": "换一种方式计数",
    "All choices of a rule": "计数规则的全部选项",
    "The questions": "研究问题",
    "The answers to these questions are in English so far:": "以下问题的解答目前只有英文：",
    "What else is here": "本站其他内容",
    "Published shares differ because their rules do. Change what is counted and see share, picture and "
    "sentence follow.": (
        "已公布的份额各不相同，是因为计数规则不同。改变计数的对象，份额、图和文字会随之变化。"
    ),
    "Take a figure": "获取图表",
    "Every figure as SVG, PDF, PNG and numbers, with caption, alt text, citation and code to embed it.": (
        "每张图都有SVG、PDF、PNG格式和数据，并附图注、替代文字、引用格式和嵌入代码。"
    ),
    "Look up a name": "查找名称",
    "Organizations and models: country and why, downloads over time, licenses, what is built on them, "
    "places on boards.": "机构与模型：国别及其依据、历次下载量、许可证、衍生模型和榜单名次。",
    "Look up the data": "查阅数据",
    "Every table and column, every source with its terms, and everything known to be wrong with them.": (
        "每张表、每一列，每个来源及其条款，以及所有已知的问题。"
    ),
    "Know the words": "了解术语",
    "Downloads are not users, and open weights are not open source. Each term, and what it is mistaken "
    "for.": "下载量不是用户数，开放权重不等于开源。逐条解释术语，并说明容易与什么混淆。",
    "See what changed": "查看变化",
    "Headlines that moved, what they were before, and why. As a feed too.": (
        "哪些结论变了，原先怎么说，为何改变。也可订阅。"
    ),
}
NOTEBOOK = {
    "Question %(number)s": "问题%(number)s",
    "Start here": "由此开始",
    "Show the code": "显示代码",
    "Download the notebook": "下载笔记本",
    "The controls at the end of this notebook need a running Jupyter. "
    '<a href="flip.html">Flip the rule</a> in the browser instead.': (
        "本笔记本末尾的控件须在Jupyter中运行才能使用。在浏览器中可改用"
        '<a href="flip.html">“换一条计数规则”</a>页面。'
    ),
    "Previous and next question": "上一个和下一个问题",
    "Before": "上一个",
    "Next": "下一个",
}
FIGURE = {
    " of %(name)s": "（%(name)s）",
    "Take or doubt this figure": "获取或质疑此图",
    "Sources to %(day)s": "来源截至%(day)s",
    "Sources to %(day)s.": "来源截至%(day)s。",
    "Figure %(name)s": "图%(name)s",
    "Where it stands: %(question)s": "所在页面：%(question)s",
    "Take it": "获取",
    "How it was counted": "如何计数",
    "Sources: ": "来源（说明为英文）：",
    "Source: ": "来源：",
    "Previous and next figure": "上一张和下一张图",
    "Link": "链接",
    "Citation": "引用格式",
    "Code to embed it": "嵌入代码",
    "Caption": "图注",
    "Alt text": "替代文字",
    "Credit": "署名",
    "Copy": "复制",
    "Copied": "已复制",
    "Selected: copy it now": "已选中，请复制",
    "Enlarge": "放大",
    "%(title)s. %(definition)s %(finding)s": "%(title)s。%(definition)s%(finding)s",
    "%(credit)s, figure %(name)s. Sources: %(cited)s. %(terms)s": (
        "%(credit)s，图%(name)s。来源：%(cited)s。%(terms)s"
    ),
    "%(name)s: %(said)s. Figure %(figure)s of %(title)s, version %(version)s, %(day)s.": (
        "%(name)s：《%(said)s》，图%(figure)s，载于%(title)s，%(version)s版，%(day)s。"
    ),
    "Figure %(name)s of %(title)s": "图%(name)s，载于%(title)s",
    "Wrong? Say so": "有误？请指出",
    "Complete this text and send it to whoever runs these pages, or as an issue of the project, whose "
    "forms ask for the same.": (
        "请补全下面的文字，发送给本站的运营者，或作为议题（issue）提交给本项目，那里的表单问的是同样的内容。"
    ),
    "Text to complete": "待补全的文字",
    "Where a country or a license is what you doubt, name the row: the pages of organizations have the "
    "text for it.": "如果您质疑的是国别或许可证，请写明是哪一行：各机构的页面备有相应的文字。",
    "Figure %(name)s, edition %(version)s. It says: %(title)s. %(finding)s Sources: %(sources)s. What "
    "is wrong: ... What it should say: ... A source that shows it: ...": (
        "图%(name)s，%(version)s版。图上写道：%(title)s。%(finding)s来源：%(sources)s。错误之处：……"
        "应当写作：……可以证明的来源：……"
    ),
}
FLIP = {
    "The shares": "份额",
    "The rule": "计数规则",
    "Bars show shares. The line at an end reaches the share that would hold if every unknown publisher "
    "belonged there.": (
        "条形表示份额。条形末端的细线，延伸到假定国别不明的发布者全部属于该国时的份额。"
    ),
    "Download these numbers (CSV)": "下载这些数字（CSV）",
    "Back to the first rule": "恢复最初的规则",
    'The choices need JavaScript. Without it, <a href="%(page)s">notebook %(number)s</a> shows the range '
    "over all rules.": (
        '选项需要JavaScript。未启用JavaScript时，<a href="%(page)s">笔记本%(number)s</a>给出所有规则下的范围。'
    ),
    "The numbers shown": "图中的数字",
    "Publisher": "发布者",
    "Share": "份额",
    "At least": "最低",
    "At most": "最高",
    "At least and at most are worst cases, not sampling intervals: every unknown publisher elsewhere, or "
    "there. A choice that the data cannot answer is off, with the reason below it. The page holds every "
    "choice of a counting rule for these lists: %(lists)s.": (
        "“最低”和“最高”是极端情形，不是抽样的置信区间：国别不明的发布者没有一个属于该国，或全部属于该国。"
        "数据无法回答的选项不可选，原因写在下方。本页包含以下清单在计数规则全部选项下的结果：%(lists)s。"
    ),
    "To stay small enough to load it leaves out: %(lists)s; the package counts these too.": (
        "为保证加载速度，本页略去：%(lists)s；软件包同样可以对它们计数。"
    ),
    "Two days are two different lists of models, so two answers are not two ends of a line. "
    '<a href="%(page)s">Notebook %(number)s</a> shows the range over all rules, and which choice moves '
    "the lead most.": (
        "两个日期对应两份不同的模型清单，因此两个结果不能连成一条趋势线。"
        '<a href="%(page)s">笔记本%(number)s</a>给出所有规则下的范围，以及哪一项选择对领先幅度影响最大。'
    ),
    "Published shares": "已公布的份额",
    "Each counts other models, over another time, by another counter. It stands in the picture, as a "
    "hollow mark, where its definition names the models that you chose, whatever the other choices are. "
    '<a href="%(page)s">Notebook %(number)s</a> rebuilds these and other published figures one by one.': (
        "各家统计的模型、时段和计数方式都不相同。如果其定义所指的正是您所选的模型，图中就以空心标记画出，"
        '不论其他选项如何。<a href="%(page)s">笔记本%(number)s</a>逐一重算这些以及其他已公布的数字。'
        "各家的定义照录英文原文。"
    ),
    "Published by": "公布者",
    "China": "中国",
    "United States": "美国",
    "Window": "时段",
    "Counts": "统计对象",
    "Counter": "计数方式",
    "Nearest rule here": "本站最接近的规则",
    "Set the rule nearest to %(name)s": "设为最接近%(name)s的规则",
    "Hollow marks are published shares. %(notes)s.": "空心标记是已公布的份额。%(notes)s。",
    "Bars of shares by country. ": "按国别划分的份额条形图。",
    " Published: %(side)s, %(label)s.": "已公布：%(side)s，%(label)s。",
    "not identified": "无法判断",
}
WORDS_PAGE = {
    "Terms of this project in plain words, in the words of the field, and what they are mistaken for.": (
        "本项目的术语：通俗的解释、专业的定义，以及容易与什么混淆。"
    ),
    "In the field: %(said)s": "专业定义：%(said)s",
    "Mind: %(said)s": "注意：%(said)s",
    "Not said here: %(names)s": "本站不用的说法：%(names)s",
    "project definition": "本项目的定义",
}
SEARCH = {
    "%(n)s found": "找到%(n)s项",
    "Nothing found": "没有找到",
    "Page": "页面",
    "Figure": "图表",
    "Organization": "机构",
    "Model": "模型",
    "On its maker’s page": "见其研发方的页面",
}
WORDS = {
    **SIGNS, **PAGES, **QUESTIONS, **EVERY_PAGE, **START, **NOTEBOOK, **FIGURE, **FLIP, **WORDS_PAGE,
    **SEARCH,
}  # fmt: skip


def not_used(few: dict[str, int]) -> str:
    """Refreshes of too few organizations, day -> how many; empty where there are none."""
    return "".join(
        f"{day(when)}的更新只查询了{count(n)}个受跟踪机构，不足其总数的{percent(ASKED_AT_LEAST)}，除列出"
        "新变化的页面外，没有页面使用它。"
        for when, n in sorted(few.items())
    )
