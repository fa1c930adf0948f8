# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs, certificates and credentials that cannot be used: the errors, with what helm prints of each where it has
such an error (client-go: tools/clientcmd). Imported where something has failed."""

from __future__ import annotations

import os
import ssl
from typing import Any, Iterable, Mapping, Optional, Protocol, Sequence

from ..base.errors import HelmsRequestError, RequestError, Unauthorized
from ..base.inline import discreet, where
from ..base.wording import without_cluster
from ..codecs.json import mistakes

_DOING, _TLS = "reading the kubeconfig", "setting up TLS"
_ANEW = "correct it, or have it written anew; kubectl config view shows whether it is right"
_ENCODED = "decode what is in base64 first, as the filter b64decode does; a token by itself is for api_key"
# Helm asks this host where no kubeconfig says whom.
_NOBODY = 'Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused'
_HEAD = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
_TYPES = {"clusters": "Cluster", "contexts": "Context", "users": "AuthInfo"}
_PEM = b"-----BEGIN "
_UNINSTALLED = """ not found

It looks like you are trying to use a client-go credential plugin that is not installed.

To learn more about this feature, consult the documentation available at:
      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins"""


class Named(Protocol):
    """A kubeconfig's user or cluster."""

    name: str

    def path(self, key: str) -> str:
        """Return the path under key, "" where there is none."""


def _refused(problem: str, helms: str, *, doing: str, hint: str, subject: str = "") -> HelmsRequestError:
    """The error of what no cluster is found with. helms: helm's words for it. hint: "" where the system refused."""
    return without_cluster(HelmsRequestError(problem, doing=doing, subject=subject, hint=hint), helms)


def no_context(wanted: str, contexts: Iterable[str], origin: str) -> HelmsRequestError:
    """Return the error of a context that is not there. wanted: "" where none is the current one."""
    known = f"its contexts: {', '.join(sorted(contexts)) or 'none'}"
    if not wanted:
        hint = f"set context, or current-context there; {known}"
        return _refused("no current context", _NOBODY, doing=_DOING, subject=origin, hint=hint)
    problem = f'context "{wanted}" does not exist'
    return _refused(problem, problem, doing=_DOING, subject=origin, hint=known)


def no_entry(problem: str, key: str, entries: Iterable[str], origin: str) -> RequestError:
    """Return the error of a context whose cluster or user is not there: key. Without a user helm is anonymous."""
    hint = f"its {key}s: {', '.join(sorted(entries)) or 'none'}"
    if key == "user":
        return RequestError(problem, doing=_DOING, subject=origin, hint=hint)
    return _refused(problem, _NOBODY, doing=_DOING, subject=origin, hint=hint)


def missing(paths: Sequence[str], asked: str, expanded: Sequence[str], context: str) -> HelmsRequestError:
    """Return the error of kubeconfigs that are not there. asked: what names them, "" for nothing. context: of
    the task."""
    words = f'context "{context}" does not exist' if context else _NOBODY
    subject = os.pathsep.join(paths)
    if not asked:
        hint = "set kubeconfig, KUBECONFIG, or host and api_key; in_cluster uses the pod's own identity"
        return _refused("there is no kubeconfig", words, doing="looking for a cluster", subject=subject, hint=hint)
    if asked == "kubeconfig":  # a variable may name what is not there, as far as helm is concerned
        words = f"stat {os.pathsep.join(expanded)}: no such file or directory"
    return _refused("no such file", words, doing=_DOING, subject=subject, hint=f"correct {asked}, which names it")


def not_read(failure: OSError, path: str) -> HelmsRequestError:
    """Return the error of a kubeconfig that the system does not let us read."""
    problem = failure.strerror or str(failure)
    verb = "read" if isinstance(failure, IsADirectoryError) else "open"
    return _refused(problem, _of_file(path, f"{verb} {path}: {problem.lower()}"), doing=_DOING, subject=path, hint="")


def no_yaml(problem: str, path: str) -> HelmsRequestError:
    """Return the error of a kubeconfig that is no YAML. problem: Go's, of which nothing is told that it quotes."""
    words = "yaml: " + discreet(problem).rpartition("yaml: ")[2]
    return _broken(f"it is no valid YAML{where(problem)}", words, path)


