# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds, starts and stops the test clusters.

Comes in: the command line of tests/cluster/control_plane. Goes out: a running cluster and the path of its kubeconfig.
Promised: nothing outside the cache folder is written, no process outlives its cluster, an error is one clear text.
"""
