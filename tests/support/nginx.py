"""nginx by the recipe of deploy/, in front of a site on this machine."""

import os
import ssl
import subprocess
from pathlib import Path

from tests.support.certificates import make_certificate
from tests.support.hosts import recipe
from tests.support.ports import free_port
from tests.support.servers import Server, program

#: The host name of the recipe.
HOST = "example.org"
#: What /etc/nginx/nginx.conf would say; the recipe is included as a site is.
_MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/bottlepost.conf;
}}
"""


def main_configuration(folder: Path) -> str:
    """Return what /etc/nginx/nginx.conf would say around a site in this folder's bottlepost.conf."""
    # Started by root, nginx would hand its work to a user who can't look into our folder.
    user = "user root;" if os.geteuid() == 0 else ""
    return _MAIN.format(user=user, folder=folder)


class Nginx(Server):
    """nginx with a certificate that it alone has signed, for the site behind the address `upstream`, "host:port"."""

    name = "nginx"

    def __init__(self, upstream: str) -> None:
        super().__init__()
        self.plain_port = free_port()
        self.url = f"https://{self.address}"
        self.certificate = make_certificate(self.folder, f"DNS:{HOST}")
        site = recipe(
            "nginx/bottlepost.conf",
            {
                "listen [::]:80;": "",
                "listen [::]:443 ssl http2;": "",
                "listen 80;": f"listen {self.host}:{self.plain_port};",
                "listen 443 ssl http2;": f"listen {self.address} ssl http2;",
                f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(self.certificate),
                f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(self.certificate),
                "/var/log/nginx/bottlepost.log": "stderr",
                "/var/cache/bottlepost": str(self.folder / "cache"),
                "127.0.0.1:8000": upstream,
            },
        )
        (self.folder / "bottlepost.conf").write_text(site, encoding="utf-8")
        (self.folder / "nginx.conf").write_text(main_configuration(self.folder), encoding="utf-8")

    def command(self) -> list[str]:
        return [program("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]

    def verdict(self) -> str:
        """Return what `nginx -t` says about the recipe."""
        tested = subprocess.run([*self.command(), "-t"], capture_output=True, text=True, check=False)
        return tested.stderr

    def trust(self) -> ssl.SSLContext:
        """Return what makes a visitor believe the certificate, though the address isn't the name in it."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        context.check_hostname = False
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context
