# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster comes up and goes down."""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Optional

from . import processes, versions
from .api import Api, add_nodes, prove_with_pod, until
from .build import build
from .layout import COMPONENTS, Cluster, ports_lock, state_root
from .steps import ClusterError, locked, say, tail
from .versions import HERE

EXTRA = (
    # What a throw-away cluster need not do: survive a power cut, elect among one.
    "etcd=unsafe-no-fsync=true",
    "kube-controller-manager=leader-elect=false",
    "kube-scheduler=leader-elect=false",
    # Logs are asked of a node by its address: the simulated names are in no DNS.
    "kube-apiserver=kubelet-preferred-address-types=InternalIP",
    # Room for thousands of services and pods; the defaults share 254 addresses.
    "kube-apiserver=service-cluster-ip-range=10.96.0.0/16",
    "kwok-controller=cidr=10.128.0.1/16",
    # The controllers' own brakes (20 requests a second) are made for other clusters than one's own.
    "kube-controller-manager=kube-api-qps=1000",
    "kube-controller-manager=kube-api-burst=2000",
    "kube-scheduler=kube-api-qps=1000",
    "kube-scheduler=kube-api-burst=2000",
)
PORT = re.compile(r"^ +(\w+Port): (\d+)$", re.MULTILINE)  # among the options that kwokctl writes


def up(name: str, *, nodes: int, timeout: float, version: Optional[str] = None) -> Path:
    """The kubeconfig of the cluster, ready: its API answers and a pod has got Ready.

    A cluster that runs already is taken as it is. version: of Kubernetes, None for versions.wanted(). ClusterError when
    it does not come up, it is removed then; and when it runs already and is of another version.
    """
    cluster = Cluster(name)
    chosen = versions.wanted() if version is None else version
    if is_ready(cluster):
        check_version(cluster, versions.kubernetes(chosen))  # before anything is built for nothing
    folder = build(chosen)
    with locked(cluster.lock, f"works on cluster {name}"):
        if is_ready(cluster):
            check_version(cluster, versions.kubernetes(chosen))
            say(f"cluster {name} runs already")
            return cluster.kubeconfig
        remove(cluster)
        start = time.monotonic()
        try:
            settle(cluster, nodes, create(cluster, folder, timeout))
        except BaseException as error:
            logs = (
                {path.stem: tail(path, 4) for path in sorted(cluster.logs.glob("*.log"))}
                if cluster.logs.is_dir()
                else {}
            )
            remove(cluster)
            if isinstance(error, ClusterError):
                words = "\n".join(f"  {component}:\n{text}" for component, text in logs.items())
                raise ClusterError(f"cluster {name} did not come up and was removed: {error}\n{words}") from error
            raise
        say(f"cluster {name} is ready after {time.monotonic() - start:.1f} s")
    return cluster.kubeconfig


def check_version(cluster: Cluster, wanted: str) -> None:
    """Return where a cluster that runs is of that version of Kubernetes. Raises ClusterError."""
    found = Api(port(cluster), cluster.pki).call("GET", "/version")[1].get("gitVersion")
    if found != wanted:
        hint = f"control_plane down --name {cluster.name}, or give another name"
        raise ClusterError(f"cluster {cluster.name} runs already, with Kubernetes {found} and not {wanted}: {hint}")


def is_ready(cluster: Cluster) -> bool:
    """Whether the cluster is complete: all its processes run and its API answers."""
    if not cluster.kubeconfig.is_file():
        return False
    components = {item.component for item in processes.running(cluster.folder)}
    return components >= {*COMPONENTS, "kwok-controller"} and Api(port(cluster), cluster.pki).alive()


def port(cluster: Cluster) -> int:
    """The port of the API server, as kwokctl chose it. ClusterError when it is not known."""
    path = cluster.folder / "kubeconfig.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"server: https://127\.0\.0\.1:(\d+)", text)
    if found is None:
        raise ClusterError(f"cluster {cluster.name}: {path} does not tell the port of the API server")
    return int(found.group(1))


