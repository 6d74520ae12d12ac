"""What channels are lent: one pool of connections, one clock, and our own address."""

import aiohttp
from django.conf import settings
from django.utils import timezone

from allmenning.delivery.contract import Environment

# A message is small; who has not answered by then is not going to.
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5, sock_read=30)
KEPT_WARM = 120
AT_ONCE = 300


def own_session(trace_configs: list[aiohttp.TraceConfig] | None = None) -> aiohttp.ClientSession:
    """Make the pool; to be closed by who made it."""
    connector = aiohttp.TCPConnector(
        limit=AT_ONCE, keepalive_timeout=KEPT_WARM, ttl_dns_cache=300, happy_eyeballs_delay=0.25
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=TIMEOUT,
        # Nothing a channel sets may follow another account's calls.
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Allmenning"},
        trace_configs=trace_configs,
    )


def lend(http: aiohttp.ClientSession) -> Environment:
    return Environment(http=http, now=timezone.now, base_url=settings.BASE_URL)
