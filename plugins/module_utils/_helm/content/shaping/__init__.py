# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task changes in the objects that a chart renders, before they are anything else: patches, images, registries.

In: rendered files, and the task's options as they stand there. Out: files with the same names. Pure.
"""
