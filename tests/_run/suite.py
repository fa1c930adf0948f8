# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of `make test`, in the order in which they say most soonest."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path
from typing import Mapping

from _control_plane import layout
from _control_plane.steps import ClusterError as RunError

from . import environments
from .environments import BUILD, ROOT
from .stages import Count, Job, Stage, check, check_together, pytest

Environment = Mapping[str, str]
REPORTS = BUILD / "reports"
CLUSTER_FOLDERS = ("kube", "release", "modules", "interop", "faults", "hostile", "lives")
ANTSIBULL_DOCS = ("antsibull-docs", "--config-file", "docs/docsite/antsibull-docs.cfg")
CLUSTER_TESTS = tuple(f"tests/{name}" for name in CLUSTER_FOLDERS)


def lint(count: Count, environment: Environment) -> None:
    check(count, ["ruff", "check", "."], environment, folder=ROOT)
    check(count, ["reuse", "--no-multiprocessing", "lint", "--lines"], environment, folder=ROOT)
    check(count, [str(ROOT / "tests/tools/actionlint"), "-oneline"], environment, folder=ROOT)


def types(count: Count, environment: Environment) -> None:
    """The collection, and what sets up the tests: much of that runs only where nothing is in the cache yet."""
    check(count, ["mypy"], environment, folder=ROOT)
    check(count, ["mypy", "--config-file", "tests/mypy.ini"], environment, folder=ROOT)


def unit(count: Count, environment: Environment) -> None:
    pytest(count, ["tests/unit", "-n", "2"], environment, folder=ROOT, report=REPORTS / "unit.xml")


def differential(count: Count, environment: Environment) -> None:
    folders = ["tests/differential", "tests/remote", "tests/security", "-n", "2"]
    pytest(count, folders, environment, folder=ROOT, report=REPORTS / "differential.xml")


def cluster(count: Count, environment: Environment) -> None:
    """Three at once, also on two cores: they mostly wait for the cluster. A file is one worker's, for what its
    tests share is slow to make."""
    folders = [folder for folder in CLUSTER_TESTS if (ROOT / folder).is_dir()]
    pytest(count, [*folders, "-n", "3", "--dist", "loadfile"], environment, folder=ROOT, report=REPORTS / "cluster.xml")


def interop(count: Count, environment: Environment) -> None:
    whole = {**environment, "NATIVE_HELM_INTEROP": "all"}
    pytest(count, ["tests/interop", "-n", "2"], whole, folder=ROOT, report=REPORTS / "interop.xml")


def crash(count: Count, environment: Environment) -> None:
    disturbed(count, environment, "crash", "recovery", "fleets", "planned")


def faults(count: Count, environment: Environment) -> None:
    disturbed(count, environment, "faults")


def lives(count: Count, environment: Environment) -> None:
    """Random lives: NATIVE_HELM_STEPS steps from NATIVE_HELM_SEED on."""
    steps, seed = (os.environ.get(name) or "1" for name in ("NATIVE_HELM_STEPS", "NATIVE_HELM_SEED"))
    check(count, ["python", "tests/lives/lives", "--steps", steps, "--seed", seed], environment, folder=ROOT)


def side_by_side(count: Count, environment: Environment) -> None:
    """Eight different releases in threads of one process, NATIVE_HELM_ROUNDS times."""
    rounds = os.environ.get("NATIVE_HELM_ROUNDS") or "200"
    check(count, ["python", "tests/release/side_by_side.py", "--rounds", rounds], environment, folder=ROOT)


def awx(count: Count, environment: Environment) -> None:
    """Jobs as AWX runs them, and runners on which nothing is there yet."""
    whole = {**environment, "NATIVE_HELM_MATRIX": "full"}
    paths = ["tests/awx", "tests/modules/test_runner.py", "tests/modules/test_fresh_runner.py"]
    pytest(count, [*paths, "-n", "2", "--dist", "loadfile"], whole, folder=ROOT, report=REPORTS / "awx.xml")


def hostile(count: Count, environment: Environment) -> None:
    """Every operation under every condition; the matrix is printed."""
    whole = {**environment, "NATIVE_HELM_MATRIX": "full"}
    pytest(count, ["tests/hostile", "-n", "2"], whole, folder=ROOT, report=REPORTS / "hostile.xml")


