"""The lines for nginx in docs/operate.md do what they promise, in a real nginx."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from allmenning.alerts.status.exporting import export
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import publish
from tests.house import ROOT
from tests.test_public_files import free_port

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
PAGE = "<p>Kok vannet i hele Lom.</p>" * 20
AROUND = """
user root; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; {lines} }}
}}
"""


@contextmanager
def nginx(folder: Path, root: Path) -> Iterator[httpx.Client]:
    told = re.search(r"```nginx\n(.*?)```", (ROOT / "docs/operate.md").read_text(), re.DOTALL)
    assert told
    port = free_port()
    lines = told[1].replace("/srv/www", str(root))
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, port=port, lines=lines))
    process = subprocess.Popen([NGINX, "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            wait_for(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert process.poll() is None, "nginx stopped"
        try:
            client.get("/")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return


def test_nginx_serves_an_exported_folder_as_we_do(tmp_path: Path) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html", language="nn")
    publish(Workspace.LIVE, "lom/cap/a-1.xml", "<alert/>", "application/cap+xml")
    publish(Workspace.LIVE, "lom/varsler.atom", "<feed/>", "application/atom+xml")
    publish(Workspace.EXERCISE, "lom/index.html", f"ØVELSE {PAGE}", "text/html")
    root = tmp_path / "www"
    export(root)
    with nginx(tmp_path, root) as client:
        page = client.get("/nn/varsel/lom/", headers={"Accept-Encoding": "gzip"})
        assert (page.status_code, page.text) == (200, PAGE)
        assert page.headers["Content-Encoding"] == "gzip"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "stale-if-error=86400" in page.headers["Cache-Control"]
        assert client.get("/ovelsesvarsel/lom/").text == f"ØVELSE {PAGE}"
        for path, kind in (("cap/a-1.xml", "cap+xml"), ("varsler.atom", "atom+xml")):
            told = client.get(f"/varsel/lom/{path}").headers["Content-Type"]
            assert told == f"application/{kind}; charset=utf-8"
        assert client.get("/varsel/../nginx.conf").status_code in {400, 404}
