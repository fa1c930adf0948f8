# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the controller finds to be vaulted, as ansible-core 2.19 says so and as those before did.

Plays with real vaults are in tests/modules/test_vaulted.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible._internal._datatag._tags import Origin, VaultedValue
from ansible.errors import AnsibleError

from ansible_collections.native.helm.plugins.plugin_utils._worker import vaulted


class Loader:
    def __init__(self, **files: Any) -> None:
        self._FILE_CACHE = files


class AnsibleVaultEncryptedUnicode:
    """As ansible-core 2.18 has it: no text, but made one by str()."""

    asked = 0

    def __init__(self, text: str, ciphertext: bytes = b"") -> None:
        self._text = text
        self._ciphertext = ciphertext or text.encode().hex().encode()

    def __str__(self) -> str:
        type(self).asked += 1
        if self._text == "undecryptable":
            raise AnsibleError("no secret fits")
        return self._text


class AnsibleUnicode(str):
    """As ansible-core 2.18 has it: a text that knows its file."""

    ansible_pos: tuple[str, int, int]


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    """A file that is vaulted as a whole, beside one that is not."""
    (tmp_path / "plain.yml").write_text("a: b\n")
    path = tmp_path / "vault.yml"
    path.write_text("$ANSIBLE_VAULT;1.1;AES256\n3132\n")
    return path


def of_file(value: Any, path: Path, *, old: bool) -> Any:
    if not old:
        return Origin(path=str(path), line_num=1, col_num=1).tag(value)
    text = AnsibleUnicode(value)
    text.ansible_pos = (str(path), 1, 1)
    return text


def find(arguments: dict[str, Any], variables: dict[str, Any], **files: Any) -> vaulted.Found:
    return vaulted.find(arguments, variables, Loader(**files))


def test_a_tagged_value_anywhere_in_the_arguments() -> None:
    tag = VaultedValue(ciphertext="$ANSIBLE_VAULT;1.1;AES256\n31")
    found = find({"values": {"a": [{"b": tag.tag("first-secret")}]}, "api_key": tag.tag("second-secret")}, {})
    assert found == (["first-secret", "second-secret"], [])
    assert {type(text) for text in found.secrets} == {str}


def test_a_variable_that_is_encrypted_is_decrypted_once() -> None:
    once = AnsibleVaultEncryptedUnicode("only-once")
    before = AnsibleVaultEncryptedUnicode.asked
    for _item in range(3):  # a loop's, in one worker
        assert find({}, {"a": once, "b": {"c": [once]}}).secrets == ["only-once"]
    assert AnsibleVaultEncryptedUnicode.asked == before + 1


def test_what_cannot_be_decrypted_is_no_failure() -> None:
    found = find({}, {"a": AnsibleVaultEncryptedUnicode("undecryptable"), "b": AnsibleVaultEncryptedUnicode("other-1")})
    assert found.secrets == ["other-1"]


@pytest.mark.parametrize("word", ["true", "False", "no", "null", "~"])
def test_words_of_yaml_are_no_secrets(word: str) -> None:
    assert find({}, {"a": AnsibleVaultEncryptedUnicode(word)}).secrets == []


def test_a_short_text_that_is_vaulted_by_itself_is_meant() -> None:
    assert find({}, {"pin": AnsibleVaultEncryptedUnicode("481")}).secrets == ["481"]


@pytest.mark.parametrize("old", [False, True], ids=["2.19", "2.18"])
def test_values_of_a_file_that_is_vaulted(encrypted: Path, *, old: bool) -> None:
    plain = encrypted.with_name("plain.yml")
    variables = {
        "a": of_file("file-secret", encrypted, old=old),
        "b": {"c": [of_file("deep-secret", encrypted, old=old)]},
        "d": of_file("no secret at all", plain, old=old),
        "vars": {"e": of_file("twice", encrypted, old=old)},
        "hostvars": {"f": of_file("another host's", encrypted, old=old)},
    }
    assert find({}, variables).secrets == ["file-secret", "deep-secret"]


@pytest.mark.parametrize("text", ["web", "8080", "12345", "10.0", "true", "on", "None", "  ", ""])
def test_what_others_may_have_too_is_none_of_a_vaulted_file(encrypted: Path, text: str) -> None:
    assert find({}, {"a": of_file(text, encrypted, old=False)}).secrets == []


@pytest.mark.parametrize("text", ["four", "123456", "1.2.3.4.5.6", "truer"])
def test_what_is_telling_is(encrypted: Path, text: str) -> None:
    assert find({}, {"a": of_file(text, encrypted, old=False)}).secrets == [text]


@pytest.mark.parametrize("option", ["name", "namespace", "chart", "context", "release_name"])
def test_a_name_that_every_message_has_is_none(encrypted: Path, option: str) -> None:
    variables = {"a": of_file("production", encrypted, old=False), "b": of_file("production-db", encrypted, old=False)}
    assert find({option: "production"}, variables).secrets == ["production-db"]


def test_but_it_is_where_it_is_vaulted_by_itself() -> None:
    assert find({"name": "production"}, {"a": AnsibleVaultEncryptedUnicode("production")}).secrets == ["production"]


def test_of_a_template_what_the_file_says_itself(encrypted: Path) -> None:
    text = of_file("{# why #}postgres://me:{{ password }}@host-1/{% if x %}main-db{% endif %}", encrypted, old=False)
    assert find({}, {"a": text}).secrets == ["postgres://me:", "@host-1/", "main-db"]


def test_what_is_too_common_to_look_for_is_known_by_its_place(encrypted: Path) -> None:
    def tagged(value: Any) -> Any:
        return of_file(value, encrypted, old=False)

    values = {"port": tagged(8080), "a": [{"b.c": tagged("web")}, tagged("long-enough")], "own": 8080}
    found = find({"values": values}, {})
    assert found == (["long-enough"], [("port",), ("a", "0", "b.c")])


def test_what_a_vaulted_tasks_file_says_is_secret_in_values_only(encrypted: Path) -> None:
    def tagged(value: Any) -> Any:
        return of_file(value, encrypted, old=False)

    arguments = {
        "state": tagged("present"),
        "values": {"a": tagged("value-secret")},
        "set_values": [{"value": tagged("b=set-secret")}],
        "timeout": tagged("20m30s"),
    }
    assert find(arguments, {}).secrets == ["value-secret", "b=set-secret", "set-secret"]


def test_a_vaulted_file_of_json_has_no_origins_before_2_19(encrypted: Path) -> None:
    content = {"a": "json-secret", "b": [{"c": 1234567, "d": 80, "e": True, "f": None}]}
    files = {str(encrypted): content, str(encrypted.with_name("plain.yml")): {"g": "no secret"}}
    assert find({}, {}, **files).secrets == ["json-secret", "1234567"]


def test_a_structure_that_holds_itself_ends() -> None:
    ring: dict[str, Any] = {"a": AnsibleVaultEncryptedUnicode("in-a-ring")}
    ring["b"] = ring
    assert find({}, {"ring": ring}).secrets == ["in-a-ring"]
