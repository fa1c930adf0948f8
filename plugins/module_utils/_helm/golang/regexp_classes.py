# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of Unicode's classes of characters in a pattern, as Go takes them: in any case, with spaces, hyphens and
underscores or without, categories also by their long names. RE2 knows each by one name only. (Go: regexp/syntax)

Only patterns with such a class load this file.
"""

from __future__ import annotations

import re
from typing import Any

_CATEGORIES = """
    Close_Punctuation=Pe Combining_Mark=M Connector_Punctuation=Pc Control=Cc Currency_Symbol=Sc
    Dash_Punctuation=Pd Decimal_Number=Nd Enclosing_Mark=Me Final_Punctuation=Pf Format=Cf
    Initial_Punctuation=Pi Letter=L Letter_Number=Nl Line_Separator=Zl Lowercase_Letter=Ll Mark=M Math_Symbol=Sm
    Modifier_Letter=Lm Modifier_Symbol=Sk Nonspacing_Mark=Mn Number=N Open_Punctuation=Ps Other=C
    Other_Letter=Lo Other_Number=No Other_Punctuation=Po Other_Symbol=So Paragraph_Separator=Zp Private_Use=Co
    Punctuation=P Separator=Z Space_Separator=Zs Spacing_Mark=Mc Surrogate=Cs Symbol=S Titlecase_Letter=Lt
    Uppercase_Letter=Lu cntrl=Cc digit=Nd punct=P
"""
_SCRIPTS = """
    Anatolian_Hieroglyphs Bassa_Vah Canadian_Aboriginal Caucasian_Albanian Cypro_Minoan Dives_Akuru
    Egyptian_Hieroglyphs Gunjala_Gondi Hanifi_Rohingya Imperial_Aramaic Inscriptional_Pahlavi
    Inscriptional_Parthian Kayah_Li Khitan_Small_Script Linear_A Linear_B Masaram_Gondi Meetei_Mayek
    Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Nag_Mundari New_Tai_Lue Nyiakeng_Puachue_Hmong Ol_Chiki
    Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic
    Old_Uyghur Pahawh_Hmong Pau_Cin_Hau Phags_Pa Psalter_Pahlavi SignWriting Sora_Sompeng Syloti_Nagri Tai_Le
    Tai_Tham Tai_Viet Warang_Citi Zanabazar_Square
"""
_CLASS = re.compile(rb"\\(?:Q.*?(?:\\E|\Z)|([pP])(?:\{(\^?)([^{}]*)\}|([A-Za-z]))|.)", re.DOTALL)


def _canonical(name: str) -> str:
    return re.sub("[-_ ]", "", name).capitalize()


_NAMES = {_canonical(name): name for name in _SCRIPTS.split()}
_NAMES.update({_canonical(name): short for name, short in (pair.split("=") for pair in _CATEGORIES.split())})


def known_to_re2(pattern: bytes, re2: Any, options: Any) -> tuple[bytes, dict[bytes, bytes]]:
    """Return the pattern with RE2's names for the classes that it has, and what it had instead of each.

    Another name stays for RE2 to refuse.
    """
    had: dict[bytes, bytes] = {}

    def is_known(text: bytes) -> bool:
        try:
            re2.compile(text, options)
        except re2.error:
            return False
        return True

    def named(found: re.Match[bytes]) -> bytes:
        letter, negated, long, short = found.groups()
        if letter is None or is_known(found[0]):
            return found[0]
        name = _canonical((short or long).decode("utf-8", "replace"))
        made = b"\\%s{%s%s}" % (letter, negated or b"", _NAMES.get(name, name).encode())
        if not is_known(made):
            return found[0]
        had[made] = found[0]
        return made

    return _CLASS.sub(named, pattern), had
