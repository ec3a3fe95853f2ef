"""A site with a text of every kind that isn't for everybody, and what its public routes answer before and after."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from urllib.parse import quote

from sqlalchemy import delete

from apps.blog.models.imported import ImportSource
from apps.blog.models.post import MEMBERS, PAGE, PASSWORD, PRIVATE, REVIEW, UNLISTED
from apps.blog.services.access.preview_links import PreviewLinkService
from apps.blog.services.reach.old_addresses import address_key
from apps.blog.services.writing.drafts import DraftService, PostDraft
from apps.blog.services.writing.publishing import PublishingService
from apps.site import create_site
from core import clock
from core.limits import Hits
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user
from tests.support.clock import StoppedClock
from tests.support.databases import settings_for
from tests.support.matrix import all_marks
from tests.support.members import hashed_once
from tests.support.writers import Writers

#: Stands in every field of what is hidden, in its address too; the word only in what one reads.
CANARY, WORD = "kanarienvogel", "geheimwort"
LIVE = {
    "title": "Live",
    "source": "All about tides.",
    "tags": ("shared",),
    "categories": ("shared",),
    "series": "shared",
}
#: What stands for the arguments in addresses; a route with another one fails until somebody decides.
ARGUMENTS = {
    "slug": ("live", "about", "shared", "none"),
    "name": ("ada", "none"),
    "year": ("2030", "2031"),
    "month": ("05", "06"),
    "form": ("atom", "rss", "json"),
    "tag": ("en", "de", "zh-Hans"),
    "digest": ("x",),
    "token": ("x",),
    "path": ("nothing",),
}
QUERIES = {
    "page": ("1", "2"),
    "q": (WORD, "tides", "tag:shared"),
    "v": ("x",),
    "next": ("/blog/",),
}
ROUTES = {name: mark for name, mark in all_marks().items() if mark.public is not None and mark.is_safe}


def fields_of(kind):
    """Return what stands in a hidden text: nothing of it may be seen."""
    name = canary(kind)
    return {
        "title": f"{name} {WORD}",
        "slug": name,
        "source": f"## {name}\n\nThe {WORD} of tides.",
        "summary": f"{name} {WORD}",
        "tags": ("shared", name),
        "categories": ("shared", name),
        "series": name,
        "cover_url": f"https://example.org/{name}.jpg",
        "cover_alt": f"{name} {WORD}",
        "cover_width": 800,
        "cover_height": 450,
        "pinned": True,
        "kind": PAGE if "page" in kind else "post",
    }


def canary(kind):
    """Return the word that only the text of this kind has."""
    return f"{CANARY}-{kind.replace(' ', '-')}"


def old_address(kind):
    """Return where a hidden text was before it was imported."""
    return f"/2012/03/{canary(kind)}.html"


def _draft(db, author, fields):
    return make_draft(db, author=author, **fields)


def _in_review(db, author, fields):
    post = make_draft(db, author=author, **fields)
    post.status = REVIEW
    return post


def _withdrawn(db, author, fields):
    post = make_post(db, author=author, **fields)
    return PublishingService(db).withdraw(post, user=author, version=post.version)


def _deleted(db, author, fields):
    post = make_post(db, author=author, **fields)
    return PublishingService(db).delete(post, user=author, version=post.version)


def _shared(db, author, fields):
    post = make_draft(db, author=author, **fields)
    PreviewLinkService(db).issue(post, author)
    return post


def _over(db, author, fields):
    post = make_post(db, author=author, **fields)
    post.unpublished_at = clock.now()
    return post


def _soon(visibility="public"):
    def make(db, author, fields):
        return make_post(db, author=author, at=clock.now() + timedelta(days=1), visibility=visibility, **fields)

    return make


def _for_some(visibility, **more):
    def make(db, author, fields):
        if visibility == PASSWORD:
            more["password_hash"] = hashed_once("open sesame")
        return make_post(db, author=author, visibility=visibility, **fields, **more)

    return make


#: kind → what makes such a text.
SECRETS = {
    "draft": _draft,
    "shared draft": _shared,
    "draft page": _draft,
    "in review": _in_review,
    "scheduled": _soon(),
    "scheduled for members": _soon(MEMBERS),
    "scheduled page": _soon(),
    "private": _for_some(PRIVATE),
    "private page": _for_some(PRIVATE),
    "translation": _for_some(PRIVATE, translation_of="live", language="de"),
    "for members": _for_some(MEMBERS),
    "page for members": _for_some(MEMBERS),
    "with a password": _for_some(PASSWORD),
    "page with a password": _for_some(PASSWORD),
    "unlisted": _for_some(UNLISTED),
    "unlisted page": _for_some(UNLISTED),
    "withdrawn": _withdrawn,
    "deleted": _deleted,
    "over": _over,
}
#: Read by whoever knows the address.
UNLISTED_ONES = {"unlisted", "unlisted page"}
#: There is a door at the address.
CLOSED_ONES = {"for members", "page for members", "with a password", "page with a password"}


class SecretSite:
    """The site, and what its public routes answered before the secrets came."""

    def __init__(self, site):
        self.site = site
        self.people = Writers(site)
        with site.database.transaction() as db:
            ada = make_user(db, "ada")
            make_post(db, author=ada, at=clock.now() - timedelta(days=1), **{**LIVE, "title": "Older"})
            make_post(db, author=ada, **LIVE)
            make_page(db, author=ada, title="About", source="tides")
            self._write_past(db, ada)
        self.visitor, self.stranger = self.people.browser(), self.people.arrive("author", "Stranger")
        self.before = {name: self.answers(self.visitor, name) for name in ROUTES}
        with site.database.transaction() as db:
            for number, (kind, make) in enumerate(SECRETS.items()):
                self._hide(db, kind, make, number)
            self._change(db, ada)
        site.generation.forget()

    def answers(self, browser, name):
        """Return what a route answers at all its addresses: status, where it leads, body."""
        with self.site.database.transaction() as db:
            db.execute(delete(Hits))
        found = {}
        for path in places(self.site, name):
            answer = browser.get(path, status="*")
            found[path] = (answer.status_int, answer.headers.get("Location", ""), answer.body)
        return found

    def _hide(self, db, kind, make, number):
        # An editor, who may pair a translation with the text of somebody else.
        shown = {"display_name": f"{canary(kind)} {WORD}", "bio": f"{CANARY} {WORD}"}
        author = make_user(db, canary(kind), role=Role.EDITOR, **shown)
        post = make(db, author, fields_of(kind))
        db.flush()
        address = old_address(kind)
        origin = {"system": "jekyll", "source_key": str(number), "source_id": str(number), "content_hash": "x"}
        origin |= {"old_address": address, "old_key": address_key(address), "imported_at": clock.now()}
        db.add(ImportSource(post_id=post.id, **origin))

    def _write_past(self, db, author):
        """Publish a text whose older revision isn't to be seen, and one whose pending change isn't yet."""
        publishing = PublishingService(db)
        post = make_draft(db, author=author, **fields_of("past"))
        innocent = replace(DraftService(db).of(post), slug="innocent", **LIVE, summary="", cover_url="", cover_alt="")
        publishing.save(post, innocent, user=author, version=1)
        publishing.publish(post, user=author, version=2)
        self._changed = make_post(db, author=author, **{**LIVE, "title": "Changed"}).id

    def _change(self, db, author):
        publishing = PublishingService(db)
        post = publishing.get_for(author, self._changed, "post.edit")
        publishing.save(post, PostDraft(**fields_of("change")), user=author, version=post.version)


def places(site, name):
    """Return the addresses to look at of a route, with arguments and without."""
    mark = ROUTES[name]
    needed = [part.partition(">")[0].partition(":")[0] for part in mark.rule.split("<")[1:]]
    for values in product(*(ARGUMENTS[key] for key in needed)):
        path = site.url_for(name, **dict(zip(needed, values, strict=True)))
        yield path
        yield from (f"{path}?{key}={quote(value)}" for key in mark.public for value in QUERIES[key])


@contextmanager
def opened_secrets(database_url):
    """Yield a site of its own with its secrets, while the clock stands still."""
    clock.set_source(StoppedClock())
    site = create_site(settings_for(database_url), guard_reads=True)
    try:
        yield SecretSite(site)
    finally:
        site.close()
        clock.set_source()
