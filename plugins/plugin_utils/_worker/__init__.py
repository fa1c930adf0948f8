# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private: what the actions do on the controller. A task comes in, its result goes out, by Ansible's worker or by the
module, with all handed over that only the controller knows."""
