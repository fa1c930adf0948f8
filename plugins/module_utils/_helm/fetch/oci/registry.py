# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One registry, as the OCI distribution specification has it: tags, manifests, blobs. Every digest is compared."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Iterator, Mapping, Optional
from urllib.parse import urlencode, urljoin, urlsplit

from ...base.errors import FetchError, HelmError
from ...base.files import digest_of
from ...codecs.json import codec as json_codec
from ...golang import fmt
from ..web.http import Answer, Credentials, HttpSession, Request, same_host, shown
from . import manifest as oci_manifest
from .auth import Authorizer
from .logins import Login
from .manifest import Descriptor
from .reference import Reference

_FETCHING = 'failed to perform "FetchReference" on source: '
_MAX_ERROR = 64 * 1024
_MAX_PAGE = 8 * 1024 * 1024
_MAX_PAGES = 1000
_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
_ACCEPT = f"{oci_manifest.MANIFEST}, {oci_manifest.INDEX}"


class Registry:
    """A registry's repositories. credentials: its TLS side, and plain_http. login: who we are to it."""

    def __init__(self, http: HttpSession, host: str, *, credentials: Credentials, login: Login) -> None:
        scheme = "http" if credentials.plain_http else "https"
        self.host = host
        self.home = f"{scheme}://{'registry-1.docker.io' if host == 'docker.io' else host}"
        self._http = http
        self._connection = replace(credentials, username="", password="", pass_credentials=False)
        self._authorizer = Authorizer(http, login, self._connection)

    def ping(self) -> None:
        """Ask whether the registry is one and takes our login. Raises FetchError."""
        answer = self._ask(Request(f"{self.home}/v2/", _MAX_ERROR), "")
        if answer.status != 200:
            raise refused(answer, "GET")

    def tags(self, reference: Reference) -> list[str]:
        """Return the repository's tags, in the registry's order."""
        url = f"{self.home}/v2/{reference.repository}/tags/list"
        return [tag for answer in self._pages(Request(url, _MAX_PAGE), reference, "tags") for tag in _tags_in(answer)]

    def referrers(self, reference: Reference) -> Optional[list[Any]]:
        """Return what refers to the digest of reference, as an image index lists it; None where the registry is older
        than that list (OCI distribution specification 1.1)."""
        url = self._url(reference, "referrers", reference.digest)
        request = Request(url, _MAX_PAGE, headers={"Accept": oci_manifest.INDEX})
        found: list[Any] = []
        for answer in self._pages(request, reference, "referrers", without=(400, 404, 406)):
            if answer.status != 200 or answer.headers.get("Content-Type", "").partition(";")[0] != oci_manifest.INDEX:
                return None
            listed = oci_manifest.parse(answer.body, shown(url)).get("manifests")
            found += listed if isinstance(listed, list) else []
        return found

    def _pages(
        self, request: Request, reference: Reference, what: str, *, without: tuple[int, ...] = ()
    ) -> Iterator[Answer]:
        """Yield the pages of a list of what. without: what a registry answers that has no such list."""
        for _unused in range(_MAX_PAGES):
            answer = self._ask(request, _scope(reference, "pull"))
            if answer.status != 200 and answer.status not in without:
                raise refused(answer, "GET")
            yield answer
            link = _NEXT.search(answer.headers.get("Link", ""))
            if link is None:
                return
            request = replace(request, url=urljoin(request.url, link[1]))
            if not same_host(request.url, self.home):
                raise _distrusted(f"the list of {what} goes on at another host", request.url, reference)
        raise _distrusted(f"the list of {what} has more than {_MAX_PAGES} pages", request.url, reference)

    def manifest(self, reference: Reference) -> tuple[bytes, str]:
        """Return the bytes and the media type of what reference points to. not_found() where none is."""
        url = self._url(reference, "manifests", reference.target)
        request = Request(url, oci_manifest.MAX_BYTES, headers={"Accept": _ACCEPT})
        try:
            answer = self._ask(request, _scope(reference, "pull"))
            if answer.status not in (200, 404):
                raise refused(answer, "GET")
        except FetchError as error:
            made = error.restated(f"{_FETCHING}{error.problem}")
            made.told = error.told
            raise made from error
        if answer.status == 404:
            raise not_found(reference)
        if reference.digest:
            _compare(answer.body, reference.digest, f"the manifest of {reference}")
        return answer.body, answer.headers.get("Content-Type", "").partition(";")[0].strip()

    def look_before_push(self, reference: Reference) -> None:
        """Ask for reference's manifest as helm does before it pushes. Raises FetchError where that gets no answer."""
        url = self._url(reference, "manifests", reference.target)
        try:
            answer = self._ask(Request(url, _MAX_ERROR, method="HEAD"), _scope(reference, "pull,push"))
            if answer.status not in (200, 404):
                raise refused(answer, "HEAD")
        except FetchError as error:
            made = error.restated(f'failed to perform "Exists" on destination: {error.problem}')
            made.told = error.told or error.problem
            raise made from error

    def blob(self, reference: Reference, wanted: Descriptor, *, max_bytes: int) -> bytes:
        """Return the blob that wanted describes. Raises FetchError where it is another one, or larger than it says."""
        if wanted.size > max_bytes:
            raise _distrusted(f"the blob {wanted.digest} has {wanted.size} bytes, over {max_bytes}", "", reference)
        url = self._url(reference, "blobs", wanted.digest)
        answer = self._ask(Request(url, max(wanted.size, _MAX_ERROR)), _scope(reference, "pull"))
        if answer.status == 404:
            raise not_found(reference.at(digest=wanted.digest))
        if answer.status != 200:
            raise refused(answer, "GET")
        _compare(answer.body, wanted.digest, f"the blob {wanted.digest} of {reference}")
        return answer.body

    def has_blob(self, reference: Reference, digest: str) -> bool:
        """Return whether the repository has the blob of that digest already."""
        url = self._url(reference, "blobs", digest)
        answer = self._ask(Request(url, _MAX_ERROR, method="HEAD"), _scope(reference, "pull,push"))
        if answer.status not in (200, 404):
            raise refused(answer, "HEAD")
        return answer.status == 200

    def push_blob(self, reference: Reference, digest: str, data: bytes) -> None:
        """Upload a blob, in one piece."""
        scope = _scope(reference, "pull,push")
        start = Request(f"{self.home}/v2/{reference.repository}/blobs/uploads/", _MAX_ERROR, method="POST", body=b"")
        begun = self._ask(start, scope)
        location = begun.headers.get("Location")
        if begun.status != 202 or not location:
            raise refused(begun, "POST")
        url = urljoin(f"{begun.url}", location)
        if urlsplit(self.home).scheme == "https" and urlsplit(url).scheme != "https":
            raise _distrusted(f"uploads are sent on to {urlsplit(url).scheme}", url, reference)
        url += f"{'&' if urlsplit(url).query else '?'}{urlencode({'digest': digest})}"
        headers = {"Content-Type": "application/octet-stream"}
        done = self._ask(Request(url, _MAX_ERROR, method="PUT", headers=headers, body=data), scope)
        if done.status != 201:
            raise refused(done, "PUT")

    def push_manifest(self, reference: Reference, data: bytes) -> None:
        """Upload a manifest to reference's tag; its blobs have to be there."""
        url = self._url(reference, "manifests", reference.target)
        headers = {"Content-Type": oci_manifest.MANIFEST}
        request = Request(url, _MAX_ERROR, method="PUT", headers=headers, body=data)
        done = self._ask(request, _scope(reference, "pull,push"))
        if done.status != 201:
            raise refused(done, "PUT")
        said = done.headers.get("Docker-Content-Digest")
        if said and said != digest_of(data):
            raise _distrusted(f"it says that it has {said}, we sent {digest_of(data)}", url, reference)

    def _url(self, reference: Reference, kind: str, target: str) -> str:
        return f"{self.home}/v2/{reference.repository}/{kind}/{target}"

    def _ask(self, request: Request, scope: str) -> Answer:
        """Return the answer to request, after saying who we are where the registry itself wants that, no other host."""
        known = self._authorizer.known(scope)
        answer = self._send(request, known)
        if answer.status != 401 or not same_host(answer.url, self.home):
            return answer
        header = self._authorizer.answer(answer.headers.get("WWW-Authenticate", ""), self.home, scope)
        if not header and self._authorizer.lacks_password:
            raise _nobody(answer, request.method)
        return self._send(request, header) if header and header != known else answer

    def _send(self, request: Request, authorization: str) -> Answer:
        return self._http.send(replace(request, home=self.home, authorization=authorization), self._connection)


