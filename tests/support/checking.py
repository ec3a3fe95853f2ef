"""What tests of `manage.py check` start from: all checks by their ids, and a real site with nothing wrong."""

from apps.auth import checks as about_people
from core.checking.check import checks_of
from core.checking.registry import CHECKS

ALL_CHECKS = (*CHECKS, *checks_of(about_people))
BY_ID = {check.id: check for check in ALL_CHECKS}
#: A real site on the embedded database, as far as settings go.
REAL = {
    "SITE_URL": "https://notes.test",
    "SECRET_KEY": "pZ8vK1m+QhT3yWc7RfXn5LdJ0sBgUaE2iOt9HjVbMqNk4rYw",
    "TRUSTED_PROXY_HOPS": "1",
    "SMTP_URL": "smtps://mail.notes.test",
}
