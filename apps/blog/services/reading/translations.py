"""Translations: texts that say the same in different languages, as a group with one text for each language."""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final
from urllib.parse import unquote

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from apps.blog.models.post import PUBLIC, Post, heading_of
from apps.blog.services.access.loading import few_with_people_and_terms
from apps.blog.services.access.visibility import listed, may_read
from core.errors import Unprocessable
from core.i18n import N_, Message
from core.languages import language
from core.permissions import Person, can
from core.text.slugs import slug_key

#: Digits of a number that every engine's key can have.
_DIGITS: Final = 18
#: How a change that waits names a text: by a number that no address can be taken for, whatever is called what by then.
_NUMBERED: Final = re.compile(rf"#([0-9]{{1,{_DIGITS}}})", re.ASCII)
#: What stands behind the name of a text in the addresses of its pages at the desk.
_PAGES_OF_DESK: Final = frozenset({"edit", "preview", "history"})
#: In a full address, what isn't its path; what a person types may be anything, which no parser of addresses takes well.
_AROUND_PATH: Final = re.compile(r"^[a-z]+://[^/?#]*|[?#].*$", re.IGNORECASE | re.DOTALL)


class TranslationRefused(Unprocessable):
    """Two texts can't be translations of each other; `field` names the one to blame, as in DraftRefused."""

    def __init__(self, message: Message, *, field: str = "translation_of") -> None:
        """Keep which field is meant."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Translation:
    """A text that readers find in a list, as one language's link to it needs it."""

    id: int
    kind: str
    language: str
    slug: str
    title: str

    @property
    def invitation(self) -> str:
        """Return what leads there, in that language: "Read in English"."""
        return language(self.language).invitation


class TranslationService:
    """Group texts with their translations, and find those that readers may see."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def partners(self, post: Post) -> tuple[Translation, ...]:
        """Return what readers are led to from a text, by language; a text without a group costs no query."""
        if post.translation_group is None:
            return ()
        found = self._db.execute(_visible(post.kind), {"groups": [post.translation_group]})
        return tuple(_translation(row) for row in found if row.id != post.id)

    def by_group(self, kind: str, groups: Iterable[str]) -> dict[str, tuple[Translation, ...]]:
        """Return what readers see of several groups; one that shows less than two texts is no group to them."""
        wanted = list(groups)
        rows = self._db.execute(_visible(kind), {"groups": wanted}) if wanted else ()
        found = {
            group: tuple(_translation(row) for row in members)
            for group, members in groupby(rows, key=lambda row: row.translation_group)
        }
        return {group: members for group, members in found.items() if len(members) > 1}

    def members(self, post: Post) -> list[Post]:
        """Return the others of a text's group, whatever state they are in but the trash, the oldest first."""
        return [each for each in self._group(post.translation_group) if each is not post and each.deleted_at is None]

    def text_for(self, post: Post) -> str:
        """Return what names a text's translation in a form: the address of the oldest, empty if there is none."""
        return next((each.slug for each in self.members(post)), "")

    def assign(self, post: Post, text: str, *, user: Person | None) -> None:
        """Make the text a translation of what was typed, an address, its last part or a number; of nothing if empty.

        Raises TranslationRefused for what doesn't exist or `user` may not edit, and where the languages clash.
        """
        if text.strip():
            self.join(post, self.named(text, post, user=user))
        else:
            self.unpair(post)

    def join(self, post: Post, other: Post) -> None:
        """Take a text out of its group into another's, unless they are paired; raise TranslationRefused for a clash."""
        if not are_paired(post, other):
            self._refuse_clash(post, other, [post])
            self.unpair(post)
            self.pair(post, other)

    def named(self, text: str, post: Post, *, user: Person | None) -> Post:
        """Return the other text of the same kind that was meant.

        Raises TranslationRefused if there is none, or if `user` may not edit it and all that it is paired with: readers
        of each are led to the others. What the two are to each other already is no question of rights.
        """
        name, here = _name_in(text), self._meant(text)
        statement = select(Post).where(here, Post.kind == post.kind, Post.deleted_at.is_(None), Post.id != post.id)
        # A text may be called like another's number: the address it has counts more.
        by_name = sorted(self._loaded(statement), key=lambda each: each.slug_key != slug_key(name))
        other = next(iter(by_name), None)
        if other is not None and are_paired(post, other):
            return other
        if other is None or not _may_name(user, other, by_number=other.slug_key != slug_key(name)):
            raise TranslationRefused(N_("There is no such text. Give its address, or the last part of it."))
        if user is not None and not all(can(user, f"{post.kind}.edit", each) for each in self._paired_with(other)):
            raise TranslationRefused(N_("Only who may edit both texts can pair them. An editor can."))
        return other

    def shown(self, text: str) -> str:
        """Return what a form shows for what a change that waits names: an address where there is one."""
        found = _NUMBERED.fullmatch(text)
        slug = self._db.scalar(select(Post.slug).where(Post.id == int(found[1]))) if found else None
        return slug or text

    def pair(self, post: Post, other: Post) -> None:
        """Let two texts, with the translations that each has, be one group; raise TranslationRefused if they clash."""
        if post is other or post.kind != other.kind:
            raise TranslationRefused(N_("A text is a translation of another one, a page of a page."))
        mine, theirs = self._with_group(post), self._with_group(other)
        self._refuse_clash(post, other, mine)
        taken = {each.language for each in (*mine, *theirs) if each.deleted_at is None}
        group = other.translation_group or post.translation_group or str(uuid.uuid4())
        try:
            with self._db.begin_nested():
                for each in (*mine, *theirs):
                    # What lies in the trash gives way, and may be paired again when it comes back.
                    gives_way = each.deleted_at is not None and each.language in taken
                    each.translation_group = None if gives_way else group
                self._db.flush()  # somebody else may give the group a text in this language at the same moment
        except IntegrityError:
            raise _clash(post.language) from None

    def unpair(self, post: Post) -> None:
        """Take a text out of its group; the last one that is left there has none any more."""
        others = [each for each in self._group(post.translation_group) if each is not post]
        post.translation_group = None
        if len(others) == 1:
            others[0].translation_group = None
        self._db.flush()  # the next group may be made of the same languages

    def check(self, post: Post, tag: str) -> None:
        """Raise TranslationRefused if another text of the group is in the language that this one is to have."""
        for other in self._group(post.translation_group):
            if other is not post and other.language == tag:
                if other.deleted_at is None:
                    raise _clash(tag, field="language")
                other.translation_group = None
        self._db.flush()

    def _meant(self, text: str) -> ColumnElement[bool]:
        if found := _NUMBERED.fullmatch(text.strip()):
            return Post.id == int(found[1])
        name = _name_in(text)
        here = Post.slug_key == slug_key(name)
        is_number = name.isascii() and name.isdigit() and len(name) <= _DIGITS
        return or_(here, Post.id == int(name)) if is_number else here

    def _paired_with(self, other: Post) -> Sequence[Post]:
        """Return a text and its translations, with those who signed them."""
        if other.translation_group is None:
            return [other]
        here = (Post.translation_group == other.translation_group, Post.deleted_at.is_(None))
        return self._loaded(select(Post).where(*here))

    def _refuse_clash(self, post: Post, other: Post, mine: Sequence[Post]) -> None:
        theirs = {each.language for each in self._with_group(other) if each is not post and each.deleted_at is None}
        for each in mine:
            if each.deleted_at is None and each is not other and each.language in theirs:
                raise _clash(each.language)

    def _with_group(self, post: Post) -> Sequence[Post]:
        return self._group(post.translation_group) or [post]

    def _group(self, group: str | None) -> Sequence[Post]:
        if group is None:
            return []
        return self._db.scalars(select(Post).where(Post.translation_group == group).order_by(Post.id)).all()

    def _loaded(self, statement: Select[Post]) -> Sequence[Post]:
        return self._db.scalars(statement.options(*few_with_people_and_terms())).unique().all()


