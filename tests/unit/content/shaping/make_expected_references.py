# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make references.jsonl: texts, and what the distribution project's library says that they refer to."""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOL = HERE.parents[2] / "tools" / "kustomize"
SHA = "sha256:" + "0123456789abcdef" * 4
NAMES = (
    "nginx",
    "library/nginx",
    "docker.io/nginx",
    "docker.io/library/nginx",
    "index.docker.io/nginx",
    "index.docker.io/a/b",
    "team/app",
    "team/deep/app",
    "quay.io/team/app",
    "localhost/app",
    "localhost:5000/app",
    "registry:5000/app",
    "registry/app",
    "127.0.0.1:5000/a/b",
    "[::1]:5000/app",
    "[::1]/app",
    "[fe80::1%25]/app",
    "MyHost/app",
    "EXAMPLE.com/app",
    "Nginx",
    "team/App",
    "a__b",
    "a___b",
    "a._b",
    "a--b",
    "a.b",
    "a..b",
    "-a",
    "a-",
    "a/b-",
    "example.com",
    "example.com/",
    "/a",
    "a//b",
    "example.com:port/a",
    "exa_mple.com/a",
    "foo.bar__x/y",
    "foo__x/y",
    "xn--n3h.com/a",
    "a.b.c/d",
    "example.com:99999/a",
    "",
    "a b",
    "a/b/c/d/e/f",
    "0/1",
    "0.0/1",
    "ünïcode/a",
    "example.com/a_b",
    "example.com/A",
    "-example.com/a",
    "example-.com/a",
    "example..com/a",
    "docker.io",
    "docker.io/a/b/c",
    "f" * 64,
    "f" * 63,
    "a" * 241,
    "a" * 256,
    "example.com/" + "a" * 243,
    "example.com/" + "a" * 244,
)
ENDS = (
    "",
    ":latest",
    ":1.25",
    ":V1_a-b.c",
    ":_x",
    ":-x",
    ":.x",
    ":",
    ":a:b",
    ":" + "t" * 128,
    ":" + "t" * 129,
    f"@{SHA}",
    f":1@{SHA}",
    f"@{SHA}:1",
    "@sha256:abc",
    "@" + SHA.upper(),
    f"@{SHA}0",
    "@md5:" + "0" * 32,
    "@sha512:" + "0" * 128,
    "@sha384:" + "0" * 96,
    "@",
    ":5000",
    ":5000/x",
    f"@{SHA}@{SHA}",
)


def main() -> None:
    """Write each text with the library's answer."""
    texts = [f"{name}{end}" for place, name in enumerate(NAMES) for end in (ENDS if place < 13 else ENDS[:2])]
    lines = "".join(f"{text}\n" for text in dict.fromkeys(texts))
    ran = subprocess.run([str(TOOL), "reference"], input=lines, capture_output=True, text=True, check=True)
    (HERE / "references.jsonl").write_text(ran.stdout, encoding="utf-8")
    print(f"references.jsonl: {len(ran.stdout.splitlines())} rows")


if __name__ == "__main__":
    main()
