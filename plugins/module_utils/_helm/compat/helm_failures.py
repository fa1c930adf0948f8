# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the result of kubernetes.core's helm tells of a failure: which of its commands failed, and what that printed."""

from __future__ import annotations

from ..base import wording
from ..base.errors import ChartError, FetchError, HelmError, HelmsRequestError
from . import texts
from .given import Given

_INSTALLING = "INSTALLATION FAILED: "
_LATER = ("checking the chart", "checking the dependencies of chart", "rendering the chart")  # when the chart is there


def tell(given: Given, error: HelmError, *, begins: str) -> None:
    """Put into error what the peer's result tells of it. begins: what its commands begin with.

    It has the indexes fetched and looks at the chart by commands of their own; and an upgrade that installs puts
    nothing around an error.
    """
    params = given.params
    present = params["release_state"] == "present"
    if wording.is_without_cluster(error):  # its first command lists releases
        words = [given.binary, "list", "--output=yaml", "--filter", params["release_name"]]
        error.facts["command"] = [*words, *(["--deployed"] if present else [])]
        error.around = wording.unframed(error)
    elif not present:
        return
    elif error.problem.startswith(wording.NOT_UPDATED):
        tell_of_index(given, error, params["chart_ref"])
    elif isinstance(error, (ChartError, FetchError)) and error.doing not in _LATER:
        flags = {"--insecure-skip-tls-verify": params["insecure_skip_tls_verify"], "--plain-http": params["plain_http"]}
        shown = [begins, f"show chart '{params['chart_ref']}'", *(flag for flag in flags if flags[flag])]
        error.facts["command"], error.around = " ".join(shown), "{}"
    elif error.around.startswith(_INSTALLING) and not params["replace"]:
        error.around = error.around[len(_INSTALLING) :]
        error.facts["stdout"] = texts.head(params["release_name"], created=True)


def tell_of_index(given: Given, error: HelmError, chart: str) -> None:
    """Put into error what the peer's result tells where the index of the chart's repository cannot be had; nothing into
    another error."""
    if not error.problem.startswith(wording.NOT_UPDATED):
        return
    error.facts["command"], error.around = f"{given.binary} repo update", "{}"
    error.facts["stdout"] = texts.not_updated(chart.partition("/")[0], error)


def in_use(name: str, command: str) -> HelmsRequestError:
    """Return the error of a release that is there and that helm install --replace is to make. command: what the peer
    would have run."""
    problem, hint = "cannot reuse a name that is still in use", "leave replace out: then the release is upgraded"
    error = HelmsRequestError(problem, doing="reading the options", subject=name, hint=hint)
    error.around = f"{_INSTALLING}release name check failed: {{}}"
    error.facts = {"command": command, "stdout": ""}
    return error