def numbered(post: Post) -> str:
    """Return what names a text for good, as a change that waits keeps it."""
    return f"#{post.id}"


def are_paired(post: Post, other: Post) -> bool:
    """Tell whether two texts are of one group."""
    return post.translation_group is not None and post.translation_group == other.translation_group


def _may_name(user: Person | None, post: Post, *, by_number: bool) -> bool:
    """Tell whether somebody may name a text: whoever counts numbers up learns no address that no list names."""
    if user is None or can(user, "post.view", post):
        return True
    return may_read(user, post) and (post.visibility == PUBLIC or not by_number)


@cache
def _visible(kind: str) -> Select[*tuple[Any, ...]]:
    columns = (Post.id, Post.kind, Post.language, Post.slug, Post.title, Post.excerpt, Post.translation_group)
    of_groups = Post.translation_group.in_(bindparam("groups", expanding=True))
    return select(*columns).where(of_groups, *listed(kind)).order_by(Post.translation_group, Post.language)


def _translation(row: Any) -> Translation:
    return Translation(row.id, row.kind, row.language, row.slug, heading_of(row.title, row.excerpt, row.slug))


def _name_in(text: str) -> str:
    """Return the slug or number in what was typed: itself, a path, or a full address at the blog or the desk."""
    path = _AROUND_PATH.sub("", text.strip())
    parts = [part for part in path.split("/") if part]
    if len(parts) > 1 and parts[-1] in _PAGES_OF_DESK:
        parts.pop()
    return unquote(parts[-1]) if parts else ""


def _clash(tag: str, *, field: str = "translation_of") -> TranslationRefused:
    message = N_("There is a translation into that language already: %(language)s.", language=language(tag).name)
    return TranslationRefused(message, field=field)
