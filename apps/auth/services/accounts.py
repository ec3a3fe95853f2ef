"""Accounts: people found by name or e-mail, made, given roles."""

from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from apps.auth.models import ACTIVE, User
from apps.auth.services.devices import DeviceService
from core import clock
from core.audit import Actor, AuditService
from core.errors import Conflict, NotFound, Unprocessable
from core.i18n import N_
from core.permissions import Role
from core.site_settings import Setting, SiteSettingsService
from core.text.normal import normal
from core.text.slugs import RESERVED, short_id, slug_key, slug_words
from core.unused_uploads import UploadService

NAME_LENGTH: Final = 64
_DISPLAY_LENGTH: Final = 120
#: What is cut from a display name leaves room for the number of a namesake.
_DERIVED_LENGTH: Final = 48
#: Names tried before a random one is taken.
_NAMESAKES: Final = 50


class NameTaken(Conflict):
    """Another account has this user name."""

    default = N_("This user name is taken.")


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    default = N_("Another account has this e-mail address.")


class NameRefused(Unprocessable):
    """The user name couldn't stand in an address."""

    default = N_("A user name has letters, digits and hyphens, and at most 64 of them.")


class EmailRefused(Unprocessable):
    """This is no e-mail address."""

    default = N_("This is not an e-mail address.")


class LastAdministrator(Conflict):
    """Without this administrator there would be none."""

    default = N_("This is the last administrator, and a site needs one.")


