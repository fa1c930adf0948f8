# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values.schema.json: values held against the schemas of a chart and its subcharts, refusals in helm's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional

from ...base.errors import ValuesError
from ...codecs.json import codec as json_codec
from ...golang.types import type_name
from ...schema import numbers, quick
from ..model import Chart

if TYPE_CHECKING:
    from ...schema.documents import Load

_MEND = "correct the chart's values.schema.json, or have the task go on without it by skip_schema_validation"
_HEAD = "values don't meet the specifications of the schema(s) in the following chart(s):\n"


def validate(chart: Chart, values: Mapping[str, Any], *, load: Optional[Load] = None) -> None:
    """Return when values, combined with the defaults, meet the schemas of chart and its subcharts.

    load: how what a schema refers to elsewhere is fetched, None where it may not be. Raises ValuesError with helm's
    text, MissingLibrary without google-re2 (Go: util.ValidateAgainstSchema).
    """
    found = list(_refusals(chart, values, load))
    if found:
        text = "".join(refusal for refusal, _hint in found)
        hint = next((hint for _refusal, hint in found if hint), "correct the values")
        raise ValuesError(_HEAD + text, doing="checking the values against the schema", hint=hint)


def _refusals(chart: Chart, values: Mapping[str, Any], load: Optional[Load]) -> Iterator[tuple[str, str]]:
    """Yield what each schema refuses, and what to do where it is the schema that is wrong."""
    if chart.schema is not None:
        refusal, hint = _refusal(values, chart.schema, load)
        if refusal:
            yield f"{chart.name}:\n{refusal}", hint
    for subchart in chart.subcharts:
        own = values.get(subchart.name)
        if own is None:
            continue
        if isinstance(own, Mapping):
            yield from _refusals(subchart, own, load)
        else:
            yield f"{subchart.name}:\ninvalid type for values: expected object (map), got {type_name(own)}\n", ""


def refusal_of(values: Mapping[str, Any], schema: bytes, *, load: Optional[Load] = None) -> str:
    """Return "" when values meet the one schema, else helm's lines about them or about the schema itself."""
    return _refusal(values, schema, load)[0]


def _refusal(values: Mapping[str, Any], schema: bytes, load: Optional[Load]) -> tuple[str, str]:
    """Return helm's lines, and a hint where the schema itself is to be mended."""
    text = schema.decode("utf-8", "replace")
    try:
        document = numbers.loads(text)
    except ValueError:
        from ...codecs.json import mistakes

        return mistakes.as_go_reads(schema.decode("utf-8", "surrogateescape")), _MEND
    except RecursionError:
        return "it is nested too deeply", _MEND
    given = numbers.loads(json_codec.dumps(values))
    if not numbers.may_be_immense(text) and quick.surely_meets(document, given):
        return "", ""
    from ...schema import validate as schemas  # what nearly every chart does without

    try:
        return schemas.problem(document, given, load), ""
    except ValuesError as error:
        return error.problem, error.hint or _MEND
