# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked in every form that they take, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import threading
import urllib.parse

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base import secret_parts
from ansible_collections.native.helm.plugins.module_utils._helm.base.mask import MASK
from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.golang.quoting import quote

ODD = "p\"a'ss\\w<ö>&r /d+%=\t\U0001f600"
# What helm 4.3.1 makes of it in a template.
HELMS = {
    "html": "p&#34;a&#39;ss\\w&lt;ö&gt;&amp;r /d+%=\t\U0001f600",
    "html | quote": '"p&#34;a&#39;ss\\\\w&lt;ö&gt;&amp;r /d+%=\\t\U0001f600"',
    "js": "p\\\"a\\'ss\\\\w\\u003Cö\\u003E\\u0026r /d+%\\u003D\\u0009\U0001f600",
    "js | quote": '"p\\\\\\"a\\\\\'ss\\\\\\\\w\\\\u003Cö\\\\u003E\\\\u0026r /d+%\\\\u003D\\\\u0009\U0001f600"',
    "toJson | quote": '"\\"p\\\\\\"a\'ss\\\\\\\\w\\\\u003cö\\\\u003e\\\\u0026r /d+%=\\\\t\U0001f600\\""',
    "b64enc | b64enc": "Y0NKaEozTnpYSGM4dzdZK0puSWdMMlFySlQwSjhKK1lnQT09",
    "b64enc | b64enc | b64enc": "WTBOS2FFb3pUbnBZU0dNNGR6ZFpLMHB1U1dkTU1sRnlTbFF3U2poS0sxbG5RVDA5",
    "b32enc": "OARGCJ3TONOHOPGDWY7CM4RAF5SCWJJ5BHYJ7GEA",
    "b32enc | b64enc": "T0FSR0NKM1RPTk9IT1BHRFdZN0NNNFJBRjVTQ1dKSjVCSFlKN0dFQQ==",
    "b64enc | b32enc": "MNBUU2CKGNHHUWCIMM4HON2ZFNFG4SLHJQZFC4SKKQYEUOCKFNMWOQJ5HU======",
    'printf "%q"': "\"p\\\"a'ss\\\\w<ö>&r /d+%=\\t\U0001f600\"",
    'printf "%+q"': "\"p\\\"a'ss\\\\w<\\u00f6>&r /d+%=\\t\\U0001f600\"",
    'printf "%+q" | toJson':
        "\"\\\"p\\\\\\\"a'ss\\\\\\\\w\\u003c\\\\u00f6\\u003e\\u0026r /d+%=\\\\t\\\\U0001f600\\\"\"",
    'printf "%x"': "7022612773735c773cc3b63e2672202f642b253d09f09f9880",
    'printf "%X"': "7022612773735C773CC3B63E2672202F642B253D09F09F9880",
    'printf "% x"': "70 22 61 27 73 73 5c 77 3c c3 b6 3e 26 72 20 2f 64 2b 25 3d 09 f0 9f 98 80",
    'printf "% X"': "70 22 61 27 73 73 5C 77 3C C3 B6 3E 26 72 20 2F 64 2B 25 3D 09 F0 9F 98 80",
    'printf "%#x"': "0x7022612773735c773cc3b63e2672202f642b253d09f09f9880",
    'printf "%# x"': (
        "0x70 0x22 0x61 0x27 0x73 0x73 0x5c 0x77 0x3c 0xc3 0xb6 0x3e 0x26 0x72 0x20 0x2f 0x64 0x2b "
        "0x25 0x3d 0x09 0xf0 0x9f 0x98 0x80"
    ),
    'printf "%x" | b64enc': "NzAyMjYxMjc3MzczNWM3NzNjYzNiNjNlMjY3MjIwMmY2NDJiMjUzZDA5ZjA5Zjk4ODA=",
    "toJson | b64enc": "InBcImEnc3NcXHdcdTAwM2PDtlx1MDAzZVx1MDAyNnIgL2QrJT1cdPCfmIAi",
    "toJson | toJson | b64enc": "IlwicFxcXCJhJ3NzXFxcXHdcXHUwMDNjw7ZcXHUwMDNlXFx1MDAyNnIgL2QrJT1cXHTwn5iAXCIi",
    "toJson | toJson | toJson": (
        "\"\\\"\\\\\\\"p\\\\\\\\\\\\\\\"a'ss\\\\\\\\\\\\\\\\w\\\\\\\\u003cö\\\\\\\\u003e\\\\\\\\u0026r /d+%=\\\\\\"
        "\\t\U0001f600\\\\\\\"\\\"\""
    ),
    "urlquery": "p%22a%27ss%5Cw%3C%C3%B6%3E%26r+%2Fd%2B%25%3D%09%F0%9F%98%80",
    "urlquery | urlquery":
        "p%2522a%2527ss%255Cw%253C%25C3%25B6%253E%2526r%2B%252Fd%252B%2525%253D%2509%25F0%259F%2598%2580",
    "urlquery | b64enc": "cCUyMmElMjdzcyU1Q3clM0MlQzMlQjYlM0UlMjZyKyUyRmQlMkIlMjUlM0QlMDklRjAlOUYlOTglODA=",
    "toYaml | toJson": "\"\\\"p\\\\\\\"a'ss\\\\\\\\w\\u003cö\\u003e\\u0026r /d+%=\\\\t\\\\U0001F600\\\"\"",
    "quote | b64enc": "InBcImEnc3NcXHc8w7Y+JnIgL2QrJT1cdPCfmIAi",
    'dict "auths" (dict "r.example" (dict "password" . "auth" (printf "u:%s" . | b64enc))) | toJson | b64enc': (
        "eyJhdXRocyI6eyJyLmV4YW1wbGUiOnsiYXV0aCI6ImRUcHdJbUVuYzNOY2R6ekR0ajRtY2lBdlpDc2xQUW53bjVpQS"
        "IsInBhc3N3b3JkIjoicFwiYSdzc1xcd1x1MDAzY8O2XHUwMDNlXHUwMDI2ciAvZCslPVx08J+YgCJ9fX0="
    ),
}
WORDS = "correct horse battery staple tango whiskey foxtrot \"alpha\" bravo charlie delta echo golf hotel india juliet"
FOLDED = "p: " + WORDS.replace("delta echo", "delta\n  echo")
WRAPPED = WORDS.replace("staple ", "staple\n").replace(" bravo", "\nbravo").replace("golf ", "golf\n")
PEM = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n"


