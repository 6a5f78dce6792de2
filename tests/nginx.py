"""Two processes of the page behind nginx with deploy/nginx.conf, on free ports of the loopback.

It needs nginx (apt install nginx-light), and no rights but one's own.
"""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.serving import ROOT, free_port, start_server, wait_until_healthy

PORTS = "8511", "8512"
"""The ports of the two processes, as they stand in nginx.conf."""


@dataclass
class Site:
    """Two processes behind nginx."""

    address: str = field(default_factory=lambda: f"http://127.0.0.1:{free_port()}")
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in PORTS])
    secret: str = field(default_factory=secrets.token_hex)
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, port: int) -> None:
        """Start a process of the page."""
        self.processes[port] = start_server(port, environment={"STREAMLIT_SERVER_COOKIE_SECRET": self.secret})

    def kill(self, port: int) -> None:
        """End a process without a word of warning."""
        process = self.processes.pop(port)
        process.kill()
        process.wait()


def nginx_conf(site: Site, folder: str) -> str:
    """deploy/nginx.conf within a configuration that needs no rights, with this site's ports and folder."""
    conf = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    listen = f"listen {site.address.removeprefix('http://')};"
    changes = {"listen 80;": listen, "/var/cache": folder, **dict(zip(PORTS, map(str, site.ports), strict=True))}
    assert all(text in conf for text in changes)
    conf = re.sub("|".join(changes), lambda found: changes[found[0]], conf)
    kinds = "client_body", "proxy", "fastcgi", "uwsgi", "scgi"
    folders = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root; " if os.geteuid() == 0 else ""
    return (
        f"{user}worker_processes 1; pid {folder}/pid; events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types; {folders}\n{conf}}}"
    )


@contextmanager
def behind_nginx() -> Iterator[Site]:
    """Two processes of the page behind nginx, until the block ends."""
    with TemporaryDirectory() as folder, ExitStack() as ends:
        site = Site()
        ends.callback(lambda: [site.kill(port) for port in list(site.processes)])
        for port in site.ports:
            site.start(port)
        conf = Path(folder, "nginx.conf")
        conf.write_text(nginx_conf(site, folder), encoding="utf-8")
        command = [nginx(), "-e", f"{folder}/error.log", "-g", "daemon off;", "-c", str(conf)]
        process = subprocess.Popen(command)
        ends.callback(process.wait)
        ends.callback(process.terminate)
        wait_until_healthy(process, site.address)
        yield site


def nginx() -> str:
    """The path of nginx, which may lie where only root looks."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SystemExit("nginx is not installed.")
    return found
