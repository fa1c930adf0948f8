# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's text/template.

In: template text, functions, data. Out: text, or a TemplateError with Go's own words and position. Does no input or
output.
"""
