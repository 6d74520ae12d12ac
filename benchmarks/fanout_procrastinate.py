"""The call as a job of Procrastinate, twelve at once over one warm pool of aiohttp."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector

URL = os.environ["ALLMENNING_DATABASE_URL"]
app = App(connector=PsycopgConnector(conninfo=URL))
session: list[aiohttp.ClientSession] = []


@app.task(queue="fanout", name="call_port")
async def call_port(port: int) -> None:
    async with session[0].post(f"http://127.0.0.1:{port}/lom", json={}) as answer:
        await answer.read()


@contextmanager
def open_app() -> Iterator[App]:
    """Make the tables, and open a connection to lay out by."""
    sync = app.with_connector(SyncPsycopgConnector(conninfo=URL))
    with sync.open():
        sync.schema_manager.apply_schema()
        with app.replace_connector(sync.connector):
            yield sync


async def work() -> None:
    async with aiohttp.ClientSession() as made, app.open_async():
        session.append(made)
        await app.run_worker_async(queues=["fanout"], concurrency=12)


if __name__ == "__main__":
    asyncio.run(work())
