# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of random lives with a fixed seed; make lives runs as many as one likes."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
from cluster_fixture import Cluster
from hypothesis.stateful import run_state_machine_as_test

from .machine import bounds, machine
from .surroundings import Surroundings

SAMPLE = 8  # lives


def test_random_lives(cluster: Cluster, tmp_path: Path) -> None:
    lives = int(os.environ.get("NATIVE_HELM_LIVES") or SAMPLE)
    seed = int(os.environ.get("NATIVE_HELM_SEED") or 1)
    steps: list[int] = []
    with Surroundings.opened(cluster.kubeconfig, tmp_path) as around:
        made = hypothesis.seed(seed)(machine(around, steps.append))
        run_state_machine_as_test(made, settings=bounds(lives))
    print(f"seed {seed}: {len(steps)} lives, {sum(steps)} steps")
    print("\n".join(f"{number:6} {what}" for what, number in sorted(around.tally.items())))
    assert sum(steps) >= lives
