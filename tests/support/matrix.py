"""A site with somebody of every role and something of everybody's, for going over all routes."""

from contextlib import contextmanager

from sqlalchemy import delete, select, update

from apps.auth.services.devices import DeviceService
from apps.blog.models.post import Post
from apps.blog.services.terms.editing import TermDraft, TermEditingService
from apps.blog.services.writing.publishing import PublishingService
from apps.site import BOTTLEPOST, create_site
from core import clock
from core.audit import Actor
from core.limits import Hits
from core.web.route import marks_of
from tests.factories import make_draft, make_post
from tests.support.databases import settings_for
from tests.support.writers import Writers

ROLES = ("subscriber", "contributor", "author", "editor", "admin")
#: Who counts as nobody: a visitor, and an administrator who was suspended.
NOBODY = ("anonymous", "suspended")
STATES = ("draft", "live", "deleted")
TERMS = ("tag", "category", "series")
#: Somebody whose things are nobody's own here.
OTHER = "other"


def all_marks():
    """Return the mark of every route by its name."""
    views = [(subapp.name, view) for subapp in BOTTLEPOST.subapps for view in subapp.views]
    return {f"{app}.{mark.name}": mark for app, view in views for mark, _ in marks_of(view)}


class World:
    """The site, its people with their browsers, and their posts and pages in every state."""

    def __init__(self, site):
        self.site = site
        self._writers = Writers(site)
        self.people = {role: self._writers.make(role) for role in ROLES}
        self.people["suspended"] = self._writers.make("admin", "Suspended")
        self.people[OTHER] = self._writers.make("admin", "Other")
        self.browsers = {name: self._writers.browser(person) for name, person in self.people.items()}
        self.browsers["anonymous"] = self._writers.browser()
        self._writers.suspend(self.people["suspended"])
        self._things = {}
        with site.database.transaction() as db:
            for owner, person in self.people.items():
                for kind in ("post", "page"):
                    for state in STATES:
                        self._things[kind, owner, state] = _make(db, person, kind, state)

    def number(self, kind, owner, state):
        """Return the number of a post or page; a visitor has none, so another's stands for it."""
        if kind == "device":
            return self._device(owner)
        if kind in TERMS:
            return self._term(kind)
        return self._things[kind, owner if owner in self.people else OTHER, state]

    def forget_limits(self):
        """Let everybody begin to count anew."""
        with self.site.database.transaction() as db:
            db.execute(delete(Hits))

    @contextmanager
    def unchanged(self, *, but_for_the_trash=False):
        """Fail if anything about a post or page is different afterwards; what left the trash goes back there."""
        before = self._state()
        yield
        if but_for_the_trash:
            self._throw_away_again()
        else:
            assert self._state() == before

    def _throw_away_again(self):
        numbers = [number for (_, _, state), number in self._things.items() if state == "deleted"]
        with self.site.database.transaction() as db:
            db.execute(update(Post).where(Post.id.in_(numbers)).values(deleted_at=clock.now()))

    def _state(self):
        columns = (Post.id, Post.title, Post.source, Post.status, Post.version, Post.deleted_at, Post.published_at)
        with self.site.database.reading() as db:
            return [tuple(row) for row in db.execute(select(*columns).order_by(Post.id))]

    def _term(self, kind):
        """Return the number of a new tag, category or series, which may be deleted; nobody owns them."""
        with self.site.database.transaction() as db:
            return TermEditingService(db).create(kind, TermDraft(name=f"{kind} {clock.now()}"), actor=Actor()).id

    def _device(self, owner):
        """Return the number of a new device, which may be ended."""
        person = self.people.get(owner) or self.people[OTHER]
        with self.site.database.transaction() as db:
            signed_in = {"remember": False, "ip": "127.0.0.1", "user_agent": ""}
            return DeviceService(db).sign_in(person, f"device of {owner} {clock.now()}", **signed_in).id


def _make(db, person, kind, state):
    if state == "live":
        return make_post(db, author=person, kind=kind).id
    post = make_draft(db, author=person, kind=kind)
    if state == "deleted":
        PublishingService(db).delete(post, user=person, version=post.version)
    return post.id


@contextmanager
def made_world(database_url):
    """Yield a world of its own."""
    site = create_site(settings_for(database_url), guard_reads=True)
    try:
        yield World(site)
    finally:
        site.close()