def no_mapping(content: Any, path: str) -> HelmsRequestError:
    """Return the error of a kubeconfig that is YAML of another kind."""
    words = f"json: cannot unmarshal {mistakes.kind(content)} into Go value of type {_HEAD}"
    problem = "it is no kubeconfig: a mapping is expected"
    error = _broken(problem, f"couldn't get version/kind; json parse error: {words}", path)
    error.hint = _ENCODED if isinstance(content, str) else error.hint
    return error


def no_current(value: Any, path: str) -> HelmsRequestError:
    """Return the error of a current-context that is no text."""
    words = _of_file(path, _no(value, "Config.current-context", "string"))
    problem, hint = "current-context must be a string", "put it in quotes"
    return _refused(problem, words, doing=_DOING, subject=path, hint=hint)


def no_list(plural: str, items: Any, path: str) -> HelmsRequestError:
    """Return the error of clusters, contexts or users that are no list."""
    return _broken(f"{plural} must be a list", _no(items, f"Config.{plural}", f"[]v1.Named{_TYPES[plural]}"), path)


def no_item(plural: str, item: Any, path: str) -> RequestError:
    """Return the error of one of the clusters, contexts or users that is none. Helm takes one without a name."""
    kind, key = _TYPES[plural], plural[:-1]
    problem = f"an entry of {plural} is not of the form {{name: …, {key}: {{…}}}}"
    if not isinstance(item, Mapping):
        return _broken(problem, _no(item, f"Config.{plural}", f"v1.Named{kind}"), path)
    if not isinstance(item.get(key) or {}, Mapping):
        return _broken(problem, _no(item[key], f"Named{kind}.{plural}.{key}", f"v1.{kind}"), path)
    if item.get("name") is not None:
        return _broken(problem, _no(item["name"], f"Named{kind}.{plural}.name", "string"), path)
    return RequestError(problem, doing=_DOING, subject=path, hint=_ANEW)


def _broken(problem: str, words: str, path: str) -> HelmsRequestError:
    return _refused(problem, _of_file(path, words), doing=_DOING, subject=path, hint=_ANEW)


def _of_file(path: str, words: str) -> str:
    return f'error loading config file "{path}": {words}'


def _no(value: Any, field: str, wanted: str) -> str:
    return f"json: cannot unmarshal {mistakes.kind(value)} into Go struct field {field} of type {wanted}"


def no_base64(key: str, name: str) -> RequestError:
    """Return the error of a certificate or a key in a kubeconfig's entry of that name that is no base64."""
    return RequestError(f"{key} of {name!r} is not valid base64", doing=_DOING, hint=_ANEW)


def no_file(failure: OSError, path: str, what: str, cluster: Optional[str]) -> RequestError:
    """Return the error of a certificate's or a key's file that cannot be read. what: it. cluster: the name of the one
    that the task gives an authority for, None for other files: helm has no option for them."""
    problem, doing = failure.strerror or str(failure), f"reading the {what}"
    if cluster is None:
        return RequestError(problem, doing=doing, subject=path)
    words = _unread([("certificate-authority", path, cluster)])
    return _refused(problem, words, doing=doing, subject=path, hint="")


def unread(error: RequestError, user: Named, cluster: Named) -> RequestError:
    """Return error with what helm says of a kubeconfig's certificates that cannot be read, which is of all of them;
    error itself where each can be."""
    files = [
        ("client-cert", user.path("client-certificate"), user.name),
        ("client-key", user.path("client-key"), user.name),
        ("certificate-authority", cluster.path("certificate-authority"), cluster.name),
    ]
    words = _unread(files)
    return _refused(error.problem, words, doing=error.doing, subject=error.subject, hint=error.hint) if words else error


def _unread(files: Sequence[tuple[str, str, str]]) -> str:
    """What helm says of files, (what, path, whose), that cannot be read, "" where each can be."""
    found = []
    for what, path, whose in files:
        try:
            with open(path or os.devnull, "rb"):
                continue
        except OSError as failure:
            words = (failure.strerror or str(failure)).lower()
            found.append(f"unable to read {what} {path} for {whose} due to open {path}: {words}")
    told = ", ".join(found)
    return f"invalid configuration: [{told}]" if len(found) > 1 else f"invalid configuration: {told}" if found else ""


