# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight different releases in threads of one process end as in eight processes: a sample; `make side-by-side` has 200
rounds."""

from __future__ import annotations

from pathlib import Path

from . import side_by_side


def test_eight_releases_in_threads_end_as_in_eight_processes(kubeconfig: str, tmp_path: Path) -> None:
    side_by_side.write_charts(tmp_path)
    with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
        wanted = side_by_side.in_processes(kubeconfig, tmp_path, places)
    for _unused in range(2):
        with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
            found = side_by_side.in_threads(kubeconfig, tmp_path, places)
        texts = list(side_by_side.differences(wanted, found))
        assert not texts, "\n".join(texts)
    kinds = [step for kind in wanted.values() for step in kind]
    assert len(kinds) == sum(len(steps) + 3 for steps in side_by_side.LIVES.values())