def disturbed(count: Count, environment: Environment, *names: str) -> None:
    """Some of the matrices of tests/faults, whole. NATIVE_HELM_REQUESTS=10-20 does some of the requests only, 1-200/5
    every fifth."""
    whole = {**environment, "NATIVE_HELM_MATRIX": "full"}
    if "NATIVE_HELM_REQUESTS" in os.environ:
        whole["NATIVE_HELM_REQUESTS"] = os.environ["NATIVE_HELM_REQUESTS"]
    paths = [f"tests/faults/test_{name}.py" for name in names]
    pytest(count, [*paths, "-n", "2"], whole, folder=ROOT, report=REPORTS / f"{names[0]}.xml")


def demo(count: Count, environment: Environment) -> None:
    check(count, ["ansible-playbook", "playbooks/demo.yml"], own_folders(environment, "demo"), folder=ROOT)


def molecule(count: Count, environment: Environment) -> None:
    """Every scenario, or the one that SCENARIO names, two at once: each has a namespace, a folder, and folders of
    helm's of its own."""
    jobs = []
    wanted = os.environ.get("SCENARIO") or "*"
    for scenario in sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob(f"{wanted}/molecule.yml")):
        own = own_folders(environment, f"molecule-{scenario}")
        # Molecule's own choice is one folder for every checkout of this name: what a run that was killed left there,
        # the next would take for its own.
        state = BUILD / "molecule" / scenario
        shutil.rmtree(state, ignore_errors=True)
        own["MOLECULE_EPHEMERAL_DIRECTORY"] = str(state)
        command = ["molecule", "--base-config", "molecule/config.yml", "test", "--scenario-name", scenario]
        jobs.append(Job(f"molecule {scenario}", command, own, ROOT / "extensions"))
    if not jobs:
        raise RunError(f"there is no scenario {wanted} in extensions/molecule")
    check_together(count, jobs)


def docs(count: Count, environment: Environment) -> None:
    folder = BUILD / "collections/ansible_collections/native/helm"
    strict = ["--plugin-docs", "--validate-collection-refs", "all", "--skip-rstcheck"]
    own = own_folders(environment, "docs")
    check(count, [*ANTSIBULL_DOCS, "lint-collection-docs", *strict, str(folder)], own, folder=ROOT)
    check(count, ["antsibull-changelog", "lint"], own, folder=ROOT)


def site(count: Count, environment: Environment) -> None:
    """The pages of docs/docsite and of every plugin as a site, under build/site/html; a warning is an error."""
    pages = BUILD / "site/rst"
    shutil.rmtree(pages.parent, ignore_errors=True)
    pages.mkdir(parents=True, mode=0o755)
    own = own_folders(environments.variables(environments.environment("site")), "site")
    choice = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--cleanup", "everything"]
    collection = [*ANTSIBULL_DOCS, "collection", *choice, "--dest-dir", str(pages), "native.helm"]
    if check(count, collection, own, folder=ROOT):
        sphinx = ["sphinx-build", "-M", "html", str(pages), str(pages.parent), "-c", "docs/docsite", "-q", "-W"]
        check(count, [*sphinx, "--keep-going"], own, folder=ROOT)


def ansible_lint(count: Count, environment: Environment) -> None:
    command = ["ansible-lint", "--profile", "production", "--strict", "--offline"]
    check(count, command, own_folders(environment, "ansible-lint"), folder=ROOT)


def galaxy(count: Count, environment: Environment) -> None:
    archive = BUILD / "dist" / f"native-helm-{environments.version()}.tar.gz"
    log = BUILD / "galaxy-importer.log"
    importer = f"python -m galaxy_importer.main {shlex.quote(str(archive))} 2>&1 | tee {shlex.quote(str(log))}"
    strict = f"{importer}; grep -q 'completed successfully' {log.name} && ! grep '^WARNING' {log.name}"
    own = {**own_folders(environment, "galaxy"), "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true"}
    check(count, ["sh", "-c", strict], own, folder=BUILD)