def no_server(context: str) -> HelmsRequestError:
    """Return the error of a context whose cluster has no server."""
    problem, hint = "the kubeconfig's cluster has no server", "give the cluster of this context a server, or set host"
    return _refused(problem, _NOBODY, doing=_DOING, subject=context, hint=hint)


def no_address(server: str, shown: str) -> RequestError:
    """Return the error of a server that is no URL of one. shown: it, without a password. Helm takes what Go reads."""
    from ..golang import urls

    problem, doing = "it is no URL of an API server", "reading the connection's options"
    hint = "as in https://203.0.113.7:6443; a path may follow, a user, a password or a query may not"
    try:
        is_address = bool(urls.read(server).host)
    except urls.BadUrl:
        is_address = server != shown  # a password is told nowhere
    if is_address:
        return RequestError(problem, doing=doing, subject=shown, hint=hint)
    words = f'host must be a URL or a host:port pair: "{server}"'
    return _refused(problem, words, doing=doing, subject=shown, hint=hint)


def no_authority(ca: bytes) -> RequestError:
    """Return the error of certificates to trust that are none."""
    problem = "the cluster's CA certificates are no valid PEM"
    hint = "check ca_cert, or certificate-authority in the kubeconfig"
    if _PEM in ca:
        return RequestError(problem, doing=_TLS, hint=hint)
    words = "unable to load root certificates: unable to parse bytes as PEM block"
    return _refused(problem, words, doing=_TLS, hint=hint)


def no_key(owner: str) -> RequestError:
    """Return the error of a client certificate without its key. owner: the kubeconfig's user, "" where the task gives
    the certificate: helm has no option for that."""
    problem, hint = "the client certificate has no key", "set client_key as well"
    if not owner:
        return RequestError(problem, doing=_TLS, hint=hint)
    words = f"client-key-data or client-key must be specified for {owner} to use the clientCert authentication method."
    return _refused(problem, f"invalid configuration: {words}", doing=_TLS, hint=hint)


def no_pair(failure: ssl.SSLError, certificate: bytes, key: Optional[bytes]) -> RequestError:
    """Return the error of a client certificate and a key that OpenSSL refuses."""
    reason = (failure.reason or "not valid PEM").replace("_", " ").lower()
    problem = f"the client certificate and its key cannot be used: {reason}"
    hint, words = "check client_cert and client_key", ""
    if _PEM not in certificate:
        words = "tls: failed to find any PEM data in certificate input"
    elif _PEM not in (key or certificate):
        words = "tls: failed to find any PEM data in key input"
    elif "mismatch" in reason:
        words = "tls: private key does not match public key"
    if not words:
        return RequestError(problem, doing=_TLS, hint=hint)
    return _refused(problem, words, doing=_TLS, hint=hint)


def no_token(problem: str, path: str) -> Unauthorized:
    """Return the error of a token's file at path that cannot be read, or that is empty."""
    hint = "see that the file holds a token, and that the task's user may read it"
    error = Unauthorized(problem, doing="reading the token", subject=path, hint=hint)
    words = f'read empty token from file "{path}"' if problem == "it is empty" else f"open {path}: {problem.lower()}"
    return without_cluster(error, words)


def no_program(error: Unauthorized, server: str, command: str, hint: str) -> Unauthorized:
    """Return error, of a credential plugin that is not installed, with what helm says of it. hint: the kubeconfig's."""
    return _no_credentials(error, server, command, _UNINSTALLED + (f"\n\n{hint}" if hint else ""))


def no_success(error: Unauthorized, server: str, command: str, code: int) -> Unauthorized:
    """Return error, of a credential plugin that ends with another exit code than 0, with what helm says of it."""
    return _no_credentials(error, server, command, f" failed with exit code {code}")


def _no_credentials(error: Unauthorized, server: str, command: str, words: str) -> Unauthorized:
    return without_cluster(error, f'Get "{server}/version": getting credentials: exec: executable {command}{words}')
