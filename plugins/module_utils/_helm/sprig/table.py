# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of all functions: Sprig's generic map less env and expandenv.

What nearly every chart uses is imported here. The rest is listed by name and Go parameters and imported at its first
call: a task that needs none of it does not pay for it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, Callable

from ..base.env import Env
from ..golang.types import go_function
from . import dicts, encoding, equality, flow, lists, numbers, strings

Function = Callable[..., Any]
_ANY = "interface {}"
_LIST = "[]interface {}"
_CERTIFICATE = "sprig.certificate"


def functions(env: Env) -> dict[str, Function]:
    """Return Sprig's functions by name; env is their clock, randomness and name resolution."""
    table = dict(_TABLE)
    for load, entries in _LATER_WITH_ENV:
        for names, attribute, params in entries:
            function = _later(load, attribute, params, env)
            table.update(dict.fromkeys(names.split(), function))
    table["now"] = _clock(env)
    return table


def _clock(env: Env) -> Function:
    """Return the function now, which counts the monotonic clock from its first call."""
    found: list[Function] = []

    @go_function()
    def now() -> Any:
        if not found:
            from . import dates

            found.append(dates.clock(env))
        return found[0]()

    return now


def _later(load: Callable[[], ModuleType], attribute: str, params: tuple[str, ...], *first: Any) -> Function:
    """Return a function whose module is imported at the first call; first: arguments before the template's."""
    found: list[Function] = []

    @go_function(*params)
    def call(*arguments: Any) -> Any:
        if not found:
            found.append(getattr(load(), attribute))
        return found[0](*first, *arguments)

    return call


def _words() -> ModuleType:
    from . import words

    return words


def _jsontext() -> ModuleType:
    from . import jsontext

    return jsontext


def _regex() -> ModuleType:
    from . import regex

    return regex


def _paths() -> ModuleType:
    from ..golang import path as paths

    return paths


def _urls() -> ModuleType:
    from . import urls

    return urls


def _versions() -> ModuleType:
    from . import versions

    return versions


def _dates() -> ModuleType:
    from . import dates

    return dates


def _randomness() -> ModuleType:
    from . import randomness

    return randomness


def _crypto() -> ModuleType:
    from . import crypto

    return crypto


def _keys() -> ModuleType:
    from . import keys

    return keys


def _certificates() -> ModuleType:
    from . import certificates

    return certificates


# names in templates, name in the module, Go's parameters
_LATER: tuple[tuple[Callable[[], ModuleType], tuple[tuple[str, str, tuple[str, ...]], ...]], ...] = (
    (_words, (
        ("upper", "upper", ("string",)),
        ("lower", "lower", ("string",)),
        ("title", "title", ("string",)),
        ("untitle", "untitle", ("string",)),
        ("swapcase", "swap_case", ("string",)),
        ("camelcase", "camel_case", ("string",)),
        ("kebabcase", "kebab_case", ("string",)),
        ("snakecase", "snake_case", ("string",)),
    )),
    (_jsontext, (
        ("fromJson", "from_json", ("string",)),
        ("mustFromJson", "must_from_json", ("string",)),
        ("toJson", "to_json", (_ANY,)),
        ("mustToJson", "must_to_json", (_ANY,)),
        ("toPrettyJson", "to_pretty_json", (_ANY,)),
        ("mustToPrettyJson", "must_to_pretty_json", (_ANY,)),
        ("toRawJson mustToRawJson", "to_raw_json", (_ANY,)),
    )),
    (_regex, (
        ("regexMatch", "match", ("string", "string")),
        ("mustRegexMatch", "must_match", ("string", "string")),
        ("regexFind", "find", ("string", "string")),
        ("mustRegexFind", "must_find", ("string", "string")),
        ("regexFindAll", "find_all", ("string", "string", "int")),
        ("mustRegexFindAll", "must_find_all", ("string", "string", "int")),
        ("regexReplaceAll", "replace_all", ("string", "string", "string")),
        ("mustRegexReplaceAll", "must_replace_all", ("string", "string", "string")),
        ("regexReplaceAllLiteral", "replace_all_literal", ("string", "string", "string")),
        ("mustRegexReplaceAllLiteral", "must_replace_all_literal", ("string", "string", "string")),
        ("regexSplit", "split", ("string", "string", "int")),
        ("mustRegexSplit", "must_split", ("string", "string", "int")),
        ("regexQuoteMeta", "quote_meta", ("string",)),
    )),
    (_paths, (
        ("base osBase", "base", ("string",)),
        ("clean osClean", "clean", ("string",)),
        ("dir osDir", "folder", ("string",)),
        ("ext osExt", "extension", ("string",)),
        ("isAbs osIsAbs", "is_absolute", ("string",)),
    )),
    (_urls, (
        ("urlParse", "parse", ("string",)),
        ("urlJoin", "join", ("map[string]interface {}",)),
    )),
    (_versions, (
        ("semver", "version", ("string",)),
        ("semverCompare", "compare", ("string", "string")),
    )),
    (_dates, (
        ("dateModify date_modify", "modify", ("string", "time.Time")),
        ("mustDateModify must_date_modify", "must_modify", ("string", "time.Time")),
        ("duration", "duration", (_ANY,)),
        ("toDate", "to_date", ("string", "string")),
        ("mustToDate", "must_to_date", ("string", "string")),
        ("unixEpoch", "unix_epoch", ("time.Time",)),
    )),
    (_crypto, (
        ("decryptAES", "decrypt_aes", ("string", "string")),
        ("derivePassword", "derive_password", ("uint32", "string", "string", "string", "string")),
    )),
    (_keys, (
        ("genPrivateKey", "private_key", ("string",)),
    )),
    (_certificates, (
        ("buildCustomCert", "custom", ("string", "string")),
    )),
)  # fmt: skip

