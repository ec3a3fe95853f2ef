"""Bylines: who signs a text, in which order."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from apps.auth.models import User
from apps.auth.services.accounts import fold
from apps.blog.models.post import Post, PostAuthor
from apps.blog.services.typed import DraftRefused
from core.i18n import N_


class BylineService:
    """Find authors by name and let them sign."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find_all(self, names: Iterable[str]) -> list[User]:
        """Return the accounts of these user names in their order, each once; raise DraftRefused for an unknown one."""
        wanted = {fold(name): name for name in names}
        rows = self._db.scalars(select(User).where(User.name_key.in_(wanted))) if wanted else ()
        found = {user.name_key: user for user in rows}
        for key, name in wanted.items():
            if key not in found:
                raise DraftRefused("authors", N_("There is no account named %(name)s.", name=name))
        return [found[key] for key in wanted]

    def sign(self, post: Post, users: Sequence[User]) -> None:
        """Let these people sign the text, and nobody else; its authors must be loaded."""
        kept = {link.user_id: link for link in post.author_links}
        links = [kept.get(user.id) or _link(user) for user in dict.fromkeys(users)]
        for position, link in enumerate(links):
            if link.position != position:
                link.position = position
        if [link.user_id for link in post.author_links] != [link.user_id for link in links]:
            post.author_links = links


def _link(user: User) -> PostAuthor:
    link = PostAuthor(user_id=user.id, position=0)
    set_committed_value(link, "user", user)  # the account may belong to another session: it isn't saved along
    return link
