"""Settings: read, completed, and refused with a sentence that names the variable."""

import stat
import traceback

import pytest

from core.errors import SettingsError
from core.settings import Settings

SECRET = "a-secret-of-thirty-two-characters-at-least"
REAL = {"SECRET_KEY": SECRET, "SITE_URL": "https://example.org"}


def load(tmp_path, **environ):
    return Settings.load(tmp_path, environ)


def test_nothing_set_is_a_trial_site_on_this_machine(tmp_path):
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/bottlepost.db"
    assert (settings.site_url, settings.is_trial, settings.is_secure) == ("http://127.0.0.1:8000", True, False)
    assert settings.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    made = load(tmp_path).secret_key
    assert len(made) >= 32
    assert load(tmp_path).secret_key == made
    assert stat.S_IMODE((tmp_path / "var/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_the_environment_comes_before_the_file(tmp_path):
    (tmp_path / "bottlepost.env").write_text("PORT=9001\nHOST='127.0.0.2' # a comment\n")
    settings = load(tmp_path, PORT="9002")
    assert (settings.port, settings.host) == (9002, "127.0.0.2")


def test_a_port_is_part_of_the_default_address(tmp_path):
    assert load(tmp_path, PORT="8111").site_url == "http://127.0.0.1:8111"


def test_lists_are_split(tmp_path):
    settings = load(tmp_path, MEMCACHED_SERVERS="a:11211, b:11211;c:1", ALLOWED_HOSTS="example.org www.example.org")
    assert settings.memcached_servers == ("a:11211", "b:11211", "c:1")
    assert settings.allowed_hosts == ("example.org", "www.example.org")


@pytest.mark.parametrize(
    ("given", "driver"),
    [("mysql", "mysql+pymysql"), ("mariadb", "mariadb+pymysql"), ("mysql+mysqldb", "mysql+mysqldb")],
)
def test_mysql_means_the_driver_that_travels(tmp_path, given, driver):
    assert load(tmp_path, **REAL, DATABASE_URL=f"{given}://u:p@h/d").database_url == f"{driver}://u:p@h/d"


def test_an_absolute_sqlite_path_stays(tmp_path):
    assert load(tmp_path, DATABASE_URL="sqlite:////srv/a.db").database_url == "sqlite:////srv/a.db"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"DATABASE_URL": "postgres://x/y"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://u@h/d", "SITE_URL": "https://example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 40}, "SECRET_KEY"),
        ({"SITE_URL": "http://example.org"}, "SITE_URL"),
        ({"SITE_URL": "example.org"}, "SITE_URL"),
        ({"SITE_URL": "https://example.org/sub"}, "SITE_URL"),
        ({"SITE_URL": "https://user:password@example.org"}, "SITE_URL"),
        ({"HOST": "0.0.0.0"}, "SITE_URL"),  # noqa: S104 - what is refused
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "https://example.org"}, "ALLOWED_HOSTS"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"PORT": "70000"}, "PORT"),
        ({"SITE_URL": "https://[::1"}, "SITE_URL"),
        ({"SITE_URL": "https://example.org:http"}, "SITE_URL"),
        ({**REAL, "DATABASE_URL": "mysql://u:p@h:port/d"}, "DATABASE_URL"),
        ({**REAL, "DATABASE_URL": "mysql+aiomysql://u:p@h/d"}, "the driver aiomysql"),
        ({**REAL, "DATABASE_URL": "mysql://u:p@h"}, "names no database: it must look like mysql"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "names no file"),
        ({"DATABASE_URL": "sqlite:///a.db?mode=ro"}, "names no file"),
        ({"MEMCACHED_SERVERS": "cache:port"}, "MEMCACHED_SERVERS names 'cache:port'"),
        ({"MAIL_FROM": "a@example.org\nBcc: b@example.org"}, "MAIL_FROM"),
        ({"STORAGE_URL": "s3://["}, "STORAGE_URL"),
        ({"SMTP_URL": "mail.example.org:587"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://u:p@mail.example.org"}, "SMTP_URL"),
        ({"THREADS": "0"}, "THREADS"),
    ],
)
def test_what_is_wrong_or_unsafe_is_refused_by_name(tmp_path, environ, named):
    with pytest.raises(SettingsError, match=named):
        load(tmp_path, **environ)


