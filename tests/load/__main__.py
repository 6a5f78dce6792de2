"""How long a class waits: python -m tests.load

Visitors over real websockets, each with a problem of its own, come all at once and let go of the learning rate again
and again, beside visitors of a bare page in the same run. Printed are the time until the last of them has the page, the
time from letting go until all is answered, the servers' processor time and the bytes of an answer, and what their
memory grows by for each visitor.

With --nginx the page has two processes behind nginx, see `tests.nginx`.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import psutil

from gd.experiments.scenarios import TUTORIAL, defaults
from tests.browser.speed import BARE
from tests.load.visitor import Visitor, visit
from tests.nginx import behind_nginx
from tests.serving import serve

Site = tuple[str, Sequence[str], Sequence[psutil.Process]]
"""The address of the page, and that of each of its processes."""
CLASSES = (50, 2.0), (200, 20.0), (200, 2.0)
"""Visitors, and the seconds that each thinks between one change and the next."""


@dataclass
class Measured:
    """What was seen of a class."""

    opening: float
    """Seconds until all had the page, who came at once."""
    waits: list[float]
    """Seconds from each change until all was answered."""
    received: list[int]
    """Bytes of each answer."""
    faults: list[str]
    processor: float
    """The servers' seconds of processor time for an answer."""
    memory: float
    """Bytes that the servers grew by for each visitor."""

    def row(self) -> str:
        middle, high = np.percentile(self.waits, [50, 95]) * 1000
        return (
            f"{self.opening:8.1f} {len(self.waits):8} {middle:8.0f} {high:8.0f} {self.processor * 1000:10.1f} "
            f"{np.median(self.received) / 1000:8.0f} {self.memory / 1e6:10.2f} {len(self.faults):7}"
        )


HEADER = f"{'page':5} {'visitors':>8} {'think/s':>8} {'open/s':>8} {'changes':>8} {'p50/ms':>8} {'p95/ms':>8} " + (
    f"{'CPU/ms':>10} {'kB':>8} {'MB/visitor':>10} {'errors':>7}"
)


async def measure(
    address: str, servers: Sequence[psutil.Process], visitors: int, think: float, seconds: float
) -> Measured:
    """Let a class work for so many seconds."""

    def memory() -> int:
        return sum(server.memory_info().rss for server in servers)

    def processor() -> float:
        return sum(sum(server.cpu_times()[:2]) for server in servers)

    before = memory()
    async with AsyncExitStack() as stack:
        problems = [TUTORIAL[k % len(TUTORIAL)] for k in range(visitors)]
        guests = [
            await stack.enter_async_context(visit(address, f"problem={problem}&seed={k}"))
            for k, problem in enumerate(problems)
        ]
        opening = max(await asyncio.gather(*(guest.open() for guest in guests)))
        waits: list[float] = []
        received: list[int] = []
        grown, spent = memory() - before, processor()
        end = asyncio.get_running_loop().time() + seconds

        async def work(guest: Visitor, problem: str) -> None:
            usual = defaults(problem).learning_rate
            await asyncio.sleep(random.uniform(0, think))
            while asyncio.get_running_loop().time() < end:
                waits.append(await guest.let_go(usual * random.uniform(0.3, 1.1)))
                received.append(guest.received)
                await asyncio.sleep(random.uniform(0.5, 1.5) * think)

        await asyncio.gather(*(work(guest, problem) for guest, problem in zip(guests, problems, strict=True)))
        spent = processor() - spent
    faults = [fault for guest in guests for fault in guest.faults]
    return Measured(opening, waits, received, faults, spent / len(waits), grown / visitors)


@contextmanager
def bare_page() -> Iterator[Path]:
    """The script of a page with a slider and a chart, no more."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        yield script


@contextmanager
def one_process(*script: Path) -> Iterator[Site]:
    """The page, or another script, on a server."""
    with serve(*script) as address:
        yield address, [address], psutil.Process().children()


@contextmanager
def two_processes() -> Iterator[Site]:
    """The page in two processes behind nginx."""
    with behind_nginx() as site:
        each = [f"http://127.0.0.1:{port}" for port in site.processes]
        yield site.address, each, [psutil.Process(process.pid) for process in site.processes.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40, help="how long each class works")
    parser.add_argument("--classes", nargs="*", help="visitors@seconds, as in 50@2")
    parser.add_argument("--no-bare", action="store_true", help="without the bare page")
    parser.add_argument("--nginx", action="store_true", help="the page in two processes behind nginx")
    given = parser.parse_args()
    classes = [(int(n), float(t)) for n, t in (text.split("@") for text in given.classes or [])] or CLASSES
    print(HEADER)
    with bare_page() as script:
        sites: dict[str, Callable[[], AbstractContextManager[Site]]] = {
            "gd": two_processes if given.nginx else one_process
        }
        if not given.no_bare:
            sites["bare"] = partial(one_process, script)
        for name, site in sites.items():
            for visitors, think in classes:
                with site() as (address, each, servers):
                    asyncio.run(warm(each))
                    measured = asyncio.run(measure(address, servers, visitors, think, given.seconds))
                print(f"{name:5} {visitors:8} {think:8g} {measured.row()}", flush=True)
                for fault in measured.faults[:5]:
                    print("     ", fault)


async def warm(addresses: Sequence[str]) -> None:
    """Let each process load all that its first visitor needs."""
    for address, problem in product(addresses, TUTORIAL):
        async with visit(address, f"problem={problem}") as guest:
            await guest.open()


if __name__ == "__main__":
    main()
