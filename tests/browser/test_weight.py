"""No page is heavier than a phone far from the mast can take: 8 kB of HTML, 60 kB in all."""

import gzip
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HTML_BYTES = 8 * 1024
VIEW_BYTES = 60 * 1024
# The style page shows everything twice, and nobody meets it but us.
OURS = {"stil/"}


def fetched(site: str, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    zipped = response.headers.get("Content-Encoding") == "gzip"
    return response.status, body if zipped else gzip.compress(body, 6)


def test_every_page_a_stranger_sees_is_light(site: str) -> None:
    heavy = []
    for address in sorted(set(pages()) - OURS):
        status, html = fetched(site, f"/{address}")
        if status != 200:
            continue
        parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(html).decode()))
        whole = len(html) + sum(len(fetched(site, part)[1]) for part in parts)
        if len(html) > HTML_BYTES or whole > VIEW_BYTES:
            heavy.append((address, len(html), whole))
    assert heavy == []
