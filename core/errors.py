"""The domain errors: each has a status, headers and a sentence fit for the visitor."""

from collections.abc import Iterable
from enum import StrEnum

from core.i18n import N_, Message


class Refusal(StrEnum):
    """Why a setting is refused: the checks of docs/checks.md that find it, in their order."""

    FILE = "settings-file"
    UNKNOWN = "settings-unknown"
    WRONG = "setting-wrong"
    NO_SITE_URL = "site-url-missing"
    NO_HTTPS = "https"
    NO_KEY = "secret-missing"
    WEAK_KEY = "secret-weak"
    OPEN_LOGIN = "mail-password"


class SettingsError(Exception):
    """A setting is wrong, missing or unsafe; the text names it in one sentence."""

    def __init__(self, kind: Refusal, wrong: str, remedy: str, *, setting: str = "") -> None:
        """Keep what is wrong and what to do about it; `setting` is the name of one."""
        super().__init__(f"{wrong}: {remedy}.")
        self.kind = kind
        self.wrong = wrong
        self.remedy = remedy
        self.setting = setting


class SettingsUnread(SettingsError):
    """The file of settings can't be read, so that nobody knows what is set."""


class SchemaError(Exception):
    """The database's schema doesn't fit the code; the text names the command that mends it."""


class AppError(Exception):
    """Something the visitor has to be told, with the HTTP status that says it to machines."""

    status = 500
    #: What is said when the one who raises has nothing better to say.
    default = N_("Something went wrong.")

    def __init__(self, message: Message | None = None, *, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Keep the sentence and the extra response headers."""
        self.message = message or self.default
        self.headers = tuple(headers)
        super().__init__(self.message.text)


class _RetryLater(AppError):
    """An error that passes: tells when to come back."""

    def __init__(self, message: Message | None = None, *, retry_after: int = 2) -> None:
        """Add Retry-After, in seconds."""
        super().__init__(message, headers=[("Retry-After", str(retry_after))])
        self.retry_after = retry_after


class BadRequest(AppError):
    """What arrived can't be understood."""

    status = 400
    default = N_("The browser sent something that can't be understood.")


class Forbidden(AppError):
    """The visitor is known and may not do this."""

    status = 403
    default = N_("You are not allowed to do this.")


class SignInRequired(Forbidden):
    """Nobody is signed in and the page needs somebody: answered with 303 to the sign-in page."""

    default = N_("Please sign in first.")


class NotFound(AppError):
    """There is nothing here, or nothing this visitor may know of."""

    status = 404
    default = N_("There is nothing at this address.")


class MethodNotAllowed(AppError):
    """The address exists, but not for this method."""

    status = 405
    default = N_("This address doesn't take that kind of request.")


class Conflict(AppError):
    """The change doesn't fit what has been saved meanwhile, or what is there already."""

    status = 409
    default = N_("This doesn't fit what has been saved meanwhile.")


class LengthRequired(AppError):
    """The request has a body without saying how long it is."""

    status = 411
    default = N_("The request doesn't say how long it is.")


class PayloadTooLarge(AppError):
    """The body is larger than this address takes."""

    status = 413
    default = N_("That is too large. Please send less at a time.")


class URITooLong(AppError):
    """The address is longer than any of ours."""

    status = 414
    default = N_("This address is too long.")


class MisdirectedRequest(AppError):
    """The request names a host that isn't ours."""

    status = 421
    default = N_("This site doesn't answer under that name.")


class Unprocessable(AppError):
    """The input is understood and not acceptable."""

    status = 422
    default = N_("Please check what you entered.")


class TooManyRequests(_RetryLater):
    """A limit is reached."""

    status = 429
    default = N_("That was too often. Please try again later.")


class HeadersTooLarge(AppError):
    """The request's headers are larger than any browser of ours needs."""

    status = 431
    default = N_("The browser sent too much along. Deleting this site's cookies helps.")


class InternalError(AppError):
    """A mistake of ours."""

    status = 500
    default = N_("Something went wrong here. It has been noted; please try again.")


class Unavailable(_RetryLater):
    """A server we need is away for the moment."""

    status = 503
    default = N_("The site is busy right now. Please try again in a moment.")


class OutcomeUnknown(Unavailable):
    """The connection to the database was lost while it committed: nobody can say whether it did."""

    default = N_("The connection broke while this was being saved. Please look whether it is there before you go on.")
