"""One refresh from plan to promoted wave: what `python -m hubgap refresh` runs."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path

from ..data import ROOT, Data, DataError
from ..disk import MARK, NEW, WORK, discard, write_file, writing
from ..folders import BOARDS, manifest_of, open_data
from ..registry import tracked
from . import collect
from .board_report import new_names
from .board_report import report as board_report
from .board_tables import board_tables, write_boards
from .boards import BENCHMARKS, SUBSETS, BoardStore, pull_boards
from .client import Client, Incomplete, Limits
from .collect import PAGE, Plan, Pull, Store
from .judge import implausible, missed, previous_wave, scope_of, seen
from .promote import (
    REFUSED,
    Useless,
    ours,
    put_in_place,
    seal,
    set_aside,
    write_wave,
)
from .report import Progress, ended, forecast, report, tell, where

PULL, BOARD_PULL = f"{MARK}pull", f"{MARK}boards"
HUB_MODELS = 3_117_871  # listed on 3 October 2026: only to forecast a pull of the whole Hub
STALE = 2  # days after which stored pages and new ones make no wave


def refresh(
    scope: str = "tracked",
    organizations: list[str] | None = None,
    output: Path | None = None,
    endpoint: str | None = None,
    fresh: bool = False,
    dry_run: bool = False,
    limits: Limits | None = None,
    boards: bool = False,
) -> int:
    """Pull one wave into `output` (live/) and say what it brought; the exit code.

    All tracked organizations come with the boards; `boards` alone brings only these. 0 done, 1 bad
    input or data, 2 incomplete but resumable, 3 another run holds the lock. A fault of the Hub, the
    network or the disk raises nothing: one sentence goes to stderr.
    """
    alone = _command(output, endpoint)
    output = (output or ROOT / "live").resolve()
    placed = False  # the models, when the boards alone are still to come

    def run() -> None:
        nonlocal placed
        embedded = open_data("embedded")
        plan = _plan(scope, organizations, boards, embedded)
        both = boards or (scope == "tracked" and organizations is None)
        clients = [Client(endpoint, limits or Limits()) for _ in range(2)]  # each is stopped once
        ours(output)
        if dry_run:
            return tell(_forecast(plan, both, clients[0], embedded))
        with writing(output):
            if plan:
                tell(_refresh(plan, clients[0], output, embedded, fresh))
                placed = True
            if both:
                tell(_boards(clients[1], output, embedded, fresh))

    return ended(
        run,
        output,
        lambda: _again(output, dry_run, placed and alone),
        lambda: f" The models are in place; {alone} asks for boards alone." if placed else "",
    )


def _again(output: Path, dry_run: bool, alone: str | bool) -> str:
    """What the reader may do next; `alone`: the command for boards, once the models are in place."""
    if dry_run:
        return ""
    if alone:
        return f" The models are in place. What was stored stays: {alone} goes on from there."
    if (
        any((output / PULL / "pages").glob("*.json"))
        or (output / BOARD_PULL / "plan.json").exists()
    ):
        return " What was stored stays: the same command goes on from there."
    return " The same command tries again."


def _command(output: Path | None, endpoint: str | None) -> str:
    """The command that pulls the boards alone, to the same place."""
    where = [f"--output {shlex.quote(str(output))}"] if output else []
    where += [f"--endpoint {shlex.quote(endpoint)}"] if endpoint else []
    return " ".join(["`python -m hubgap refresh --boards", *where]) + "`"


def _plan(scope: str, organizations: list[str] | None, boards: bool, data: Data) -> Plan | None:
    if not boards:
        return plan_of(scope, organizations, data, collect.now().date())
    if organizations is not None or scope != "tracked":
        raise ValueError("--boards asks for no models: leave --scope and --organization away.")
    return None


def plan_of(scope: str, organizations: list[str] | None, data: Data, day: date) -> Plan:
    """What a scope (tracked, top:N, hub) or named organizations ask for; ValueError if nothing."""
    if organizations is not None:
        if scope != "tracked":
            raise ValueError("--organization names catalogues: leave --scope away.")
        if not organizations:
            raise ValueError("No organization is named: name one as the Hub does, like Qwen.")
        for name in organizations:
            if not re.fullmatch(r"[\w.-]{1,100}", name, re.ASCII):
                raise ValueError(f"{name!r} is no name of an organization on the Hub.")
        return Plan("tracked", tuple(dict.fromkeys(organizations)), str(day))
    if scope == "tracked":
        return Plan("tracked", tuple(tracked(data["organizations"])["namespace"]), str(day))
    if scope == "hub":
        return Plan("hub", ("hub",), str(day))
    if match := re.fullmatch("top:([1-9][0-9]{0,6})", scope):
        return Plan("top", ("top",), str(day), int(match[1]))
    raise ValueError(f"--scope cannot be {scope!r}: choose tracked, top:N or hub.")


def _forecast(plan: Plan | None, boards: bool, client: Client, embedded: Data) -> str:
    fault = client.probe()
    if fault and client.budget.quota is None:
        raise Incomplete(f"{client.endpoint} did not answer well ({fault}), so nothing is forecast")
    parts = {"pages of models": 0, "counts to check them": 0}
    if plan and plan.scope == "tracked":
        most = embedded["coverage"].groupby("namespace")["n_models"].max()
        pages = sum(1 + int(most.get(name, 0)) // PAGE for name in plan.names)
        parts = {"pages of models": pages, "counts to check them": len(plan.names)}
    elif plan:
        parts["pages of models"] = -(-(plan.top or HUB_MODELS) // PAGE)
    if boards:
        parts["for boards"] = 2 + len(SUBSETS) + BENCHMARKS
    return forecast(plan is None or plan.scope == "tracked", parts, client)


def _refresh(plan: Plan, client: Client, output: Path, embedded: Data, fresh: bool) -> str:
    folder = output / PULL
    if fresh:
        discard(folder)
    store = Store(folder, plan)
    _check_plan(plan, store.plan, output)
    if not all(listing.done for listing in store.listings):
        _pull(client, store, embedded)
    return _promote(store, client, output, embedded)


def _check_plan(asked: Plan, stored: Plan, output: Path) -> None:
    if (asked.scope, asked.names, asked.top) != (stored.scope, stored.names, stored.top):
        raise DataError(
            f"{output} holds an unfinished pull of another scope ({_called(stored)}). Finish that "
            "one, or start over with --fresh."
        )
    if _age(stored.day, asked.day) > STALE:
        raise DataError(
            f"The unfinished pull in {output} began on {stored.day}: its pages and new ones would "
            "make no wave. Start over with --fresh."
        )
    home = output / stored.day
    said = manifest_of(home) if home.exists() else None
    if said and (
        scope_of(said) != (stored.scope, stored.top) or not {*said["names"]} <= {*stored.names}
    ):
        raise DataError(f"{home} holds a wave of another scope. Name another --output.")


def _called(plan: Plan) -> str:
    if plan.scope != "tracked":
        return f"top:{plan.top}" if plan.top else plan.scope
    few = len(plan.names) < 4
    return ", ".join(plan.names) if few else f"{len(plan.names)} organizations"


def _age(begun: str, today: str) -> int:
    return (date.fromisoformat(today) - date.fromisoformat(begun)).days


def _pull(client: Client, store: Store, embedded: Data) -> None:
    client.probe()
    largest = (
        embedded.once(seen, embedded)
        .sort_values("downloads_30d")
        .drop_duplicates("author", keep="last")
    )
    pull = Pull(client, store, dict(zip(largest["author"], largest["model_id"], strict=True)))
    listings = store.listings
    if store.plan.scope == "tracked":
        progress = Progress(client, lambda: sum(o.done for o in listings), len(listings), "listing")
    else:
        total = store.plan.top or HUB_MODELS
        progress = Progress(client, lambda: sum(o.rows for o in listings), total, "model")
    try:
        pull.run(progress)
    finally:
        progress.close()
        store.ran(client.budget.asked)


def _promote(store: Store, client: Client, output: Path, embedded: Data) -> str:
    day, before = store.plan.day, previous_wave(output, store.plan, embedded)
    beside = output / f"{NEW}{day}"
    facts = {
        "endpoint": client.endpoint,
        "requests": store.requests,
        "started": min((p.at for listing in store.listings for p in listing.pages), default=None),
        "finished": collect.now().isoformat(timespec="seconds"),
    }
    try:
        manifest = write_wave(store, beside, output / WORK, embedded, before, facts)
        new = (beside, manifest)
        alarms = implausible(*new, before) if before else missed(manifest, embedded)
        text = report(*new, before, embedded)
        write_file(beside / "report.md", text)
        seal(beside, manifest)
        put_in_place(beside, output / (f"{REFUSED}{day}" if alarms else day))
    except Useless:
        discard(store.folder)  # else it would stand in the way of a better question
        raise
    except DataError as error:
        raise DataError(f"{error} Start over with --fresh.") from None
    finally:
        shutil.rmtree(output / WORK, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    discard(store.folder)
    set_aside(alarms, output, day)
    return f"{text}\n{where(output, day, bool(manifest['suspect']))}\n"


# --- boards


def _boards(client: Client, output: Path, embedded: Data, fresh: bool) -> str:
    """Bring the boards into live/boards-<day>/, or go on with a pull that was not finished."""
    folder = output / BOARD_PULL
    if fresh:
        discard(folder)
    store = BoardStore(folder)
    if store.begun and _age(store.plan.day, str(collect.now().date())) > STALE:
        discard(folder)  # a few requests, which a newer revision replaces
        store = BoardStore(folder)
    if not store.complete():
        pull_boards(client, store)
    return _promote_boards(store, client, output, embedded)


def _promote_boards(store: BoardStore, client: Client, output: Path, embedded: Data) -> str:
    plan = store.plan
    home = output / f"{BOARDS}{plan.day}"
    beside = output / f"{NEW}{home.name}"
    facts = {
        "day": plan.day,
        "scope": "boards",
        "revision": plan.revision,
        "endpoint": client.endpoint,
        "started": plan.started,
        "finished": collect.now().isoformat(timespec="seconds"),
        "requests": plan.requests,
    }
    try:
        made = board_tables(store)
        manifest = {**facts, **write_boards(beside, made, plan, embedded)}
        text = board_report(manifest, made.tables, new_names(made.tables, embedded))
        write_file(beside / "report.md", text)
        seal(beside, manifest)
        put_in_place(beside, home)
    except DataError as error:
        raise DataError(f"{error} Start over with --fresh.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    discard(store.folder)
    return text
