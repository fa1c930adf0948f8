# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammars of the fuzzer: each draws requests of the oracle that the mirror can answer, too."""

from __future__ import annotations

from . import (
    charts,
    data,
    functions,
    gotmpl,
    manifests,
    printf,
    regexes,
    schemas,
    setlines,
    times,
    values,
    versions,
    yamls,
)
from .grammar import Grammar

__all__ = ["GRAMMARS", "Grammar"]

GRAMMARS: tuple[Grammar, ...] = (
    gotmpl.GRAMMAR,
    functions.CALLS,
    functions.TEMPLATES,
    charts.GRAMMAR,
    values.COALESCE,
    values.MERGE,
    setlines.GRAMMAR,
    yamls.PLACED,
    yamls.DOCUMENTS,
    data.WRITE,
    data.READ,
    printf.GRAMMAR,
    versions.GRAMMAR,
    regexes.GRAMMAR,
    times.GRAMMAR,
    schemas.GRAMMAR,
    manifests.GRAMMAR,
)
