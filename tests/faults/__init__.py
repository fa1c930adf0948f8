# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a release when the API server, the network or the process fails in the middle of it.

proxy.py stands between a run and the real API server and fails on purpose; driver.py is the run; world.py what is in
the cluster before and after.
"""
