# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every name in generated code. The template `a: {{ .v.a }}{{ range .v.l }}{{ .b }}{{ end }}` becomes

    def template(data, write, compiled):
     spend(1)
     write('a: ' + printed(field['v.a'](data)))
     container0 = field['v.l'](data)
     for element1 in elements(container0):
      write(printed(field['b'](element1, container0)))
"""

from __future__ import annotations

# The function, and what it is called with
TEMPLATE = "template"
DATA = "data"
WRITE = "write"  # the output's append
COMPILED = "compiled"  # the units.Compiled that error messages are made from

# What a TemplateSet hands to it
STOP = "stop"
SPEND = "spend"
TEMPLATES = "templates"  # by name; a part that has code of its own by the code around it and its number there
FIELD = "field"  # by path: fields.Getters
FIELD_IS_RAW = "field_is_raw"
METHOD = "method"
METHOD_ARGUMENT = "method_argument"
METHOD_CONSTANT = "method_constant"
CHECKED = "checked"
PRINTED = "printed"
COPIED = "copied"
STILL_WRAPPED = "still_wrapped"
CALLEE_NAME = "callee_name"
ELEMENTS = "elements"
PAIRS = "pairs"

# Locals, with a number behind them where there are many
VARIABLE = "variable"
IS_RAW = "is_raw"  # whether the variable's value is raw, see runtime
CONTAINER = "container"
ELEMENT = "element"
KEY = "key"
NODE = "node"  # the number of the node that ran last
VALUE = "value"
ROUNDS = "rounds"  # what a loop goes over
BODY = "body"  # a function for what Python would not nest deeper; it gives OUTCOME: one of these
OUTCOME = "outcome"
WENT_ON, BROKE, CONTINUED = 0, 1, 2

# What can fail in a line, beside look-ups, which have their path: no path looks like these. See writer.
ANY_FAILURE = ""
CALL_FAILURE = "(call)"
PRINT_FAILURE = "(print)"
TEMPLATE_FAILURE = "(template)"


def builtin(name: str) -> str:
    """Return the name of a function that every template has."""
    return f"builtin_{name}"


def function(name: str) -> str:
    """Return the name of a function of the set's own."""
    return f"function_{name}"