class AccountService:
    """Find, make and change accounts."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self, user_id: int) -> User:
        """Return an account as it is in the database now; raise NotFound if there is none."""
        user = self._db.get(User, user_id, populate_existing=True)
        if user is None:
            raise NotFound
        return user

    def find_by_name_or_email(self, text: str) -> User | None:
        """Return the account that goes by this user name or e-mail address."""
        key = fold(text)
        column = User.email_key if "@" in key else User.name_key
        return self._db.scalar(select(User).where(column == key))

    def get_by_name(self, name: str) -> User:
        """Return the account of a user name or e-mail address; raise NotFound if there is none."""
        user = self.find_by_name_or_email(name)
        if user is None:
            raise NotFound(N_("There is no account named %(name)s.", name=name))
        return user

    def administrators_exist(self) -> bool:
        """Tell whether anybody is an administrator, signed in ever or not."""
        return self._db.scalar(select(User.id).where(User.role == Role.ADMIN).limit(1)) is not None

    def create(
        self,
        *,
        display_name: str,
        role: Role,
        name: str | None = None,
        email: str | None = None,
        password_hash: str | None = None,
    ) -> User:
        """Return a new account; raise NameTaken, EmailTaken, NameRefused or EmailRefused.

        Without a `name` one is made from the display name, with a number where there are namesakes.
        """
        user = User(
            display_name=display_name[:_DISPLAY_LENGTH], role=role, password_hash=password_hash, created_at=clock.now()
        )
        self._set_email(user, email)
        if name is None:
            self._add_under_free_name(user)
        else:
            self._add(user, checked_name(name))
        if role == Role.ADMIN:
            note_set_up(self._db)
        return user

    def find_or_create_person(self, display_name: str) -> User:
        """Return somebody whose posts are imported: known by that name, or a new author who can't sign in."""
        name = slug_words(display_name)
        known = User.name_key == fold(_derived(display_name)) if name else User.display_name == display_name
        person = self._db.scalar(select(User).where(known).order_by(User.id).limit(1))
        return person or self.create(display_name=display_name, role=Role.AUTHOR)

    def take_over_or_create(self, display_name: str, *, role: Role, email: str, password_hash: str) -> User:
        """Return the account of the imported author of that name, now somebody's; a new one if there is none."""
        nobodys = (User.password_hash.is_(None), User.email_key.is_(None), User.display_name == display_name)
        user = self._db.scalar(select(User).where(*nobodys).order_by(User.id).limit(1))
        if user is None:
            return self.create(display_name=display_name, role=role, email=email, password_hash=password_hash)
        self._set_email(user, email)
        user.role, user.password_hash = role, password_hash
        return user

    def update_profile(self, user: User, *, display_name: str, language: str | None, bio: str | None = None) -> None:
        """Change what a person says of themselves; without a language pages follow the browser, None leaves the bio."""
        user.display_name, user.language = display_name, language
        if bio is not None:
            user.bio = bio

    def set_portrait(self, user: User, name: str | None) -> None:
        """Show the picture of that name in the storage beside what a person writes; None shows none."""
        # Locked, so that of two uploads at once the later one lets the earlier one go.
        self._db.refresh(user, ["portrait"], with_for_update=True)
        if name != user.portrait:
            UploadService(self._db).let_go(user.portrait)
            user.portrait = name

    def list_portraits(self) -> dict[str, str]:
        """Return the name of each portrait in the storage, by whose it is."""
        statement = select(User.name, User.portrait).where(User.portrait.is_not(None)).order_by(User.name_key)
        return {name: portrait for name, portrait in self._db.execute(statement) if portrait}

    def has_portrait(self, name: str) -> bool:
        """Tell whether the picture of that name is anybody's portrait."""
        return self._db.scalar(select(User.id).where(User.portrait == name).limit(1)) is not None

    def set_role(self, user: User, role: Role, *, actor: Actor) -> None:
        """Give an account another role and end its devices; raise LastAdministrator where none would be left."""
        before = user.role
        if before == role:
            return
        if before == Role.ADMIN and user.is_active:
            self._require_another_administrator(user)
        user.role = role
        DeviceService(self._db).revoke_others(user.id)
        detail = {"role": [before.label, role.label]}
        AuditService(self._db).note("auth.role_changed", actor, about=("user", user.id), detail=detail)
        if role == Role.ADMIN:
            note_set_up(self._db)

    def _require_another_administrator(self, user: User) -> None:
        active = select(User.id).where(User.role == Role.ADMIN, User.state == ACTIVE)
        # Locked, so that two administrators can't take the role from each other at the same moment.
        rows = self._db.scalars(active.order_by(User.id).with_for_update()).all()
        if not set(rows) - {user.id}:
            raise LastAdministrator

    def _set_email(self, user: User, email: str | None) -> None:
        if not email:
            return
        checked = checked_email(email)
        # Asked before it is set: the question would send the change, and find it.
        if self._has_email(fold(checked)):
            raise EmailTaken
        user.email, user.email_key = checked, fold(checked)

    def _has_email(self, email_key: str) -> bool:
        return self._db.scalar(select(User.id).where(User.email_key == email_key)) is not None

    def _add(self, user: User, name: str) -> None:
        """Add the account; raise NameTaken when another transaction, or an older account, has the name."""
        user.name, user.name_key = name, fold(name)
        try:
            with self._db.begin_nested():
                self._db.add(user)
        except IntegrityError as error:
            if user.email_key and self._has_email(user.email_key):
                raise EmailTaken from error
            raise NameTaken from error

    def _add_under_free_name(self, user: User) -> None:
        base = _derived(user.display_name)
        candidates = (base, *(f"{base}-{number}" for number in range(2, _NAMESAKES)), f"{base}-{short_id()}")
        taken = set(self._db.scalars(select(User.name_key).where(User.name_key.in_(map(fold, candidates)))))
        for name in candidates:
            if fold(name) not in taken and self._try(user, name):
                return
        raise NameTaken

    def _try(self, user: User, name: str) -> bool:
        try:
            self._add(user, name)
        except NameTaken:
            return False
        return True


def note_set_up(db: Session) -> bool:
    """Note that the site has an administrator, which nobody can do twice; False if that was noted before."""
    if SiteSettingsService(db).get().set_up:
        return False
    try:
        with db.begin_nested():
            db.add(Setting(name="set_up", value=True))
    except IntegrityError:  # another transaction was first
        return False
    return True


def fold(text: str) -> str:
    """Return the form in which names and addresses are compared."""
    return normal("NFKC", normal("NFKC", text.strip()).casefold())


def checked_name(name: str) -> str:
    """Return a user name fit for an address; raise NameRefused for another."""
    name = normal("NFKC", name.strip())
    if not name or len(name) > NAME_LENGTH or slug_words(name) != slug_key(name):
        raise NameRefused
    return name


def checked_email(email: str) -> str:
    """Return an e-mail address in its normal form; raise EmailRefused for what is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise EmailRefused from error


def _derived(display_name: str) -> str:
    name = slug_words(display_name)[:_DERIVED_LENGTH].strip("-") or short_id()
    return f"{name}-1" if name in RESERVED else name
