# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of releases: what it says, in which order, and that no text of a cluster is anything but text in it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
import report_data
from ansible.errors import AnsibleFilterError

from ansible_collections.native.helm.plugins.filter.plan_page import plan_page
from ansible_collections.native.helm.plugins.filter.report_page import report_page
from ansible_collections.native.helm.plugins.plugin_utils._report import plans, releases, rendering, texts

WHEN = "2026-11-30T14:30:00Z"
STYLE = (Path(rendering.__file__).parent / "page/style.css").read_text(encoding="utf-8")
VOID = ("meta", "link", "input", "br")


class Read(HTMLParser):
    """A page as a parser has it. elements: (tag, attributes' names); attributes, data: their texts; open: what was not
    closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.data: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _value in attrs)))
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def page_of(*entries: dict[str, Any], name: str = "production", **more: Any) -> str:
    return report_page([{"name": name, "releases": list(entries), **more}], "Helm releases", WHEN)


def rows_of(*entries: dict[str, Any]) -> list[releases.Row]:
    return releases.page([{"name": "production", "releases": list(entries)}]).rows


def test_every_element_is_closed_in_its_turn() -> None:
    found = Read(report_page(report_data.clusters(60), "Helm releases", WHEN))
    assert found.open == [] and len(found.elements) > 1000


@pytest.mark.parametrize("text", report_data.HOSTILE, ids=range(len(report_data.HOSTILE)))
def test_a_text_is_a_text_wherever_it_stands(text: str) -> None:
    """The page has the same elements and attributes as with a harmless one in its place, and says it."""
    found, calm = (
        Read(report_page([{"name": word, "releases": [report_data.hostile(word)], "incomplete": word,
                           "connection": {"server": word, "user": word}}, {"name": "b", "problem": word}], word, WHEN))
        for word in (text, "harmless")
    )  # fmt: skip
    assert found.elements == calm.elements
    assert "1337" not in "".join(found.data)
    said = sum(piece.count("harmless") for piece in calm.data)
    # Less where it is cut, and where JSON has its quotes and control characters in another form.
    assert said > 60 and said - 10 <= sum(piece.count(text) for piece in found.data) <= said
    assert not [one for one in found.attributes if one[1].startswith("on") or one[1] in ("src", "srcdoc", "style")]
    assert [value for _tag, name, value in found.attributes if name == "href"] == ["data:,", "#content"]


@pytest.mark.parametrize("text", report_data.HOSTILE, ids=range(len(report_data.HOSTILE)))
def test_a_plans_text_is_a_text_too(text: str) -> None:
    found, calm = (Read(plan_page([report_data.hostile_plan(word)] * 2, word)) for word in (text, "harmless"))
    assert found.elements == calm.elements and found.open == []
    assert sum(piece.count("harmless") for piece in calm.data) > 50
    assert "1337" not in "".join(found.data)
    assert not [one for one in found.attributes if one[1].startswith("on") or one[1] in ("src", "srcdoc", "style")]


def test_of_a_plan_what_takes_something_away_is_first() -> None:
    text = plan_page(report_data.plans(), "Tomorrow")
    found = plans.page(report_data.plans())
    assert [row.name for row in found.rows] == ["cache", "gone", "shop", "fresh", "calm"]
    assert [row.takes for row in found.rows] == [2, 1, 0, 0, 0]
    assert found.counts == {"all": 5, "changed": 4, "takes": 2, "hooks": 1, "same": 1}
    assert found.rows[0].counts == [("1 replaced", "bad"), ("1 deleted", "bad")]
    shop = found.rows[2]
    assert (shop.revision, found.rows[3].revision, shop.hooks) == ("3 to 4", "1", ["Job shop-migrate (pre-upgrade)"])
    assert ("/spec/replicas", "2", "3") in next(one for one in shop.objects if one.action == "update").differences
    assert "data:\n  a.conf: |\n    x = 1\n    y = 2" in next(one for one in shop.objects if one.body).body
    assert "Planned <time" in text and "<b>planner</b>" in text and "sha256:5a1" in text
    assert text.count("Secret values are compared") == text.count("Secret values are not compared") == 1
    assert text.count("<table") == text.count("<caption") and Read(text).open == []


def test_a_plan_comes_as_a_mapping_as_json_or_in_a_list() -> None:
    document = report_data.plans()[0]
    assert plan_page(document) == plan_page(json.dumps(document)) == plan_page([document])
    for none in ("nothing", {"releases": []}, [1], {"id": "a", "releases": {}}):
        with pytest.raises(AnsibleFilterError, match=r"native\.helm\.plan_page: "):
            plan_page(none)


def test_without_escaping_that_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(jinja2.Environment):
        def __init__(self, **options: Any) -> None:
            super().__init__(**{**options, "autoescape": False})

    monkeypatch.setattr(rendering.jinja2, "Environment", Careless)
    with pytest.raises(AssertionError):
        test_a_text_is_a_text_wherever_it_stands(report_data.HOSTILE[0])


def test_a_browser_may_run_the_pages_own_script_and_style_and_nothing_else() -> None:
    text = page_of(report_data.release(1))
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[0])
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert "SPDX" not in text and "url(" not in text and "@import" not in text


def test_500_releases_take_no_three_seconds_and_no_five_megabytes() -> None:
    clusters = report_data.clusters(500)
    begun = time.process_time()
    text = report_page(clusters, "Helm releases", WHEN)
    assert time.process_time() - begun < 3
    assert len(text.encode()) < 5_000_000
    assert len(re.findall(r'class="release[ "]', text)) == 500


def test_the_most_urgent_is_first() -> None:
    failed, pending, unready, drifted, newer, beyond, ambiguous = (report_data.troubled(one) for one in range(7))
    fine = report_data.release(8, name="aaa")
    rows = rows_of(fine, ambiguous, beyond, newer, drifted, unready, pending, failed)
    assert [row.name for row in rows[:4]] == [one["name"] for one in (failed, pending, unready, drifted)]
    assert {row.name for row in rows[4:6]} == {newer["name"], beyond["name"]}
    assert [row.flags for row in rows] == [
        ["failing", "unready"], ["waiting"], ["unready"], ["drifted"], ["outdated"], ["outdated"], [], []
    ]  # fmt: skip
    found = releases.page([{"releases": [fine, failed, drifted]}])
    assert found.counts == {"all": 3, "failing": 1, "unready": 1, "drifted": 1}
    assert found.statuses == [("deployed", 2), ("failed", 1)]


def test_what_is_wrong_is_said_with_its_reason() -> None:
    failed, _pending, unready, drifted = rows_of(*(report_data.troubled(one) for one in range(4)))
    assert failed.reason.startswith('Upgrade "shop" failed: context deadline exceeded; Deployment web/shop: Progress')
    assert "ConfigMap web/shop: Resource not found" in unready.reason and (unready.ready, unready.objects) == (1, 3)
    assert drifted.differences == 4
    assert drifted.reason.endswith("Deployment web/cache drifted: it is missing")
    replicas, _image, annotations = (drifted.drift or [])[0].differences
    assert (replicas.field, replicas.wanted, replicas.live) == ("/spec/replicas", "3", "1")
    assert (annotations.wanted, annotations.live) == ('{\n "team": "web"\n}', "nothing")


def test_newer_versions_are_those_that_the_task_may_take() -> None:
    within = report_data.updates("available", newer=("2.0.0", "1.4.0"))
    within["newest_within"], within["constraint"] = "1.4.0", "^1"
    beyond = report_data.updates("beyond", newer=("2.0.0",))
    unsure = report_data.updates("ambiguous", newer=(), message="may be from two")
    old = {**report_data.updates("current"), "deprecated": True}
    rows = [rows_of(report_data.release(1, updates=one))[0] for one in (within, beyond, unsure, old)]
    assert [(row.newest, row.newest_note) for row in rows] == [
        ("1.4.0", "newer"), ("2.0.0", "newer outside the range"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert rows[3].flags == ["outdated"] and "deprecated" in rows[3].reason
    assert "may be from two" in page_of(report_data.release(1, updates=unsure))


def test_who_did_what_is_in_the_history_the_newest_first() -> None:
    entry = report_data.release(1)
    entry["history"] = [
        {"revision": 9, "last_deployed": "2026-01-31T09:00:00Z", "labels": {"deployed-by": "ada"},
         "status": "superseded", "description": "Install complete", "chart": "shop", "chart_version": "1.0.0"},
        {"revision": 10, "last_deployed": "2026-01-31T10:00:00+01:00", "labels": {}, "rollback_revision": 8,
         "description": "Rollback to 8"},
    ]  # fmt: skip
    newest, first = rows_of(entry)[0].history or []
    assert (newest["revision"], newest["when"], newest["back_to"]) == (10, "2026-01-31 10:00 +01:00", 8)
    assert (first["labels"], first["when"], first["chart"]) == ("deployed-by=ada", "2026-01-31 09:00 UTC", "shop 1.0.0")


def test_what_was_not_asked_is_no_good_news() -> None:
    """A listing has no more than name, status and labels."""
    listed = {"name": "shop", "namespace": "web", "revision": 1, "status": "deployed", "labels": {}}
    text = page_of(listed)
    assert text.count("not asked") == 3 and ">none<" not in text
    assert "There is no release." in report_page([], "Helm releases", WHEN)


def test_a_cluster_that_was_not_read_cannot_be_overlooked() -> None:
    text = report_page([{"name": "a", "releases": []}, "b", {"name": "c", "problem": "refused"}], "R", WHEN)
    notices = re.findall(r'<section class="notice bad".*?<h2>(.*?)</h2>\n<p>(.*?)</p>', text, re.DOTALL)
    assert sorted(notices) == [("b could not be read", "It was not asked."), ("c could not be read", "refused")]
    with pytest.raises(AnsibleFilterError, match="takes a list with a mapping a cluster"):
        report_page({"name": "a"})


def test_a_text_of_any_length_leaves_the_page_readable() -> None:
    drift = report_data.drift(("/data", "x" * 100_000, list(range(100_000))))
    text = page_of(report_data.release(1, drift=[drift], notes="n" * 100_000, description="d" * 100_000))
    assert len(text) < 70_000 and "more characters" in text
    assert texts.cut("abc", 2) == "ab… (1 more characters)"


def test_a_reader_of_the_page_aloud_knows_what_each_cell_is() -> None:
    text = report_page(report_data.clusters(20), "Helm releases", WHEN)
    found = Read(text)
    assert '<html lang="en">' in text and text.startswith("<!doctype html>")
    heads = [names for tag, names in found.elements if tag == "th"]
    assert heads and all("scope" in names for names in heads)
    assert text.count("<table") == text.count("<caption")
    assert len(re.findall(r'<tr role="row">\n<th scope="row" role="rowheader"', text)) == 20
    labelled = re.findall(r"<label>.*?<(?:input|select)", text)
    assert len(labelled) == 2 and '<output id="shown" for="find" role="status">' in text


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_can_be_read(scheme: str) -> None:
    """A contrast of 4.5 to 1 for texts, 3 to 1 for what shows the focus."""
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)")[:2]
    found = colours(light if scheme == "light" else dark.split("* { box-sizing")[0])
    tones = ("bad", "busy", "good", "info", "drift", "calm")
    assert contrast("#000000", "#ffffff") == 21.0
    pairs = [(name, ground) for name in ("ink", "soft", *tones) for ground in ("page", "card")]
    pairs += [(tone, f"{tone}-on") for tone in tones]
    pairs += [("ink", "calm-on"), ("soft", "calm-on")]
    low = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in pairs}
    assert len(low) == 24 and min(low.values()) >= 4.5, min(low.items(), key=lambda one: one[1])
    assert contrast(found["focus"], found["page"]) >= 3
