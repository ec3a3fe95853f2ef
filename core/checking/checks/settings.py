"""What no site starts with: the settings that are refused."""

from collections.abc import Iterator

from core.checking.check import Check, Fault, error
from core.checking.subject import Subject


def _refused(subject: Subject, kind: str) -> Iterator[Fault]:
    for refusal in subject.refused:
        if refusal.kind == kind:
            yield Fault(f"{refusal.wrong}.", f"{refusal.cure[0].upper()}{refusal.cure[1:]}.")


@error("settings-file")
def unreadable_file(subject: Subject) -> Iterator[Fault]:
    """Find what can't be read in bottlepost.env."""
    return _refused(subject, "settings-file")


@error("settings-unknown")
def unknown_name(subject: Subject) -> Iterator[Fault]:
    """Find names in bottlepost.env that are no setting."""
    return _refused(subject, "settings-unknown")


@error("setting-wrong")
def wrong_value(subject: Subject) -> Iterator[Fault]:
    """Find values that can't be understood."""
    return _refused(subject, "setting-wrong")


@error("site-url-missing")
def no_address(subject: Subject) -> Iterator[Fault]:
    """Find a site that lets others in and doesn't know its address."""
    return _refused(subject, "site-url-missing")


@error("https")
def without_https(subject: Subject) -> Iterator[Fault]:
    """Find a real site whose readers come, and whose cookies travel, for all to see."""
    yield from _refused(subject, "https")
    if subject.is_real and subject.settings.is_trial:
        cure = "Set SITE_URL to the https:// address under which readers will find the site."
        yield Fault(f"SITE_URL is {subject.settings.site_url}, which is this machine alone.", cure)


@error("secret-missing")
def no_secret(subject: Subject) -> Iterator[Fault]:
    """Find a site that has nothing to sign with."""
    return _refused(subject, "secret-missing")


@error("secret-weak")
def weak_secret(subject: Subject) -> Iterator[Fault]:
    """Find a secret that can be tried out."""
    return _refused(subject, "secret-weak")


@error("mail-password")
def password_in_the_clear(subject: Subject) -> Iterator[Fault]:
    """Find a mail password that everybody on the way can read."""
    return _refused(subject, "mail-password")


CHECKS: tuple[Check, ...] = (
    unreadable_file,
    unknown_name,
    wrong_value,
    no_address,
    without_https,
    no_secret,
    weak_secret,
    password_in_the_clear,
)
