# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server that is far away: a process on loopback between it and its clients, in which each byte spends half of
the round trip on its way there, and half on its way back. TLS goes through it as it is.

    with far.kubeconfig(path_of_one, folder, seconds=0.1) as path: ...
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit

import yaml

_PIECE = 65536


@contextlib.contextmanager
def kubeconfig(near: str, folder: Path, *, seconds: float) -> Iterator[str]:
    """Yield the path of a kubeconfig like near, whose server is so many seconds away, there and back."""
    shown = yaml.safe_load(Path(near).read_text(encoding="utf-8"))
    (cluster,) = [entry["cluster"] for entry in shown["clusters"]]
    place = urlsplit(cluster["server"])
    argv = [sys.executable, __file__, str(place.hostname), str(place.port), str(seconds / 2)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            cluster["server"] = f"{place.scheme}://127.0.0.1:{int(process.stdout.readline())}"
            made = folder / "far.kubeconfig"
            made.write_text(yaml.safe_dump(shown), encoding="utf-8")
            yield str(made)
        finally:
            process.terminate()


async def _serve(host: str, port: int, seconds: float) -> None:
    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, port)
        await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, seconds))

    server = await asyncio.start_server(joined, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Pass on what comes, so many seconds after it came, until there is no more."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    now = asyncio.get_running_loop().time

    async def hand_over() -> None:
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(due - now())
            if not piece:
                return
            writer.write(piece)
            await writer.drain()

    handing = asyncio.create_task(hand_over())
    with contextlib.suppress(OSError):
        while True:
            piece = await reader.read(_PIECE)
            under_way.put_nowait((now() + seconds, piece))
            if not piece:
                break
    with contextlib.suppress(OSError):
        await handing
    writer.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
