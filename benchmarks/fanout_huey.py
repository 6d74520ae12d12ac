"""The call as a job of Huey on Redis, with a thread for each channel."""

import os

from huey import RedisHuey  # type: ignore[import-untyped]

from benchmarks.fanout_engines import call

huey = RedisHuey("fanout", host="127.0.0.1", port=int(os.environ["REDIS_PORT"]))


@huey.task()  # type: ignore[untyped-decorator]
def call_port(port: int) -> None:
    call(port)
