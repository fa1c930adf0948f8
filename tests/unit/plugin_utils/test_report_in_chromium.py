# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of releases in a real browser: it asks for nothing, runs nothing foreign, sorts, filters, and fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import report_data
from chromium import Chromium, chromium

from ansible_collections.native.helm.plugins.filter.plan_page import plan_page
from ansible_collections.native.helm.plugins.filter.report_page import report_page

__all__ = ["chromium"]
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
NAMES = "[...document.querySelectorAll('tbody.release:not([hidden]) > tr > th b')].map((one) => one.textContent)"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report_page(report_data.clusters(60), "Helm releases", "2026-11-30T14:30:00Z"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    releases = [report_data.hostile(text) for text in report_data.HOSTILE]
    clusters = [{"name": text, "releases": releases, "incomplete": text} for text in report_data.HOSTILE]
    path.write_text(report_page(clusters, "Not taken", "2026-11-30T14:30:00Z"), encoding="utf-8", errors="replace")
    return path


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "plan.html"
    documents = [*report_data.plans(), *map(report_data.hostile_plan, report_data.HOSTILE)]
    path.write_text(plan_page(documents, "Planned"), encoding="utf-8", errors="replace")
    return path


def click(browser: Chromium, what: str) -> None:
    browser.run(f"document.querySelector({what!r}).click()")


def names(browser: Chromium) -> list[str]:
    found: list[str] = browser.run(NAMES)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("which", ["page", "hostile", "planned"])
def test_it_asks_nobody_complains_of_nothing_and_fits(
    chromium: Chromium, request: pytest.FixtureRequest, which: str, dark: bool, size: str, tmp_path: Path
) -> None:
    path = request.getfixturevalue(which)
    width, height = SIZES[size]
    chromium.open(path, width=width, height=height, dark=dark)
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert chromium.complaints() == []
    assert chromium.requests() == [path.as_uri()]
    titles = {"page": "Helm releases", "hostile": "Not taken", "planned": "Planned"}
    assert chromium.run("document.title") == titles[which]
    assert chromium.run("document.documentElement.scrollWidth") <= width
    chromium.shot(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 20_000
    ground = chromium.run("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(16, 19, 23)" if dark else "rgb(247, 247, 245)")


def test_what_got_into_a_page_nevertheless_would_not_run(chromium: Chromium, page: Path, tmp_path: Path) -> None:
    """Were a text not escaped, the policy would still refuse it."""
    bad = tmp_path / "bad.html"
    text = page.read_text(encoding="utf-8").replace("<footer", "<script>document.title = 'taken'</script>"
        "<img src=x onerror=\"document.title='taken'\"><img src=http://127.0.0.1:9/x.png><footer", 1)  # fmt: skip
    bad.write_text(text, encoding="utf-8")
    chromium.open(bad)
    assert chromium.run("document.title") == "Helm releases"
    assert len([one for one in chromium.complaints() if "Content Security Policy" in one]) >= 3


def test_it_sorts_by_each_column(chromium: Chromium, page: Path) -> None:
    chromium.open(page)
    urgent = names(chromium)
    assert len(urgent) == 60
    click(chromium, "th:nth-child(1) button")
    by_name = names(chromium)
    assert by_name == sorted(by_name) != urgent
    assert chromium.run("document.querySelector('thead th').ariaSort") == "ascending"
    click(chromium, "th:nth-child(1) button")
    assert names(chromium) == sorted(by_name, reverse=True)
    click(chromium, "th:nth-child(7) button")  # drift: the most first
    drift = chromium.run("[...document.querySelectorAll('td[data-label=Drift]')].map((one) => +one.dataset.sort)")
    assert drift == sorted(drift, reverse=True) and drift[0] == 4
    heads = "[...document.querySelectorAll('.releases > thead th')]"
    marked = chromium.run(f"{heads}.map((one) => one.getAttribute('aria-sort'))")
    assert marked == [None] * 6 + ["descending"] + [None]
    click(chromium, "th:nth-child(7) button")
    click(chromium, "th:nth-child(7) button")
    assert names(chromium) == urgent and chromium.run("document.querySelector('[aria-sort]')") is None


def test_it_filters_by_tile_text_and_cluster(chromium: Chromium, page: Path) -> None:
    chromium.open(page)
    counts: dict[str, Any] = chromium.run(
        "Object.fromEntries([...document.querySelectorAll('.tile')].map((one) =>"
        "[one.dataset.flag, +one.querySelector('strong').textContent]))"
    )
    assert counts["all"] == 60 and counts["drifted"] and counts["outdated"]
    for flag, number in counts.items():
        click(chromium, f"[data-flag={flag}] button")
        assert len(names(chromium)) == number
        pressed = "[...document.querySelectorAll('[aria-pressed=true]')].map((one) => one.parentNode.dataset.flag)"
        assert chromium.run(pressed) == [flag]
        assert chromium.run("document.getElementById('shown').textContent") == f"{number} of 60 shown"
        assert chromium.run("document.getElementById('nothing').hidden") == (number > 0)
    click(chromium, "[data-flag=all] button")
    chromium.run("document.getElementById('find').focus()")
    chromium.type("KEYCLOAK team-3")
    assert names(chromium) and set(names(chromium)) == {"keycloak-1", "keycloak-4"} & set(names(chromium))
    chromium.run("document.getElementById('find').value = ''; document.getElementById('cluster').value = 'staging';"
                 "document.getElementById('cluster').dispatchEvent(new Event('input', {bubbles: true}))")  # fmt: skip
    assert len(names(chromium)) == 24


def test_a_plan_sorts_and_filters_too(chromium: Chromium, planned: Path) -> None:
    chromium.open(planned)
    click(chromium, "[data-flag=takes] button")
    assert names(chromium)[:2] == ["cache", "gone"]
    click(chromium, "[data-flag=all] button")
    click(chromium, ".releases > thead th:nth-child(6) button")
    objects = chromium.run("[...document.querySelectorAll('td[data-label=Objects]')].map((one) => +one.dataset.sort)")
    assert objects == sorted(objects, reverse=True) and objects[0] == 2


def test_it_works_by_keyboard(chromium: Chromium, page: Path) -> None:
    chromium.open(page)
    reached = []
    for _unused in range(20):
        chromium.press("Tab", 9)
        reached.append(chromium.run("document.activeElement.textContent.trim().split(/\\s+/).slice(0, 3).join(' ')"))
    assert reached[0] == "Skip to the" and reached[1] == "60 all releases"
    assert "Release" in reached and "Deployed" in reached
    ring = "getComputedStyle(document.activeElement).outlineStyle"
    assert chromium.run(ring) == "solid"
    assert chromium.run("document.activeElement.localName") == "summary"
    chromium.press("Enter", 13)
    assert chromium.run("document.activeElement.parentNode.open") is True


@pytest.mark.parametrize("size", SIZES)
def test_all_that_folds_out_stands_below_its_release(chromium: Chromium, page: Path, size: str) -> None:
    width, height = SIZES[size]
    chromium.open(page, width=width, height=height)
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    above = chromium.run(
        "[...document.querySelectorAll('.inside, .inner > summary')].filter((one) => one.getBoundingClientRect().top <"
        "one.closest('tbody.release').rows[0].getBoundingClientRect().bottom).length"
    )
    assert chromium.run("document.querySelectorAll('.inner > summary').length") == 60 and above == 0


def test_it_can_be_read_without_its_script(chromium: Chromium, page: Path) -> None:
    chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(page)
        assert chromium.run("document.querySelectorAll('tbody.release').length") == 60
        assert chromium.run("getComputedStyle(document.querySelector('.tools')).display") == "none"
        assert chromium.run("document.querySelectorAll('button:not(.tools *)').length") == 0
    finally:
        chromium.call("Emulation.setScriptExecutionDisabled", value=False)


def test_it_prints(chromium: Chromium, page: Path) -> None:
    chromium.open(page)
    assert len(chromium.call("Page.printToPDF")["data"]) > 20_000
    chromium.call("Emulation.setEmulatedMedia", media="print")
    try:
        assert chromium.run("getComputedStyle(document.querySelector('.tools')).display") == "none"
        assert chromium.run("getComputedStyle(document.querySelector('.release')).breakInside") == "avoid"
    finally:
        chromium.call("Emulation.setEmulatedMedia", media="")