def knowing(*texts: str) -> Secrets:
    secrets = Secrets()
    secrets.add(*texts)
    return secrets


@pytest.mark.parametrize(
    "shown",
    [
        ODD,
        json.dumps(ODD),
        json.dumps(ODD, ensure_ascii=False),
        json.dumps(json.dumps(ODD)),
        json.dumps(ODD, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
        repr({"a": ODD}),
        quote(ODD),
        yaml.safe_dump({"a": ODD}, allow_unicode=True, width=1000),
        yaml_codec.dump({"a": ODD}),
        yaml_codec.dump({"a": ODD.replace("\t", "")}),
        urllib.parse.quote(ODD),
        urllib.parse.quote(ODD, safe=""),
        urllib.parse.quote_plus(ODD),
        base64.b64encode(ODD.encode()).decode(),
        base64.urlsafe_b64encode(ODD.encode()).decode(),
        *HELMS.values(),
    ],
)
def test_forms(shown: str) -> None:
    masked = knowing(ODD, ODD.replace("\t", "")).text(f"before {shown} after")
    assert MASK in masked and masked.startswith("before ") and masked.endswith(" after")
    assert not any(part in masked for part in ("ss", "&r", "%A6", "w<", "7373", "73 73"))


@pytest.mark.parametrize("name", [name for name in HELMS if "b64enc" in name or "b32enc" in name or "%x" in name])
@pytest.mark.parametrize("around", ["{}", "https://host/path/{}/x", "key={}", "name-{}", '{{"a":"x\\n{}"}}'])
def test_what_is_encoded_is_looked_into_wherever_it_stands(name: str, around: str) -> None:
    shown, known = around.format(HELMS[name]), knowing(ODD)
    masked = known.text(shown)
    assert MASK in masked and HELMS[name] not in masked and known.holds(shown)
    assert known.value({"notes": [shown], "n": 1}) == {"notes": [masked], "n": 1}


def test_a_picture_and_a_checksum_are_left_as_they_are() -> None:
    picture = base64.b64encode(bytes(range(256)) * 200).decode()
    checksum = hashlib.sha256(b"canary-1234").hexdigest()
    shown = {"data": picture, "sum": checksum, "words": "CONTAINERS option_one_two 12345678"}
    assert knowing("canary-1234").value(shown) is shown


@pytest.mark.parametrize(
    ("secret", "shown"),
    [  # by helm 4.3.1: b64dec, b32dec, urlParse, fromJson
        ("Y2FuYXJ5LTEyMzQ=", "canary-1234"),
        ("WTJGdVlYSjVMVEV5TXpRPQ==", "canary-1234"),
        ("MNQW4YLSPEWTCMRTGQ======", "canary-1234"),
        ("postgres://shop:canary%2D1234@db.example:5432/shop?sslmode=require", "canary-1234"),
        ("postgres://shop:canary-1234@db.example:5432/shop?sslmode=require", "canary-1234"),
        ('{"auths": {"r.example": {"username": "u", "password": "canary-1234"}}}', "canary-1234"),
        ('[{"private_key": "canary-1234"}]', "canary-1234"),
        ("cG9zdGdyZXM6Ly9zaG9wOmNhbmFyeS0xMjM0QGRiLmV4YW1wbGU6NTQzMi9zaG9w", "canary-1234"),
    ],
)
def test_what_a_template_takes_out_of_a_secret(secret: str, shown: str) -> None:
    assert knowing(secret).text(f"password: {shown} (of shop)") == f"password: {MASK} (of shop)"
    assert knowing(secret).text(f"it is {secret}!") == f"it is {MASK}!"


@pytest.mark.parametrize(
    "secret", ["passwordpassword", "ABCDEFGH", "{not json", "https://db.example/shop", '{"name": "web"}', "[1]"]
)
def test_what_holds_no_other_secret_makes_none(secret: str) -> None:
    assert list(secret_parts.parts(secret)) == []


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "xyz12"])
@pytest.mark.parametrize("after", ["", "@", "@h", "@host"])
def test_inside_of_what_is_encoded(before: str, after: str) -> None:
    encoded = base64.b64encode(f"{before}canary-1234{after}".encode()).decode()
    masked = knowing("canary-1234").text(encoded)
    assert MASK in masked
    rest = masked.replace(MASK, "")
    assert len(rest) <= len(base64.b64encode(f"{before}{after}".encode())) + 4


