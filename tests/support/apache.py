"""A private Apache that serves a copy of the site by a recipe of deploy/, over HTTPS, with the system's Python."""

import grp
import os
import pwd
import re
import shutil
import ssl
from collections.abc import Iterable
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import ClassVar, Final

from tests.support.certificates import make_certificate
from tests.support.checkout import copy_project
from tests.support.hosts import DEPLOY, recipe
from tests.support.journey import Person, Reply
from tests.support.ports import free_port
from tests.support.servers import Server, program
from tests.support.vendored import vendored
from tests.support.visitors import Visitors, ask
from tests.support.waiting import until

#: The Python that Debian's modules are built for, or that Passenger starts.
PYTHON: Final = "/usr/bin/python3"
METRICS_TOKEN: Final = "a-token-for-those-who-measure"
_MODULES: Final = Path("/usr/lib/apache2/modules")
#: How either module says which process wrote a line.
_NUMBER: Final = r"(?:\[pid |App )(\d+)"
#: What Debian's Apache has switched on, as far as it could meddle with an answer, and what the recipes ask for.
_LOADED: Final = (
    *("mpm_event", "authz_core", "alias", "mime", "filter", "deflate", "setenvif", "reqtimeout", "headers", "ssl"),
)
_MAIN: Final = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog /dev/stderr
LogLevel warn
TypesConfig /dev/null
{user}
Listen {host}:{port}
Listen {host}:{plain_port}
{modules}
<Directory />
    Require all denied
</Directory>
# As deflate.conf and reqtimeout.conf of Debian say.
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css application/xml
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
StartServers 1
MinSpareThreads 25
{more}
Include {folder}/bottlepost.conf
"""


class Apache(Server):
    """Apache with one module more, and the site beside it; `settings` go into its bottlepost.env."""

    name = "apache"
    ended_by = "TERM"
    module: ClassVar[str]
    recipe: ClassVar[str]
    #: What the module needs besides the recipe, to stay in our folder.
    more: ClassVar[str]
    #: What is touched for new processes.
    restarted_by: ClassVar[str]
    #: Which of the two logs the site's lines are in.
    written_to: ClassVar[int]

    def __init__(self, **settings: str) -> None:
        super().__init__()
        self.plain_port = free_port()
        self.url = f"https://{self.address}"
        self.root = self.folder / "site"
        self.settings = {
            "SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef",
            "METRICS_ALLOW": METRICS_TOKEN,
            **settings,
            "SITE_URL": self.url,
        }
        self._read: list[int] = []
        self.folder.chmod(0o755)
        self._upload()
        # It holds its key, too.
        self._certificate = make_certificate(self.folder)
        self._configure()

    def command(self) -> list[str]:
        return [program("apache2"), "-f", str(self.folder / "apache2.conf"), "-DFOREGROUND"]

    def environment(self) -> dict[str, str]:
        # What Debian's apachectl leaves of it.
        return {"PATH": os.environ["PATH"], "LANG": "C", "APACHE_LOG_DIR": str(self.folder), "TMPDIR": str(self.folder)}

    def close(self) -> None:
        """Stop Apache by its first process, which ends what its modules have started, and remove its folder."""
        if self.process is not None:
            self.process.terminate()
            self.has_ended_within(20)
        super().close()

    def answers(self) -> bool:
        """Tell whether the site itself answers, and not only Apache."""
        return ask(self.url, "/healthz").status == 200

    def own(self, user: str, group: str) -> dict[str, str]:
        """Return more example values of the recipe, and what stands for them."""
        raise NotImplementedError

    @property
    def log(self) -> str:
        """What Apache and the site have written so far."""
        return "".join(self.logs())

    def logs(self) -> list[str]:
        """Return what stands in Apache's own log, and in that of the site, which only some modules can have."""
        paths = (self.folder / "log", self.folder / "bottlepost.log")
        return [path.read_text(encoding="utf-8", errors="replace") if path.exists() else "" for path in paths]

    def visitor(self, **said: str) -> Person:
        """Return somebody with a browser, who asks by an encrypted connection."""
        return Person(self.url, said=said, trusts=ssl.create_default_context(cafile=self._certificate))

    def write_settings(self, **settings: str) -> None:
        """Write bottlepost.env anew, with these settings in place of others."""
        lines = "".join(f"{name}={value}\n" for name, value in {**self.settings, **settings}.items())
        (self.root / "bottlepost.env").write_text(lines, encoding="utf-8")

    def deploy(self, **settings: str) -> None:
        """Change these settings, and do what the recipe asks for after that."""
        self.settle()
        self.write_settings(**settings)
        (self.root / self.restarted_by).touch()

    def settle(self) -> None:
        """Wait until every process of the site answers: mod_wsgi overlooks a change made while it loads the site."""
        read = len(self.logs()[self.written_to])
        line = re.compile(_NUMBER + r".* bottlepost\.access ")
        with Visitors(self.url, ["/healthz"], count=6):
            until(lambda: len(set(line.findall(self.logs()[self.written_to], read))) > 1, "the site's second process")

    def ask(
        self, method: str, path: str, body: Iterable[bytes] | None = None, *, plain: bool = False, **headers: str
    ) -> tuple[int, Message, bytes]:
        """Ask without a browser; a body is sent in its chunks. Return status, headers and body."""
        trusted = ssl.create_default_context(cafile=self._certificate)
        encrypted = HTTPSConnection(self.host, self.port, timeout=30, context=trusted)
        connection = HTTPConnection(self.host, self.plain_port, timeout=30) if plain else encrypted
        with closing(connection):
            connection.request(method, path, body, headers, encode_chunked=body is not None)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def line_of(self, headers: Message) -> str:
        """Return the line of the site's log about the request that was answered with these headers; "" as yet."""
        found = re.search(rf".* bottlepost\.access {re.escape(headers['X-Request-ID'])} .*", self.log)
        return found[0] if found else ""

    def served_by(self) -> str:
        """Return the number of the process that answers now."""
        _, headers, _ = self.ask("GET", "/healthz")
        until(lambda: self.line_of(headers) != "", "the line of a request")
        return re.search(_NUMBER, self.line_of(headers))[1]

    def processes(self) -> set[str]:
        """Return the numbers of the processes that have logged anything."""
        return set(re.findall(_NUMBER, self.log))

    def until_refused(self) -> Reply:
        """Wait until the site is no longer there; return the answer in its place, and note where the log stood."""
        self._read = [len(text) for text in self.logs()]
        until(lambda: not self.answers(), "the end of the old processes")
        return self.visitor().get("/healthz")

    def said(self, words: str) -> bool:
        """Tell whether something was logged since until_refused() was called."""
        return any(words in text[read:] for text, read in zip(self.logs(), self._read, strict=True))

    def _upload(self) -> None:
        self.root.mkdir()
        copy_project(self.root)
        shutil.copytree(vendored(PYTHON), self.root / "site-packages", copy_function=_link, dirs_exist_ok=True)
        (self.root / "var").mkdir(exist_ok=True)
        (self.root / "static" / "邮戳.txt").write_text("一分", encoding="utf-8")
        self.write_settings()
        if os.geteuid() == 0:
            shutil.chown(self.root / "var", *_nobody())

    def _configure(self) -> None:
        user, group = _nobody()
        own = {
            "example.org": self.host,
            "*:80>": f"{self.host}:{self.plain_port}>",
            "*:443>": f"{self.address}>",
            f"/etc/letsencrypt/live/{self.host}/fullchain.pem": str(self._certificate),
            f"/etc/letsencrypt/live/{self.host}/privkey.pem": str(self._certificate),
            "/srv/bottlepost": str(self.root),
            **self.own(user, group),
        }
        (self.folder / "bottlepost.conf").write_text(recipe(self.recipe, own), encoding="utf-8")
        loaded = [f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in (*_LOADED, self.module)]
        main = _MAIN.format(
            folder=self.folder,
            host=self.host,
            port=self.port,
            plain_port=self.plain_port,
            user=f"User {user}\nGroup {group}" if os.geteuid() == 0 else "",
            modules="\n".join(loaded),
            more=self.more.format(folder=self.folder),
        )
        (self.folder / "apache2.conf").write_text(main, encoding="utf-8")