# the same for functions whose first parameter is the Env
_LATER_WITH_ENV: tuple[tuple[Callable[[], ModuleType], tuple[tuple[str, str, tuple[str, ...]], ...]], ...] = (
    (_dates, (
        ("ago", "ago", (_ANY,)),
        ("date", "date", ("string", _ANY)),
        ("dateInZone date_in_zone", "date_in_zone", ("string", _ANY, "string")),
        ("durationRound", "duration_round", (_ANY,)),
        ("htmlDate", "html_date", (_ANY,)),
        ("htmlDateInZone", "html_date_in_zone", (_ANY, "string")),
    )),
    (_randomness, (
        ("randAlpha", "letters", ("int",)),
        ("randAlphaNum", "letters_and_digits", ("int",)),
        ("randAscii", "printable", ("int",)),
        ("randNumeric", "digits", ("int",)),
        ("randBytes", "base64_bytes", ("int",)),
        ("randInt", "number", ("int", "int")),
        ("shuffle", "shuffle", ("string",)),
        ("uuidv4", "uuid4", ()),
    )),
    (_urls, (
        ("getHostByName", "host_by_name", ("string",)),
    )),
    (_crypto, (
        ("bcrypt", "bcrypt_hash", ("string",)),
        ("htpasswd", "htpasswd", ("string", "string")),
        ("encryptAES", "encrypt_aes", ("string", "string")),
    )),
    (_certificates, (
        ("genCA", "authority", ("string", "int")),
        ("genCAWithKey", "authority", ("string", "int", "string")),
        ("genSelfSignedCert", "self_signed", ("string", _LIST, _LIST, "int")),
        ("genSelfSignedCertWithKey", "self_signed", ("string", _LIST, _LIST, "int", "string")),
        ("genSignedCert", "signed", ("string", _LIST, _LIST, "int", _CERTIFICATE)),
        ("genSignedCertWithKey", "signed", ("string", _LIST, _LIST, "int", _CERTIFICATE, "string")),
    )),
)  # fmt: skip


def _without_env() -> dict[str, Function]:
    """The functions that are the same whoever renders."""
    table: dict[str, Function] = {}
    for topic in (strings, numbers, lists, dicts, flow, equality, encoding):
        table.update(topic.TABLE)
    for load, entries in _LATER:
        for names, attribute, params in entries:
            table.update(dict.fromkeys(names.split(), _later(load, attribute, params)))
    return table


_TABLE = _without_env()  # made once: a task renders many times