@pytest.mark.parametrize(
    "shown",
    [
        # toYaml, indented, and in JSON; wrap 30, as helm 4.3.1 prints each
        FOLDED,
        json.dumps(FOLDED.replace("\n", "\n      ")),
        WRAPPED,
    ],
)
def test_a_long_secret_may_be_folded(shown: str) -> None:
    masked = knowing(WORDS).text(f"a\n{shown}\nb: correct horse battery")
    assert MASK in masked and masked.startswith("a\n") and masked.endswith("\nb: correct horse battery")
    assert "alpha" not in masked and "juliet" not in masked and knowing(WORDS).holds(shown)
    assert knowing(WORDS).value({"notes": [shown]}) == {"notes": [knowing(WORDS).text(shown)]}


def test_a_short_word_comes_twice_in_a_folded_secret() -> None:
    phrase = "a correct horse and a battery staple are a secret"
    assert knowing(phrase).text(phrase.replace("horse ", "horse\n")) == MASK


def test_a_folded_secret_has_another_one_in_it() -> None:
    address = "host=db.example user=shop password=canary-1234 sslmode=require"
    shown = address.replace(" sslmode", "\n  sslmode")
    known = knowing(address, "canary-1234")
    assert known.text(shown) == MASK and known.value({"notes": shown}) == {"notes": MASK}


@pytest.mark.parametrize(
    "shown", [WORDS[:-1], f"{WORDS[:20]}\n{WORDS[21:40]}", "correct horse\n" * 9, "correct\nhorse battery"]
)
def test_a_part_of_a_folded_secret_is_none(shown: str) -> None:
    assert knowing(WORDS).text(shown) == shown and not knowing(WORDS).holds(shown)


def test_lines_of_a_long_secret() -> None:
    masked = knowing(PEM).text("a:\n    MIIEvQIBADANBgkq\n    hkiG9w0BAQEFAASC\n-----BEGIN KEY-----\n")
    assert masked == f"a:\n    {MASK}\n    {MASK}\n-----BEGIN KEY-----\n"
    assert knowing(PEM).text(json.dumps(PEM)).count("MIIE") == 0
    assert "MIIE" not in base64.b64decode(
        knowing(PEM).text(base64.b64encode(PEM.encode()).decode()).replace("*", "A")
    ).decode("latin-1")