class ModWSGI(Apache):
    """Apache with mod_wsgi."""

    name = "mod_wsgi"
    module = "wsgi"
    recipe = "apache/bottlepost.conf"
    more = "WSGISocketPrefix {folder}/wsgi"
    restarted_by = "index.wsgi"
    written_to = 1

    def own(self, user: str, group: str) -> dict[str, str]:
        return {"user=bottlepost group=bottlepost": f"user={user} group={group}"}


class Passenger(Apache):
    """Apache with Phusion Passenger."""

    name = "passenger"
    module = "passenger"
    recipe = "passenger/bottlepost.conf"
    # The last line: at once instead of every ten seconds.
    more = """
PassengerRoot /usr/lib/ruby/vendor_ruby/phusion_passenger/locations.ini
PassengerInstanceRegistryDir {folder}
PassengerSpawnDir {folder}
PassengerDataBufferDir {folder}
PassengerStatThrottleRate 1
"""
    restarted_by = "var/restart.txt"
    written_to = 0

    def own(self, user: str, group: str) -> dict[str, str]:
        return {
            "/var/www/bottlepost": str(self.folder / "www"),
            "PassengerUser bottlepost": f"PassengerUser {user}",
            "PassengerGroup bottlepost": f"PassengerGroup {group}",
            # Where a test shows which process it was.
            "PassengerDisableLogPrefix on": "PassengerDisableLogPrefix off",
        }

    def _upload(self) -> None:
        super()._upload()
        shutil.copy2(DEPLOY / "passenger" / "passenger_wsgi.py", self.root)
        (self.folder / "www").mkdir()


def _link(source: str, target: str) -> None:
    """Share a file that nobody changes, or copy it where it is on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _nobody() -> tuple[str, str]:
    """Return the names of the user and the group that serve the site: nobody where we are root, else we."""
    root = os.geteuid() == 0
    user, group = (65534, 65534) if root else (os.geteuid(), os.getegid())
    return pwd.getpwuid(user).pw_name, grp.getgrgid(group).gr_name
