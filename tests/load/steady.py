"""Whether a server's memory stays as it is: python -m tests.load.steady

Ten visitors, each with a problem of its own, let go of the learning rate two thousand times in all. Printed is the
server's memory after each two hundred.
"""

import asyncio
import random
from contextlib import AsyncExitStack

import psutil

from gd.experiments.scenarios import TUTORIAL, defaults
from tests.load.visitor import visit
from tests.serving import serve

VISITORS, CHANGES, EVERY = 10, 2000, 200


async def measure(address: str, server: psutil.Process) -> None:
    """Print the server's memory as the visitors go on."""
    async with AsyncExitStack() as stack:
        problems = [TUTORIAL[k % len(TUTORIAL)] for k in range(VISITORS)]
        guests = [await stack.enter_async_context(visit(address, f"problem={problem}")) for problem in problems]
        for guest in guests:
            await guest.open()
        for done in range(CHANGES):
            if done % EVERY == 0:
                print(f"{done:5} changes {server.memory_info().rss / 2**20:6.0f} MB", flush=True)
            usual = defaults(problems[done % VISITORS]).learning_rate
            await guests[done % VISITORS].let_go(usual * random.uniform(0.3, 1.1))
        print(f"{CHANGES:5} changes {server.memory_info().rss / 2**20:6.0f} MB")
        for fault in [fault for guest in guests for fault in guest.faults]:
            print(fault)


def main() -> None:
    with serve() as address:
        (server,) = psutil.Process().children()
        asyncio.run(measure(address, server))


if __name__ == "__main__":
    main()
