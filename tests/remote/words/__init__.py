# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm's own words: every error that its commands give for a chart, a repository, a registry or a dependency.

charts.py and places.py have the rows, expected.json what the real helm printed for each (make_expected.py asks it
again), and test_words.py holds our modules' stderr against that; gaps.py has those that cannot be equal, with why.
Releases, which want an API server: tests/release/test_helms_words.py.
"""
