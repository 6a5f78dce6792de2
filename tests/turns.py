"""How long a visitor waits beside others whose runs take long: python -m tests.turns

Real websockets on one server. Some let Adam run for a million epochs; another lets go of the learning rate again and
again. Then those who run close their tabs: printed too is how long the server goes on working for nobody.
"""

import asyncio
import time
from contextlib import AsyncExitStack

import numpy as np
import psutil

from tests.load.visitor import Visitor, visit
from tests.serving import serve

RUNS = "problem=ravine&rule=adam&epochs=1000000", "problem=line&seed=1&pin=rule%3Dadam%26epochs%3D1000000"
"""Long runs: the one that is shown, and one that is pinned."""
SECONDS, THINK = 8, 0.4
"""How long the visitor changes the rate, and the pause between two changes."""


async def waits(guest: Visitor) -> str:
    """Let go of the rate for SECONDS; the milliseconds of the answers."""
    end, found = time.monotonic() + SECONDS, []
    while time.monotonic() < end:
        found.append(await guest.let_go(0.001 * (1 + len(found) / 50)))
        await asyncio.sleep(THINK)
    middle, high = np.percentile(found, [50, 95]) * 1000
    return f"{middle:7.0f} {high:7.0f} {max(found) * 1000:7.0f}"


async def beside(address: str, query: str, runs: int) -> str:
    """What a visitor waits beside so many long runs."""
    async with AsyncExitStack() as stack:
        guest = await stack.enter_async_context(visit(address, "problem=line"))
        await guest.open()
        others = [await stack.enter_async_context(visit(address, f"{query}&lr=0.00{k + 1}")) for k in range(runs)]
        running = [asyncio.create_task(other.open()) for other in others]
        await asyncio.sleep(1)
        answer = await waits(guest)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return answer


async def until_idle(server: psutil.Process) -> float:
    """The seconds until the server works for less than a fifth of the time."""
    began = time.monotonic()
    while True:
        before = sum(server.cpu_times()[:2])
        await asyncio.sleep(0.25)
        if sum(server.cpu_times()[:2]) - before < 0.05:
            return time.monotonic() - began


async def main(address: str, server: psutil.Process) -> None:
    print(f"{'long runs':>12} {'p50/ms':>7} {'p95/ms':>7} {'max/ms':>7} {'idle after/s':>12}")
    for what, query, runs in (("none", "", 0), ("1", RUNS[0], 1), ("1 pinned", RUNS[1], 1), ("4", RUNS[0], 4)):
        answer = await beside(address, query, runs)
        print(f"{what:>12} {answer} {await until_idle(server):12.1f}", flush=True)


if __name__ == "__main__":
    with serve() as page:
        (process,) = psutil.Process().children()
        asyncio.run(main(page, process))
