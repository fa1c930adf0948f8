# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kubernetes API.

In: a Connection. Out: a Client; objects are plain dicts. Every failure is a KubeError with the object and the
server's reason.
"""
