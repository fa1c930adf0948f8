# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cosign signed in a registry: found beside a chart, and verified. In: a manifest's digest and whom a task trusts.
Out: who signed it. Fails closed: nothing but a good signature of that very digest is one.
"""
