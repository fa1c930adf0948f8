# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart no longer says of its pods' service account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import MakeChart
from .harness import Releases
from .raw import BOTH, BOTH_IDS, TEMPLATE, Raw, deployment


@pytest.mark.parametrize("method", BOTH, ids=BOTH_IDS)
def test_a_service_account_that_leaves_the_chart_stays_in_the_object(
    releases: Releases, make_chart: MakeChart, method: dict[str, Any]
) -> None:
    """As with helm, by every method: the API server has it in a deprecated field too, which no chart says anything of,
    and fills in the one from the other. What the chart says instead counts."""
    chart = make_chart("raw", all=TEMPLATE)
    peer = Releases(releases.kubeconfig, releases.namespace)
    accounts: list[list[Any]] = [[], []]
    for account in ("one", "", "default", ""):
        body = deployment()
        body["spec"]["template"]["spec"].update({"serviceAccountName": account} if account else {})
        raw = Raw(releases, make_chart, **method)
        predicted = raw.run(body, check=True)
        assert raw.run(body).changes == predicted.changes
        again = raw.run(body)
        assert (again.changed, again.drift, releases.writes()) == (False, [], [])
        body["metadata"]["name"] = "theirs"
        words = ["--reset-values", f"--server-side={method['server_side']}", "--set-json", f"m={json.dumps([body])}"]
        peer.helm("upgrade", "--install", "theirs", str(chart), *words)
        for found, name in zip(accounts, ("d", "theirs"), strict=True):
            spec = releases.get("deployment", name)["spec"]["template"]["spec"]
            found.append((spec.get("serviceAccountName"), spec.get("serviceAccount")))
    assert accounts[0] == accounts[1] == [("one", "one")] * 2 + [("default", "default")] * 2