@pytest.mark.parametrize(
    "url", ["smtp+starttls://u:p@mail.example.org", "smtps://u:p@mail.example.org:465", "smtp://u:p@localhost:2525"]
)
def test_mail_goes_where_its_password_is_safe(tmp_path, url):
    assert load(tmp_path, SMTP_URL=url).smtp_url == url


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hush/hush@h/d",
        "mysql://u:p@hush@h/d",
        "mysql://u:p@hush:hush@h:1/d",
        "mysql://u@hush:p@h/d",
        "mysql://u:12/hush@h:1/d",
        "mysql://u:1?hush@h/d",
        "mysql://u:1#hush@h/d",
        "mysql://u:/hush@h/d",
        "mysql://u:hu]sh@h/d",
        "mysql://u:hu\tsh@h/d",
        "mysql://u:hush\u2100@h/d",
        "mysql://u/v:hush@h/d",
        "mysql://u@h:3306/d?password=hush@hush",
        "mysql://u:p@[::1]hush/d",
    ],
)
def test_an_address_that_may_be_read_in_two_ways_is_refused_and_not_repeated(tmp_path, url):
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **REAL, DATABASE_URL=url)
    assert str(refused.value) == (
        "DATABASE_URL is no address that can be read: in a password / and @ are written %2F and %40."
    )
    shown = "".join(traceback.format_exception(refused.value))
    assert "hush" not in shown


@pytest.mark.parametrize(
    "rest",
    [
        "u:p%40%2F%25@h:3306/d",
        "u%40v:p@H.Example/d",
        "u:Sec%ret%zz@h/d",
        "u:中文@h/d",
        "u:a:b=c+d&e@h/d",
        "@h/d",
        "h/d",
        "u:p@[::1]:3306/d",
        "u:p@h/d?unix_socket=/run/a@b&password=x",
    ],
)
def test_an_address_that_all_read_alike_is_taken(tmp_path, rest):
    assert load(tmp_path, **REAL, DATABASE_URL=f"mysql://{rest}").database_url == f"mysql+pymysql://{rest}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SMTP_URL", "smtps://u:12/hush@mail.example.org"),
        ("SMTP_URL", "smtps://u:12?hush@mail.example.org"),
        ("SMTP_URL", "smtps://u:12#hush@mail.example.org"),
        ("SMTP_URL", "smtps://u/v:hush@mail.example.org"),
        ("MEMCACHED_SERVERS", "memcached://u:hush@cache:11211"),
        ("MEMCACHED_SERVERS", "u:hush,hush@cache:11211"),
        ("SITE_URL", "mysql://u:hush@h/d"),
    ],
)
def test_what_may_hold_a_password_is_not_repeated(tmp_path, name, text):
    settings, refused = Settings.examine(tmp_path, {**REAL, name: text})
    assert [error.setting for error in refused] == [name]
    assert "hush" not in f"{refused} {refused[0]} {settings}"


def test_a_socket_may_be_named_like_a_service(tmp_path):
    servers = ("unix:/run/memcached@1.sock",)
    assert load(tmp_path, MEMCACHED_SERVERS=servers[0]).memcached_servers == servers


def test_a_user_who_is_a_mail_address_may_be_written_plainly_to_a_mail_server(tmp_path):
    url = "smtps://me@example.org:p@mail.example.org/"
    assert load(tmp_path, SMTP_URL=url).smtp_url == url


def test_an_unknown_name_in_the_file_is_refused(tmp_path):
    (tmp_path / "bottlepost.env").write_text("SMPT_URL=smtp://x\n")
    with pytest.raises(SettingsError, match="SMPT_URL"):
        load(tmp_path)


@pytest.mark.parametrize("line", ["Zm9vYmFyaHVzaA==", "hushhush=", "port=9000", "PORT-2=1"])
def test_what_may_be_the_end_of_a_secret_is_named_by_its_line_alone(tmp_path, line):
    (tmp_path / "bottlepost.env").write_text(f"# a comment\nPORT=9000\n{line}\n")
    with pytest.raises(SettingsError) as refused:
        load(tmp_path)
    assert refused.value.wrong == "bottlepost.env, line 3 sets nothing that Bottlepost knows"


@pytest.mark.parametrize(
    "text", ['MAIL_FROM="Mei\nTHREADS=4\n', "MAIL_FROM='Mei", 'export MAIL_FROM= "Mei\nSMTP_URL="x"\n']
)
def test_a_quotation_mark_that_is_not_closed_is_named(tmp_path, text):
    (tmp_path / "bottlepost.env").write_text(f"PORT=9000\n{text}")
    with pytest.raises(SettingsError, match="line 2 opens a quotation mark that isn't closed: close it"):
        load(tmp_path)


def test_what_follows_a_closed_quotation_mark_sets_nothing(tmp_path):
    (tmp_path / "bottlepost.env").write_text('MAIL_FROM="Mei" x\n')
    with pytest.raises(SettingsError, match="line 1 sets nothing"):
        load(tmp_path)


def test_an_empty_value_is_no_value(tmp_path):
    assert load(tmp_path, PORT="").port == 8000


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "bottlepost.env").write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match=r"bottlepost\.env"):
        load(tmp_path)


@pytest.mark.parametrize("line", ["DATABASE_URL mysql://x", "PORT", "PORT='9000", "=9000"])
def test_a_line_that_sets_nothing_is_named(tmp_path, line):
    (tmp_path / "bottlepost.env").write_text(f"# a comment\n{line}\n")
    with pytest.raises(SettingsError, match=r"bottlepost\.env, line 2"):
        load(tmp_path)
