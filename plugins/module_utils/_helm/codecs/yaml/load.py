# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From YAML text to plain data, as sigs.k8s.io/yaml over go.yaml.in/yaml/v2 does it.

The scanning is PyYAML's, with libyaml's C code where it is there (Go's is a port of the same); what its events mean is
decided by the builder.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Union

from ...base.errors import MissingLibrary, YamlError
from .builder import Builder, built, pyyaml_parser
from .faults import CONVERTING, UNKNOWN_ESCAPE, NotAsGo, syntax_error

_BOM = b"\xef\xbb\xbf"


def parse(text: Union[str, bytes], number: Callable[[Any], Any]) -> Any:
    """Return the first document of text as plain data with string keys, None for an empty one.

    number turns an int (64 bits, signed or not) or a float into what the caller wants. YamlError with Go's text.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingLibrary("PyYAML", doing="reading YAML") from error
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)
    try:
        return _read(yaml, data, number)
    except NotAsGo as error:
        from . import again

        return again.read(yaml, data, number, error.found)


def _read(yaml: Any, data: bytes, number: Callable[[Any], Any]) -> Any:
    """Read with libyaml; NotAsGo where Go's scanner may see something else."""
    try:
        builder = Builder(yaml, pyyaml_parser(yaml, data), number, watch=b"?" in data or b"!" in data)
        value = built(builder, lambda: pyyaml_parser(yaml, data))
    except (yaml.YAMLError, YamlError) as error:
        raise NotAsGo(error) from error
    if UNKNOWN_ESCAPE in data or _BOM in data[1:]:  # which libyaml passes over where a line begins
        raise NotAsGo(None)
    return value


def events(text: str) -> Iterator[Any]:
    """Yield PyYAML's events of text up to its first document's end, for those who need places in the text.

    YamlError with Go's text.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingLibrary("PyYAML", doing="reading YAML") from error
    try:
        parser = pyyaml_parser(yaml, text.encode("utf-8", "surrogateescape"))
        while True:
            event = parser.get_event()
            if event is None or isinstance(event, (yaml.DocumentEndEvent, yaml.StreamEndEvent)):
                return
            yield event
    except (yaml.YAMLError, UnicodeError) as error:
        raise YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, error)}") from error