def sanity(count: Count, environment: Environment) -> None:
    """ansible-test sanity, every test, on the collection as it is shipped, with a home for what it keeps."""
    folder = environments.shipped(BUILD / "sanity")
    home = layout.cache() / "ansible-test"
    write_pip_bootstrap(home, Path(environment["VIRTUAL_ENV"]))
    own = {**environment, "HOME": str(home), "PATH": real_pythons(environment["PATH"])}
    check(count, ["ansible-test", "sanity", "--venv", "--color", "no"], own, folder=folder)


def write_pip_bootstrap(home: Path, virtual_environment: Path) -> None:
    """Lay pip's bootstrap where ansible-test keeps it: not every network reaches the host that it would ask."""
    source = next(virtual_environment.glob("lib/python3*/site-packages/ansible_test/_internal/python_requirements.py"))
    found = re.search(r"pip='([0-9.]+)'", source.read_text(encoding="utf-8"))
    if not found:
        raise RunError("ansible-test does not say any more which pip it wants; mend write_pip_bootstrap")
    path = home / ".ansible/test/cache" / f"get_pip_{found.group(1).replace('.', '_')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PIP_BOOTSTRAP, encoding="utf-8")


PIP_BOOTSTRAP = """\
import subprocess, sys
subprocess.check_call([sys.executable, "-m", "ensurepip", "--upgrade"])
wanted = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "pip", "install", *wanted])
"""


def real_pythons(path: str) -> str:
    """PATH with pyenv's shims replaced by its Pythons: ansible-test finds a shim and fails when it leads nowhere."""
    folders = []
    for folder in path.split(os.pathsep):
        if folder.endswith(".pyenv/shims"):
            folders += sorted(str(found) for found in Path(folder).parent.glob("versions/3.*/bin"))
        else:
            folders.append(folder)
    return os.pathsep.join(folders)


def own_home(name: str) -> Path:
    """The folder that own_folders() has its folders in."""
    return BUILD / "helm" / name


def own_folders(environment: Environment, name: str) -> dict[str, str]:
    """The variables with helm's, Ansible's and kubectl's folders under build/, empty: nothing of the user's is read or
    changed, and nothing is left in his home."""
    home = own_home(name)
    shutil.rmtree(home, ignore_errors=True)
    folders = {f"HELM_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
    ansible = {"ANSIBLE_HOME": "", "ANSIBLE_REMOTE_TEMP": "tmp", "ANSIBLE_ASYNC_DIR": "async"}
    folders.update({variable: str(home / "ansible" / folder) for variable, folder in ansible.items()})
    return {**environment, **folders, "KUBECACHEDIR": str(home / "kube"), "KUBECTL": str(ROOT / "tests/tools/kubectl")}


STAGES = (
    Stage("lint", "ruff, licences, workflows", lint),
    Stage("types", "mypy", types),
    Stage("unit", "unit tests, and the shape of the collection", unit),
    Stage("docs", "documentation and changelog, by antsibull", docs),
    Stage("ansible-lint", "the production profile", ansible_lint),
    Stage("galaxy", "what Galaxy would say", galaxy),
    Stage("sanity", "ansible-test sanity, all tests", sanity),
    Stage("differential", "against the real helm", differential),
    Stage("cluster", "on a real API server", cluster, needs_cluster=True),
    Stage("demo", "the demo playbook", demo, needs_cluster=True),
    Stage("molecule", "every scenario", molecule, needs_cluster=True),
)
# Run by name only: what takes longer than every change can wait for.
MATRICES = (
    Stage("site", "the documentation as a site, without a warning", site),
    Stage("interop", "helm of every version and we, in turns", interop, needs_cluster=True),
    Stage("crash", "killed before and after every request, every reply lost", crash, needs_cluster=True),
    Stage("lives", "random lives of releases", lives, needs_cluster=True),
    Stage("faults", "every fault of an API server at every request", faults, needs_cluster=True),
    Stage("side-by-side", "eight releases in one process end as in eight", side_by_side, needs_cluster=True),
    Stage("awx", "jobs as AWX runs them, on fresh runners", awx, needs_cluster=True),
    Stage("hostile", "check mode says what the run does, on every cluster", hostile, needs_cluster=True),
)