def create(cluster: Cluster, folder: Path, timeout: float) -> float:
    """Have kwokctl start the processes, and wait until each has taken its port. Other clusters' starts wait, so that no
    two are given the same port: kwokctl gives what nobody listens at, and ends before all of its own processes do.

    Returns when the start counts as failed: the timeout begins when it is this cluster's turn.
    """
    command = [
        str(folder / "kwokctl"),
        "create",
        "cluster",
        "--name",
        cluster.name,
        "--runtime",
        "binary",
        "--kubeconfig",
        str(state_root() / f".unused-{cluster.name}"),
        "--kube-authorization",
        "--kube-admission",
        "--secure-port",
        "--config",
        str(write_config(cluster)),
        "--kwok-controller-binary",
        str(folder / "kwok"),
    ]
    for component in COMPONENTS:
        command += [f"--{component}-binary", str(folder / component)]
    for extra in EXTRA:
        command += ["--extra-args", extra]
    # kwokctl would read its options from variables of these names.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KWOK_")}
    environment["KWOK_WORKDIR"] = str(state_root())
    say(f"starting cluster {cluster.name}")
    with locked(ports_lock(), "starts a cluster"):
        deadline = time.monotonic() + timeout
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            check=False,
        )
        if done.returncode != 0:
            lines = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-10:])
            raise ClusterError(f"kwokctl ended with {done.returncode}:\n{lines}")
        until("waiting for each process to take its port", deadline, lambda: not_taken(cluster))
    return deadline


def not_taken(cluster: Cluster) -> Optional[str]:
    """None when something listens at each port that kwokctl gave to the cluster, else the ports where nothing does."""
    given = PORT.findall((cluster.folder / "kwok.yaml").read_text(encoding="utf-8"))
    missing = [f"{name} {number}" for name, number in given if not listens(int(number))]
    return (", ".join(missing) or None) if given else "kwok.yaml names no port"


def listens(number: int) -> bool:
    """Whether something listens at a port of this host."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


def write_config(cluster: Cluster) -> Path:
    """The path of kwok's configuration for this cluster: stages.yaml with the place of the log files filled in."""
    cluster.folder.parent.mkdir(parents=True, exist_ok=True)
    text = (HERE / "stages.yaml").read_text(encoding="utf-8").replace("@LOGS@", str(HERE / "logs"))
    path = state_root() / f".stages-{cluster.name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def settle(cluster: Cluster, nodes: int, deadline: float) -> None:
    """Wait for the API, add the nodes, see a pod get ready; then write the kubeconfig, the sign that all went well."""
    api = Api(port(cluster), cluster.pki)
    until("waiting for the API server", deadline, lambda: not_ready(api))
    say("the API server answers")
    add_nodes(api, nodes, deadline)
    prove_with_pod(api, deadline)
    temporary = cluster.kubeconfig.with_suffix(".new")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(kubeconfig_text(cluster, api.port))
    os.replace(temporary, cluster.kubeconfig)


def not_ready(api: Api) -> Optional[str]:
    """None when the API server is ready, else what it says is still missing."""
    status, answer = api.call("GET", "/readyz")
    words = str(answer.get("message"))
    return None if status == 200 else "; ".join(line for line in words.splitlines() if line.startswith("[-]")) or words


def kubeconfig_text(cluster: Cluster, api_port: int) -> str:
    """A kubeconfig that needs no other file: the certificates are in it."""

    def data(name: str) -> str:
        return base64.b64encode((cluster.pki / name).read_bytes()).decode("ascii")

    name = f"native-helm-{cluster.name}"
    return f"""\
apiVersion: v1
kind: Config
clusters:
- name: {name}
  cluster:
    server: https://127.0.0.1:{api_port}
    certificate-authority-data: {data("ca.crt")}
users:
- name: {name}-admin
  user:
    client-certificate-data: {data("admin.crt")}
    client-key-data: {data("admin.key")}
contexts:
- name: {name}
  context:
    cluster: {name}
    user: {name}-admin
current-context: {name}
"""


def remove(cluster: Cluster) -> int:
    """The number of processes ended; whatever the cluster left on disk is gone too."""
    ended = processes.end(cluster.folder)
    if cluster.folder.is_dir():
        shutil.rmtree(cluster.folder)
    for path in (state_root() / f".stages-{cluster.name}.yaml", state_root() / f".unused-{cluster.name}"):
        path.unlink(missing_ok=True)
    return ended


def down(name: str) -> bool:
    """Whether there was such a cluster; it is gone now."""
    cluster = Cluster(name)
    if not cluster.lock.parent.is_dir():
        return False
    with locked(cluster.lock, f"works on cluster {name}"):
        there = cluster.folder.is_dir()
        ended = remove(cluster)
        cluster.lock.unlink(missing_ok=True)
        if there or ended:
            say(f"cluster {name} is gone ({ended} processes ended)")
        return there or ended > 0
