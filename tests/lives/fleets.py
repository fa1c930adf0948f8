# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step that is a task of helm_releases: the life's release and others of its namespace, in an order of needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Optional
from unittest import mock

from ansible.module_utils.testing import patch_module_args
from hypothesis import strategies as st

from ansible_collections.native.helm.plugins.module_utils._helm.base import memory
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import door, releases, specs
from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport

from . import others, parts, promises
from .promises import NAME, Outcome, Records, expect
from .story import given_of
from .surroundings import WAIT, Choice

if TYPE_CHECKING:
    from .designs import Changes
    from .life import Life

NAMES = ("first", "second")
PLANNED, REFUSED = "planned", "refused"
_UNFORESEEN = ("HookFailed", "WaitTimeout")  # how hooks and pods do nobody knows beforehand
_KINDS = (("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "ServiceAccount"))
_CHART = f"""apiVersion: v1
kind: ConfigMap
metadata: {{name: "{{{{ .Release.Name }}}}"}}
data: {{text: "{{{{ .Values.text }}}}"}}
---
apiVersion: v1
kind: Secret
metadata: {{name: "{{{{ .Release.Name }}}}"}}
stringData: {{word: {parts.CANARY}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: "{{{{ .Release.Name }}}}"}}
"""


class Other(NamedTuple):
    """A release beside the life's own. needs: before, after or beside: whether the life's own needs it, it needs that
    one, or neither the other."""

    name: str
    text: str
    needs: str
    absent: bool


class Fleet(NamedTuple):
    """The task, but for the life's own release. absent: whether that one is removed. parallel: releases at once. plan:
    PLANNED, where a plan of it is made and applied; REFUSED, where somebody deletes an object in between; or ""."""

    others: tuple[Other, ...]
    absent: bool
    parallel: int
    plan: str


_OTHERS = st.tuples(
    *(
        st.builds(
            Other,
            st.just(name),
            st.sampled_from(["alpha", "beta"]),
            st.sampled_from(["before", "after", "beside"]),
            st.sampled_from([False, False, True]),
        )
        for name in NAMES
    )
)
FLEETS = st.builds(
    lambda others, both, absent, parallel, plan: Fleet(others[: 2 if both else 1], absent, parallel, plan),
    _OTHERS, st.booleans(), st.sampled_from([False, False, False, True]), st.sampled_from([1, 8]),
    st.sampled_from(["", PLANNED, REFUSED]),
)  # fmt: skip


def apply(
    life: Life, fleet: Fleet, changes: Changes, values: dict[str, Any], *, choice: Choice, share: Optional[float]
) -> None:
    """helm_releases: predicted, done, done again, and all looked at. share: the task is disturbed at one of its
    requests first."""
    design, folder = life.written(changes)
    chart = _written(life.folder / "beside")
    own: dict[str, Any] = {"name": NAME, "state": "absent"}
    if not fleet.absent:
        told = given_of({**choice.told_of_upgrades(), "values": values, "timeout": WAIT})
        own = {"name": NAME, "chart": str(folder), **told}
    options: dict[str, Any] = {
        "releases": _entries(fleet, own, str(chart)),
        "defaults": {"namespace": life.place.namespace, "pending_timeout": 0},
        "parallel": fleet.parallel,
        "on_failure": "continue",
    }
    theirs = [(*kind, other.name) for other in fleet.others for kind in _KINDS]
    for key in theirs:
        life.bystanders.pop(key, None)
    if share is not None:
        proxied = {**options, "kubeconfig": str(life.around.proxied)}
        deleted = life.disturbed(share, "fleet", params=proxied)
        expect(fleet.absent or not deleted or not design.has("claim"), "what holds data was deleted", deleted)
    _tell(life, options, folder, chart)
    plan = _plan(life, options, refused=fleet.plan == REFUSED) if fleet.plan and share is None else {}
    done = _looked_at(life, options, choice, plan)
    well = done is not None and not done["releases"][f"{life.place.namespace}/{NAME}"].get("failed")
    if well and not fleet.absent:
        life.design, life.values = design, values
    life.after(choice if well and not fleet.absent else None)
    for other in fleet.others:
        _beside_is_as_wanted(life, other, done)
    for key in theirs:
        life.stand_by(*key)


def _plan(life: Life, options: dict[str, Any], *, refused: bool) -> dict[str, Any]:
    """The option that applies a plan of the task, {} where none could be made. refused: someone deletes an object of
    the life's release before that; the plan is refused then, and nothing is written."""
    made = _outcome(life, {**options, "plan": {"write": None}}, check=False)
    expect(not life.place.writes(), "a plan was written, and something else, too", life.place.writes())
    promises.no_secret(made)
    life.story.note(f"A plan of the next task: {made[0]}")
    if made[1]["failed"]:
        return {}
    plan = {"plan": {"apply": made[1]["plan"]["document"]}}
    if not refused:
        return plan
    if life.records.have_objects():
        others.edit(life, 0.5, "delete")
        ends, told = _done(life, {**options, **plan}, check=False)
        expect(bool(ends) and told["failed"], "a plan was applied although an object is gone", told)
        expect(not life.place.writes(), "a plan was refused, but only after writing", life.place.writes())
        life.around.tally["fleet: the plan was refused"] += 1
    return {}


def _looked_at(
    life: Life, options: dict[str, Any], choice: Choice, plan: dict[str, Any]
) -> Optional[dict[str, Any]]:
    """The result of the run, None where it ended as nobody could foresee. plan: the option by which it is run."""
    before = _outcome(life, options, check=True)
    expect(not life.place.writes(), "check mode wrote something", life.place.writes())
    done = _outcome(life, {**options, **plan}, check=False)
    for outcome in (before, done):
        promises.no_secret(outcome)
    life.allow(choice)
    ended = "changed" if done[1]["changed"] else "unchanged"
    title = "fleet by its plan" if plan else "fleet"
    life.around.tally[f"{title}: {done[0] if done[1]['failed'] else ended}"] += 1
    if done[0] in _UNFORESEEN:
        return None
    promises.predicted(_timeless(before), _timeless(done))
    if not done[1]["changed"]:
        expect(not life.place.writes(), "nothing changed, it says, but it wrote", life.place.writes())
    again = _outcome(life, options, check=False)
    if done[1]["failed"]:  # what could be done was done the first time
        expect(not again[1]["changed"], "the same task again changed something", again[1]["reason"])
        expect(not life.place.writes(), "the same task again wrote something", life.place.writes())
    else:
        promises.nothing_left_to_do(again, life.place.writes())
    return dict(done[1])


def _outcome(life: Life, options: dict[str, Any], *, check: bool) -> Outcome:
    """What came of the task: what sort of end (result, or the worst error), and its result."""
    ends, result = _done(life, options, check=check)
    expect(bool(ends) == result["failed"] and "releases" in result, "the list was refused", result)
    own = result["releases"].values()
    result["reason"] = [reason for one in own for reason in one.get("reason") or ()]
    result["changes"] = [change for one in own for change in one.get("changes") or ()]
    unforeseen = [name for name in ends if name in _UNFORESEEN]
    return (unforeseen or sorted(ends) or ["result"])[0], result


def _done(life: Life, options: dict[str, Any], *, check: bool) -> tuple[list[str], dict[str, Any]]:
    """The errors and the result of the task, in this process. The requests that it sends are noted as the life's."""
    life.place.sent.clear()
    send, failure = Transport.request, door.failure
    ends: list[str] = []

    def sent(transport: Transport, method: str, path: str, **how: Any) -> Any:
        life.place.sent.append((method, path, dict(how.get("query") or {})))
        return send(transport, method, path, **how)

    def failed(error: HelmError, *more: Any) -> dict[str, Any]:
        ends.append(type(error).__name__)
        return failure(error, *more)

    params = {**options, "kubeconfig": life.around.kubeconfig, "_ansible_check_mode": check, "_ansible_diff": True}
    params[door.HANDED] = {"quiet": True}
    with patch_module_args(params), mock.patch.object(Transport, "request", sent), mock.patch.object(
        door, "failure", failed
    ):
        result = door.outcome(door.HelmModule(**specs.releases()), releases.apply)
    result.pop(door.HANDED, None)  # what the action takes out of it: it is for later tasks' check mode
    memory.forget()
    return ends, result


def _timeless(outcome: Outcome) -> Outcome:
    """An outcome without how long it took, and without the words that are others in check mode and with a plan."""
    releases = {
        key: {name: value for name, value in own.items() if name != "seconds"}
        for key, own in outcome[1]["releases"].items()
    }
    summary = {name: value for name, value in outcome[1]["summary"].items() if name != "seconds"}
    same = {key: value for key, value in outcome[1].items() if key not in ("msg", "plan", "secrets_compared")}
    return outcome[0], {**same, "releases": releases, "summary": summary}


def _entries(fleet: Fleet, own: dict[str, Any], chart: str) -> list[dict[str, Any]]:
    """The list: the life's own release in the middle of it."""
    entries: list[dict[str, Any]] = [own]
    needed = []
    for other in fleet.others:
        entry: dict[str, Any] = {"name": other.name, "chart": chart, "values": {"text": other.text}}
        if other.absent:
            entry = {"name": other.name, "state": "absent"}
        if other.absent == fleet.absent and other.needs == "before":
            needed.append(other.name)
        if other.absent == fleet.absent and other.needs == "after":
            entry["needs"] = [NAME]
        entries.insert(0 if other.needs == "after" else len(entries), entry)
    if needed:
        own["needs"] = needed
    return entries


def _tell(life: Life, options: dict[str, Any], folder: Path, chart: Path) -> None:
    """Keep the task for the story: its charts by their names there."""
    names = {str(path): life.story.chart(path) for path in (folder, chart)}
    entries = [
        {key: names.get(value, value) if key == "chart" else value for key, value in entry.items()}
        for entry in options["releases"]
    ]
    life.story.task("helm_releases", "Several at once", **{**options, "releases": entries})


def _beside_is_as_wanted(life: Life, other: Other, done: Optional[dict[str, Any]]) -> None:
    """helm says of another release what we say, and it is as the task wants it."""
    release = Records(life.place, life.client, other.name).helm_agrees()
    own = (done or {"releases": {}})["releases"].get(f"{life.place.namespace}/{other.name}")
    if own is None or own["outcome"] in ("failed", "skipped"):
        return
    expect((release is None) is other.absent, f"{other.name} is there, or is not, against the task", own)
    if release is not None:
        expect(release["config"] == {"text": other.text}, f"{other.name} has other values", release["config"])
        manifest = list(promises.last_of_each(release["manifest"], life.place.namespace))
        promises.as_the_manifest_says(life.client, manifest, autoscaled=False)


def _written(folder: Path) -> Path:
    """The chart of the others."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: beside\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "templates/all.yaml").write_text(_CHART, encoding="utf-8")
    return folder
