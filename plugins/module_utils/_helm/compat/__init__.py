# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules: what kubernetes.core's modules are asked, as what our own are asked; and results back.

A file a module, all of them pure: options go in, options come out, results go in, results come out. Each has

    options(given: Given) -> dict            the options of our own module that mean the same; those left out keep
                                             their defaults. Raises RequestError for what the peer refuses.
    answer(given: Given, result: dict) -> dict   our own result, with the peer's keys besides
    command(given: Given) -> str             what the peer would have run, for the result's `command`

given.py is what all of them look at; shell.py reads words as a shell does; texts.py has what helm prints.
"""
