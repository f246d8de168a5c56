"""Study: the data, the days and the counting rule of a page, and the panels made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace

from . import panel
from .data import Data
from .folders import open_data
from .kept import Kept, reached
from .languages import LANGUAGES
from .panel import Panel, Refusal
from .rules import CHOICES, CountingRule

LABS = (  # whose catalogues a reader may pull: in the order of the notebook that does
    *("Qwen", "deepseek-ai", "zai-org", "moonshotai", "tencent"),
    *("google", "nvidia", "meta-llama", "microsoft", "openai"),
)


@dataclass(frozen=True)
class Days:
    """The days that a study looks at, as YYYY-MM-DD; `latest` is the best of late (`panel.latest`).

    early, census, winter, summer, latest: cross-sections. since, families, daily: first days of the full
    catalogues, of the families followed longest, and of the models observed daily. report: the day
    of the report that began this. today: the end of what is said.
    """

    early: str = "2022-07-02"
    census: str = "2024-07-11"
    report: str = "2024-07-25"
    families: str = "2024-11-01"
    since: str = "2025-01-01"
    winter: str = "2025-12-21"
    daily: str = "2026-04-01"
    summer: str = "2026-08-22"
    latest: str = "latest"
    today: str = "latest"


@dataclass(frozen=True)
class Study:
    """What exhibits are asked of: `Study()` embedded data, `Study("live")`, `Study(folder)`.

    Panels are made once for the data and shared by all studies of them. language: of the words, one
    of `languages.LANGUAGES`; what has no words in it is told in English.
    """

    data: Data = None  # type: ignore[assignment]  # a name, a folder and None are opened below
    days: Days = field(default_factory=Days)
    rule: CountingRule = field(default_factory=CountingRule)
    labs: tuple[str, ...] = LABS
    language: str = "en"

    def __post_init__(self):
        if not isinstance(self.data, Data):
            object.__setattr__(self, "data", open_data(self.data))
        _known([self.language], LANGUAGES, "language")

    def under(self, **choices: str) -> Study:
        """The same study under another rule: `study.under(credit="root")`."""
        _known(choices, CHOICES, "choice of a counting rule")
        return replace(self, rule=replace(self.rule, **choices))

    def on(self, **days: str) -> Study:
        """The same study on other days: `study.on(latest="2025-12-21")`."""
        _known(days, [one.name for one in fields(Days)], "day of a study")
        for name, day in days.items():
            if day != panel.LATEST and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                raise Refusal(f"{name} cannot be {day!r}: choose latest or a day like 2025-12-21.")
        return replace(self, days=replace(self.days, **days))

    def of(self, *labs: str) -> Study:
        """The same study of other labs, as the Hub names them: `study.of("Qwen", "google")`."""
        if not labs:
            raise Refusal("A study is of at least one lab: name it as the Hub does, like Qwen.")
        return replace(self, labs=tuple(dict.fromkeys(labs)))

    @property
    def key(self) -> str:
        """The study as one text, the same for equal studies of one data folder."""
        labs = "" if self.labs == LABS else f" | {', '.join(self.labs)}"
        language = "" if self.language == "en" else f" | {self.language}"
        return f"{self.days} | {self.rule.key}{labs}{language}"

    def once(self, make: Callable, *arguments):
        """`make(*arguments)`, made once for these data."""
        return self.data.once(make, *arguments)

    def rulers(self, *known, leads: bool = False) -> tuple:
        """Rulers as they stood on the last day that the study looks at; of lists that are not known
        to the end, only if the `leads` alone are read.
        """
        return tuple(
            self.once(type(one).on, one, self.data, self.days.today, leads) for one in known
        )

    # --- panels

    def picture(self, when: str) -> Panel:
        """The cross-section of a day, or of the `latest` one."""
        when = panel.latest(self.data) if when == panel.LATEST else when
        if not self.data.knows(panel.snapshot, self.data, when):
            _recall(self.data, when)
        return self.once(panel.snapshot, self.data, when)

    @property
    def census(self) -> Panel:
        """The cross-section that the pages call the census."""
        return self.picture(self.days.census)

    @property
    def earlier(self) -> Panel:
        """The census as it may stand beside the latest cross-section: beside a head, its own."""
        whole = self.census.selection in panel.CENSUSES
        if self.latest.selection != "head" or not whole:
            return self.census
        return self.once(panel.head, self.census, len(self.latest.rows))

    @property
    def latest(self) -> Panel:
        """The best cross-section of late, which a refresh moves on."""
        return self.picture(self.days.latest)

    @property
    def followed(self) -> Panel:
        """The latest cross-section; beside a head, which holds the largest alone, that of summer."""
        late = self.latest
        return self.picture(self.days.summer) if late.selection == "head" else late

    @property
    def newest(self) -> Panel:
        """The last cross-section, however its models were chosen: for what is new."""
        when = self.days.latest
        return self.picture(panel.newest(self.data) if when == panel.LATEST else when)

    @property
    def reusable(self) -> Panel | None:
        """What asks for credit at most in the list followed, if the latest list asks for more."""
        if panel.reusable(self.latest, self.data) is self.latest:
            return None
        return self.once(panel.reusable, self.followed, self.data)

    @property
    def catalogues(self) -> Panel:
        """Full catalogues of the same organizations."""
        return self.once(panel.full_catalogues, self.data, self.days.since)

    @property
    def daily(self) -> Panel:
        """The models that one source observed on each of its days."""
        return self.once(panel.fixed_models, self.data, self.days.daily)


def _recall(data: Data, when: str) -> None:
    """Take a cross-section as a build kept it, if it did and nothing has changed."""
    kept = Kept(data.folder)
    record = kept.record(f"panel-{when}")
    if not record or not all(data.files(name) for name in record["tables"]):
        return
    if found := kept.load(record, f"panel-{when}.pickle"):
        data.take(found, record["tables"], panel.snapshot, data, when)


def keep_latest(study: Study) -> None:
    """Keep the best late cross-section for other processes; it is slow to make."""
    kept, when = Kept(study.data.folder), panel.latest(study.data)
    with study.data.reading() as tables:
        best = study.picture(when)
    if kept.record(f"panel-{when}") is None:
        inputs = (*reached(panel.__name__), *study.data.files(*tables))
        file = f"panel-{when}.pickle"
        kept.put(f"panel-{when}", "", inputs, tables, {}, {file: kept.dump(file, best)})


def _known(asked: Iterable[str], known, what: str) -> None:
    for name in asked:
        if name not in known:
            raise Refusal(f"There is no {what} named {name!r}: choose from {', '.join(known)}.")