def not_found(reference: Reference) -> FetchError:
    """Return the error for what the registry does not have, in helm's words."""
    return FetchError(
        f"{_FETCHING}{reference}: not found",
        doing="looking for the chart",
        hint="check the chart's name and version, and that this user may read it",
        status=404,
    )


def refused(answer: Answer, method: str) -> FetchError:
    """Return the error for an answer that is not the one hoped for, in helm's words."""
    said = _errors_in(answer.body)
    text = f": {said}" if said else ""
    return _failed(answer, method, f'response status code {answer.status}{text or ": " + answer.reason}')


def _nobody(answer: Answer, method: str) -> FetchError:
    """Return the error for a registry that wants a user and a password, where we have none."""
    made = _failed(answer, method, "basic credential not found")
    made.told = "the registry wants a user name and a password, and none are known for it"
    return made


def _failed(answer: Answer, method: str, problem: str) -> FetchError:
    address = urlsplit(shown(answer.url))._replace(query="").geturl()  # an upload's query is a ticket for it
    return FetchError(
        f'{method} "{address}": {problem}',
        doing="asking the registry",
        subject=urlsplit(address).netloc,
        hint=_HINTS.get(answer.status, ""),
        status=answer.status,
    )


_HINTS = {
    401: "log in with helm_repo, or give the user name and password in the task; check them",
    403: "this user may not do it",
    404: "check the address, and that the repository is there",
    413: "the registry, or a proxy before it, does not take anything that large",
    429: "the registry limits how often it may be asked; log in, or try later",
}


