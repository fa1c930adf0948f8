# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML as sigs.k8s.io/yaml and go-yaml read and write it, with Helm's typing.

In: text, or values of golang.types. Out: plain data, the first document's or all; text as Helm's toYaml has it.
"""
