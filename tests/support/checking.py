"""What tests of `manage.py check` start from: all checks by their ids, and a real site with nothing wrong."""

from apps.auth.checks import CHECKS as CHECKS_OF_PEOPLE
from core.checking.registry import CHECKS

ALL_CHECKS = (*CHECKS, *CHECKS_OF_PEOPLE)
BY_ID = {check.id: check for check in ALL_CHECKS}
#: A real site on the embedded database, as far as settings go.
REAL = {
    "SITE_URL": "https://notes.test",
    "SECRET_KEY": "pZ8vK1m+QhT3yWc7RfXn5LdJ0sBgUaE2iOt9HjVbMqNk4rYw",
    "TRUSTED_PROXY_HOPS": "1",
    "SMTP_URL": "smtps://mail.notes.test",
}
