# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every room stands on: the error tree, Go's types and formats, YAML and JSON with Helm's rules, versions, Env.

Imports no room.
"""