@pytest.mark.parametrize(
    ("number", "printed"),
    [  # by helm template
        ("1234567", "1.234567e+06"),
        ("1000000", "1e+06"),
        ("12345678901", "1.2345678901e+10"),
        ("100000000000000000000", "1e+20"),
        ("12345678901234567890", "1.2345678901234567e+19"),
        ("120000000", "1.2e+08"),
        ("-7654321", "-7.654321e+06"),
        ("1000000.5", "1.0000005e+06"),
        ("1234567.25", "1.23456725e+06"),
        ("0.00001234", "1.234e-05"),
        ("999999", "999999"),
        ("0.0001", "0.0001"),
        ("123.456", "123.456"),
    ],
)
def test_numbers_as_templates_print_them(number: str, printed: str) -> None:
    assert knowing(number).text(f"pin: x{printed}y {number}") == f"pin: x{MASK}y {MASK}"
    assert knowing(f"{number}\n").text(printed) == MASK


@pytest.mark.parametrize("text", ["0000000", "1" * 400, "1e10", "1_000_000", "0x1234567", "v1234567"])
def test_what_is_no_number_to_a_template_has_no_other_form(text: str) -> None:
    assert knowing(text).text(f"{text} 1e+06 1e+10 0e+00 1.234567e+06") == f"{MASK} 1e+06 1e+10 0e+00 1.234567e+06"


def test_longer_ones_first() -> None:
    assert knowing("canary", "canary-and-more").text("canary-and-more") == MASK


def test_short_ones_only_where_they_stand_alone() -> None:
    secrets = knowing("abc", "7", "no")
    text = "name: abcdef\npw: abc\nlist:\n- 'abc'\nreplicas: 7\npin: \"7\"\nflag: no\n"
    assert secrets.text(text) == (
        f"name: abcdef\npw: {MASK}\nlist:\n- '{MASK}'\nreplicas: 7\npin: \"{MASK}\"\nflag: no\n"
    )
    result = {"name": "abc", "values": {"pw": "abc", "other": "abcd", "n": 7, "pin": "7"}, "msg": "abc is there"}
    assert secrets.value(result, ("values",)) == {
        "name": "abc",
        "values": {"pw": MASK, "other": "abcd", "n": 7, "pin": MASK},
        "msg": "abc is there",
    }


def test_numbers_as_a_manifest_has_them() -> None:
    secrets = Secrets()
    secrets.add_leaves({"pin": 123456.0, "flag": True, "none": None, "l": ["four"]})
    assert secrets.value({"a": 123456, "b": "pin: 123456", "c": True, "d": "four"}) == {
        "a": MASK,
        "b": f"pin: {MASK}",
        "c": True,
        "d": MASK,
    }


def test_keys_only_of_documents() -> None:
    secrets = knowing("changed!", "manifest-key")
    value = {"changed!": 1, "manifests": [{"data": {"manifest-key": "x"}}]}
    assert secrets.value(value, ("manifests",)) == {"changed!": 1, "manifests": [{"data": {MASK: "x"}}]}


def test_what_holds_no_secret_is_given_back_as_it_is() -> None:
    value = {"a": [1, "b"]}
    assert knowing("canary").value(value) is value


@pytest.mark.parametrize("text", ["", " ", "\n", "********"])
def test_nothing_is_no_secret(text: str) -> None:
    assert knowing(text).text("a b\n******** c") == "a b\n******** c"


def test_of_many_each_is_found() -> None:
    """So many that they are not looked for one by one."""
    secrets = Secrets()
    texts = [f"s3cret-{number * 7919:06d}!" for number in range(500)]
    secrets.add(*texts, "four", "x9z")
    shown = {
        "plain": f"a {texts[0]} b {texts[499]}",
        "encoded": base64.b64encode(f"u:{texts[250]}".encode()).decode(),
        "short": "twenty-four",
        "number": 4,
        "values": {"pin": "x9z", "other": "s3cret-none!"},
    }
    masked = secrets.value(shown, ("values",))
    assert masked["plain"] == f"a {MASK} b {MASK}" and MASK in masked["encoded"] and masked["short"] == f"twenty-{MASK}"
    assert masked["number"] == 4 and masked["values"] == {"pin": MASK, "other": "s3cret-none!"}


def test_several_threads_learn_and_mask_at_once() -> None:
    secrets, failed = Secrets(), []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def learn(number: int) -> None:
        try:
            for count in range(200):
                text = f"secret-{number}-{count}"
                secrets.add(text, f"{number % 3}{count % 7}")
                assert text not in secrets.text(f"a {text} b")
                assert secrets.holds(text)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=learn, args=(number,)) for number in range(8)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not failed
    assert len(secrets.raw()) == 1600