def _errors_in(body: bytes) -> str:
    """Return what a registry's error document says: "code: message"."""
    try:
        document = json_codec.loads_objects(body.decode("utf-8"))
    except (HelmError, UnicodeDecodeError):
        return ""
    listed: Any = document.get("errors") if isinstance(document, dict) else None
    texts = []
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, Mapping):
            code = str(entry.get("code") or "").lower().replace("_", " ")
            text = ": ".join(part for part in (code, str(entry.get("message") or "")) if part)
            if entry.get("detail") is not None:
                text += f": {fmt.sprint([entry['detail']])}"
            texts.append(text[:500])
    return "; ".join(texts[:5])


def _tags_in(answer: Answer) -> list[str]:
    listed = oci_manifest.parse(answer.body, shown(answer.url)).get("tags")
    return [tag for tag in listed if isinstance(tag, str)] if isinstance(listed, list) else []


def _scope(reference: Reference, actions: str) -> str:
    return f"repository:{reference.repository}:{actions}"


def _compare(data: bytes, digest: str, what: str) -> None:
    found = digest_of(data)
    if found != digest:
        raise FetchError(
            f"{what}: its digest is {found}, expected {digest}",
            doing="checking what the registry sent",
            hint="do not use it before you know why; a proxy in between may be broken",
        )


def _distrusted(problem: str, url: str, reference: Reference) -> FetchError:
    return FetchError(
        problem,
        doing="asking the registry",
        subject=shown(url) or str(reference),
        hint="do not use this registry before you know why",
    )
