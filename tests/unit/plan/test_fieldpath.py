# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elements of lists by the keys that the API server has for them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import fieldpath, settled

UDP = {"containerPort": 53, "protocol": "UDP", "name": "dns"}
TCP = {"containerPort": 53, "name": "dns-tcp"}  # TCP is what the API server takes where it is left out


def key(protocol: str) -> dict[str, Any]:
    return {"containerPort": 53, "protocol": protocol}


@pytest.mark.parametrize(
    ("ports", "protocol", "name"),
    [
        ([UDP, TCP], "UDP", "dns"),
        ([UDP, TCP], "TCP", "dns-tcp"),
        ([TCP, UDP], "UDP", "dns"),
        ([TCP, UDP], "TCP", "dns-tcp"),
        ([TCP], "UDP", None),
        ([UDP], "TCP", None),
        ([{**TCP, "protocol": "TCP"}], "TCP", "dns-tcp"),
    ],
)
def test_a_port_without_a_protocol_is_the_one_of_tcp(ports: list[Any], protocol: str, name: Any) -> None:
    found = fieldpath.value_at(ports, [key(protocol), "name"])
    assert found == (fieldpath.MISSING if name is None else name)


def held(*ports: dict[str, Any]) -> dict[str, Any]:
    """A container's ports as the API server has them after an apply, and who holds them."""
    fields = {
        f'k:{{"containerPort":53,"protocol":"{port.get("protocol", "TCP")}"}}': {
            ".": {}, **{f"f:{name}": {} for name in port}
        }
        for port in ports
    }  # fmt: skip
    entry = {"manager": "helm", "operation": "Apply", "apiVersion": "x/v1", "fieldsV1": {"f:ports": fields}}
    live = [{"protocol": "TCP", **port} for port in ports]
    return {"apiVersion": "x/v1", "metadata": {"managedFields": [entry]}, "ports": live}


@pytest.mark.parametrize(
    ("wanted", "is_settled"),
    [([UDP, TCP], True), ([TCP, UDP], False), ([UDP, {**TCP, "name": "other"}], False), ([UDP], False)],
)
def test_one_port_by_two_protocols_needs_no_dry_run(wanted: list[Any], is_settled: bool) -> None:
    assert settled.is_settled(held(UDP, TCP), {"apiVersion": "x/v1", "ports": wanted}) is is_settled
