"""A cluster as deploy/ describes it: nodes of one site behind a balancer that a recipe there configures."""

import re
import subprocess
from collections.abc import Mapping
from copy import copy
from typing import Self
from urllib.parse import urlsplit

from tests.support.certificates import make_certificate
from tests.support.hosts import DEPLOY, recipe, unit_site
from tests.support.journey import Person
from tests.support.nginx import HOST, main_configuration
from tests.support.ports import free_port
from tests.support.servers import Server, program

#: The nodes as the recipes name them.
EXAMPLES = ("192.0.2.11:8000", "192.0.2.12:8000")


class Balancer(Server):
    """A balancer at the site's address, in front of the nodes at these: "host:port"."""

    def __init__(self, site_url: str, nodes: tuple[str, ...]) -> None:
        super().__init__()
        self.port = urlsplit(site_url).port
        self.nodes = dict(zip(EXAMPLES, nodes, strict=True))


class HAProxy(Balancer):
    """haproxy by its recipe; where the site's address is no https:// one, visitors come over plain http."""

    name = "haproxy"

    def __init__(self, site_url: str, nodes: tuple[str, ...]) -> None:
        super().__init__(site_url, nodes)
        self._is_secure = site_url.startswith("https:")
        #: Where visitors come over plain http.
        self.plain_port = free_port() if self._is_secure else self.port
        if self._is_secure:
            self.certificate = make_certificate(self.folder)

    def command(self) -> list[str]:
        path = self.folder / "haproxy.cfg"
        path.write_text(recipe("haproxy/haproxy.cfg", self._own()), encoding="utf-8")
        return [program("haproxy"), "-W", "-db", "-f", str(path)]

    def verdict(self) -> str:
        """Return what `haproxy -c` says about the recipe."""
        return subprocess.run([*self.command(), "-c"], capture_output=True, text=True, check=False).stderr

    def _own(self) -> dict[str, str]:
        """Return what stands in the recipe → what is to stand there, in this order."""
        values = {
            "log /dev/log local0": "log stdout format raw local0",
            "    user haproxy": "",
            "    group haproxy": "",
            "/run/haproxy/admin.sock": f"{self.folder}/admin.sock",
            "/etc/haproxy/errors/": f"{DEPLOY}/haproxy/errors/",
            "bind :80": f"bind {self.host}:{self.plain_port}",
            # A name that all programs of a machine share.
            "abns@bottlepost-writes": f"abns@bottlepost-writes-{self.port}",
            **self.nodes,
        }
        tls = "bind :443 ssl crt /etc/haproxy/certs/"
        if self._is_secure:
            return {tls: f"bind {self.address} ssl crt {self.certificate}", **values}
        return {f"    {tls}": "    #", "    http-request redirect": "    #", **values}


class Nginx(Balancer):
    """nginx by its recipes, over plain http."""

    name = "nginx"

    def command(self) -> list[str]:
        site = recipe("nginx/bottlepost.conf", self._own())
        # As the head of cluster.conf has it, its block stands in place of the other one; and the server that leads to
        # https has nothing to listen on.
        site = re.sub(r"^upstream .*?^}$|^server {\s*server_name.*?^}$", "", site, flags=re.MULTILINE | re.DOTALL)
        nodes = recipe("nginx/cluster.conf", self.nodes)
        (self.folder / "bottlepost.conf").write_text(nodes + site, encoding="utf-8")
        (self.folder / "nginx.conf").write_text(main_configuration(self.folder), encoding="utf-8")
        return [program("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]

    def _own(self) -> dict[str, str]:
        return {
            **dict.fromkeys(("listen 80;", "listen [::]:80;", "listen [::]:443 ssl http2;"), ""),
            f"ssl_certificate /etc/letsencrypt/live/{HOST}/fullchain.pem;": "",
            f"ssl_certificate_key /etc/letsencrypt/live/{HOST}/privkey.pem;": "",
            "listen 443 ssl http2;": f"listen {self.address};",
            "/var/log/nginx/bottlepost.log": "stderr",
            "/var/cache/bottlepost": f"{self.folder}/cache",
            HOST: self.host,
        }


class Cluster:
    """Nodes of one site, as systemd would start them, and the balancer in front of them."""

    def __init__(
        self, kind: type[Balancer], environ: Mapping[str, str], second: Mapping[str, str] | None = None
    ) -> None:
        """Prepare two nodes; `second` is what the settings of the second one are otherwise."""
        self.url = environ["SITE_URL"]
        settings = {**environ, "TRUSTED_PROXY_HOPS": "1"}
        self.nodes = (unit_site("granian", settings), unit_site("granian", {**settings, **(second or {})}))
        self.balancer = kind(self.url, tuple(node.address for node in self.nodes))

    def __enter__(self) -> Self:
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait()
        self.balancer.start()
        return self

    def __exit__(self, *error: object) -> None:
        for server in (self.balancer, *self.nodes):
            server.close()

    def everywhere(self, person: Person) -> list[Person]:
        """Return somebody's one browser at each node, asked directly, and at the balancer: they share their cookies."""
        found = []
        for url in (*(node.url for node in self.nodes), self.url):
            same = copy(person)
            same.url = url
            found.append(same)
        return found
