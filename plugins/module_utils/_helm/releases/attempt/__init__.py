# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One pipeline for install, upgrade, rollback and uninstall.

Look, settle history, wanted content, reasons, originals, observe, plan, gate, prelude, carry out or keep, result.

In: an Intent (what one of them wants: content, reasons, words) and the Context. Out: a Result. Nothing is written
before the gate let it through. An attempt has no state that belongs to the process: many may run in the threads of one.
"""
