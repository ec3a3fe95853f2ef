"""A site with a sample of everything a page can show, and one that nobody has set up yet; both only to be looked at."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from apps.auth.services.links import RESET, SETUP, LinkService
from apps.auth.services.passwords import hash_password
from apps.auth.services.portraits import Portraits
from apps.blog.models.post import MEMBERS, PASSWORD, Post
from apps.blog.services.access.preview_links import PreviewLinkService
from apps.blog.services.terms.editing import CATEGORY, SERIES, TAG, TermDraft, TermEditingService
from apps.blog.services.terms.lists import TermListService
from apps.blog.services.writing.publishing import PostDraft, PublishingService
from apps.site import create_site
from core import clock
from core.audit import Actor
from core.i18n import TAGS
from core.permissions import Role
from core.settings import Settings
from core.site_settings import NamedLink, SiteSettingsService
from core.web.site import Site
from tests.factories import make_draft, make_page, make_post, make_user
from tests.support.checkout import copy_project
from tests.support.databases import MigratedDatabases
from tests.support.desks import SECRET_KEY, session_cookie
from tests.support.live import served
from tests.support.pages import Pages
from tests.support.ports import free_port
from tests.support.sample_pictures import draw_samples, face
from tests.support.samples import SHOWN, TRANSLATIONS, UNWIELDY
from tests.support.sights import (
    Sight,
    make_a_link,
    open_the_panel,
    save_after_signing_out,
    save_an_old_version,
    send_without_checks,
)

#: Language of the pages → what a browser calls it, and what the settings call it.
LOCALES = {"en": "en-US", "zh-Hans": "zh-CN"}
CODES = {tag: code for code, tag in TAGS.items()}
#: What the administrator uses; the first one is this one.
DEVICES = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)
ABOUT = PostDraft(
    title="关于本站 About",
    slug="about",
    language="zh-Hans",
    source="我住在海边，写潮水、工具和小网站。\n\n## Contact\n\nWrite to <mei@example.org>.",
)
BIO = "Repairs radios and web sites by the sea. 住在海边，修收音机，也修网站。"
SETTINGS = {
    "title": "Letters from the Shore",
    "description": "Notes on tides, tools and small web sites, in English and Chinese.",
    "timezone": "Asia/Shanghai",
    "languages": ("en", "zh_CN"),
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "social": (NamedLink("Mastodon", "https://social.example/@mei"),),
    "icp": "沪ICP备00000000号-1",
    "set_up": True,
}


class Gallery:
    """The two sites, and how to get to see each of their pages."""

    def __init__(self, site: Site, empty: Site) -> None:
        """Fill the site; leave the other one as it was migrated."""
        self.url = site.settings.site_url
        self.sights: dict[str, Sight] = {}
        self.site = site
        self._tag = "en"
        with empty.database.transaction() as db:
            token = LinkService(db).issue(SETUP)
        self._add(empty_home=Sight(f"{empty.settings.site_url}/blog/"))
        self._add(setup=Sight(f"{empty.settings.site_url}/auth/setup/{token}"))
        with site.database.transaction() as db:
            SiteSettingsService(db).update(SETTINGS)
            self.admin = make_user(db, "mei", role=Role.ADMIN, display_name="Mei Lin", email="mei@example.org", bio=BIO)
            self.admin.portrait = Portraits(site.storage).keep(face())
            self._add_for_readers(db)
            self._add_for_accounts(db)
            self._add_for_the_desk(db)
            self._add_terms(db)
            self._add_closed(db)
        self._cookie, *_ = [session_cookie(site.database, self.admin, device) for device in DEVICES]

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, migrated: MigratedDatabases) -> Iterator["Gallery"]:
        """Yield a gallery, open as long as the context is."""
        with ExitStack() as stack:
            yield cls(*(stack.enter_context(sample_site(folder / name, migrated)) for name in ("full", "empty")))

    def open(self, visits: Pages, name: str, tag: str = "en", **options: object) -> Page:
        """Return a page of the gallery in a language, in a browser of its own."""
        page = visits.open(locale=LOCALES[tag], **options)
        self.show(page, name, tag)
        return page

    def show(self, page: Page, name: str, tag: str = "en") -> None:
        """Bring up a page of the gallery, for whom it is meant, on a site of a language."""
        self.speak(tag)
        sight = self.sights[name]
        page.context.clear_cookies()
        if sight.signed_in:
            page.context.add_cookies([self._cookie])
        page.goto(sight.path)
        sight.act(page)

    def source(self, page: Page, name: str, tag: str = "en") -> str:
        """Return the markup of a page as it is sent, to whom it is meant for."""
        self.speak(tag)
        sight = self.sights[name]
        page.context.clear_cookies()
        if sight.signed_in:
            page.context.add_cookies([self._cookie])
        return page.request.get(sight.path).text()

    def speak(self, tag: str) -> None:
        """Let the site's readers have a language; tests leave behind whichever they needed."""
        if tag != self._tag:
            with self.site.database.transaction() as db:
                SiteSettingsService(db).update({"language": CODES[tag]})
            self.site.generation.forget()
            self._tag = tag

    def wear(self, theme: str) -> None:
        """Show the readers' pages in a theme; empty is our own look."""
        with self.site.database.transaction() as db:
            SiteSettingsService(db).update({"theme": theme})
        self.site.generation.forget()

    def _add(self, **sights: Sight) -> None:
        self.sights |= sights

    def _add_for_readers(self, db: Session) -> None:
        for number in range(12):
            self._post(db, PostDraft(title=f"Note {number}", source="A note.", tags=("Notes",)), days=40 + number)
        for number, (slug, draft) in enumerate(UNWIELDY.items()):
            self._post(db, replace(draft, slug=slug), days=20 + number)
        for number, draft in enumerate(SHOWN):
            self._post(db, draft, days=number)
        for number, (slug, draft) in enumerate(TRANSLATIONS.items()):
            self._post(db, replace(draft, translation_of=slug), days=60 + number)
        make_page(db, author=self.admin, **vars_of(ABOUT))
        self._add(
            home=Sight("/blog/"),
            second_page=Sight("/blog/?page=2"),
            chinese_post=Sight("/blog/posts/tide-tables"),
            english_post=Sight("/blog/posts/power-cut"),
            everything=Sight("/blog/posts/everything"),
            archive=Sight("/blog/archive/"),
            year=Sight(f"/blog/archive/{clock.now():%Y}"),
            month=Sight(f"/blog/archive/{clock.now():%Y/%m}"),
            authors=Sight("/blog/authors/"),
            author=Sight("/blog/authors/mei"),
            categories=Sight("/blog/categories/"),
            series=Sight("/blog/series/keeping-things"),
            all_series=Sight("/blog/series/"),
            search=Sight("/blog/search?q=tide"),
            search_empty=Sight("/blog/search?q=zzzzz"),
            subscribe=Sight("/blog/subscribe/"),
            page=Sight("/blog/pages/about"),
            tags=Sight("/blog/tags/"),
            tag=Sight("/blog/tags/notes"),
            category=Sight("/blog/categories/workshop"),
            missing=Sight("/blog/posts/no-such-post"),
        )

    def _add_for_accounts(self, db: Session) -> None:
        token = LinkService(db).issue(RESET, make_user(db, "lin", display_name="林").id)
        self._add(
            login=Sight("/auth/login"),
            login_unfinished=Sight("/auth/login", act=send_without_checks),
            reset=Sight(f"/auth/reset/{token}"),
            token_gone=Sight("/auth/reset/no-such-link"),
            account=Sight("/auth/", signed_in=True),
            profile=Sight("/auth/profile", signed_in=True),
            password=Sight("/auth/password", signed_in=True),
            sessions=Sight("/auth/sessions", signed_in=True),
            logout=Sight("/auth/logout", signed_in=True),
        )

    def _add_for_the_desk(self, db: Session) -> None:
        draft = make_draft(db, author=self.admin, title="写到一半的草稿", source="还没写完。", language="zh-Hans")
        make_post(db, author=self.admin, title="To come", source="Soon.", at=clock.now() + timedelta(days=3))
        live = make_post(db, author=self.admin, title="Changed since", source="As readers see it.", tags=("Notes",))
        publishing = PublishingService(db)
        changed = PostDraft(title="Changed since", source="As they will see it.\n\nAnd more.", tags=("Notes",))
        publishing.save(live, changed, user=self.admin, version=live.version)
        gone = make_draft(db, author=self.admin, title="Thrown away", source="Gone.")
        publishing.delete(gone, user=self.admin, version=gone.version)
        page = make_page(db, author=self.admin, title="Imprint", source="Who answers for this site.")
        self._add(
            **{name: Sight(f"/admin/{name}/", signed_in=True) for name in ("posts", "pages", "settings")},
            themes=Sight("/admin/settings/theme", signed_in=True),
            **{
                f"settings_{name}": Sight(f"/admin/settings/{name}", signed_in=True)
                for name in ("reading", "look", "menu", "sharing", "css")
            },
            deleted=Sight(f"/admin/posts/?deleted={gone.id}", signed_in=True),
            nothing_found=Sight("/admin/posts/?q=zzz", signed_in=True),
            new_post=Sight("/admin/posts/new", signed_in=True),
            new_page=Sight("/admin/pages/new", signed_in=True),
            draft=Sight(f"/admin/posts/{draft.id}/edit", signed_in=True),
            changed=Sight(f"/admin/posts/{live.id}/edit", signed_in=True),
            page_editor=Sight(f"/admin/pages/{page.id}/edit", signed_in=True),
            preview=Sight(f"/admin/posts/{draft.id}/preview", signed_in=True),
            settings_refused=Sight("/admin/settings/", signed_in=True, act=send_without_checks),
            conflict=Sight(f"/admin/posts/{live.id}/edit", signed_in=True, act=save_an_old_version),
            kept=Sight(f"/admin/posts/{live.id}/edit", signed_in=True, act=save_after_signing_out),
            desk_missing=Sight("/admin/posts/999999/edit", signed_in=True),
        )

    def _add_terms(self, db: Session) -> None:
        terms, lists = TermEditingService(db), TermListService(db)
        top = terms.create(CATEGORY, TermDraft(name="Shore", description="By the sea."), actor=Actor())
        below = terms.create(CATEGORY, TermDraft(name="潮汐", parent_id=top.id), actor=Actor())
        for part, title in enumerate(("Ebb", "Flow"), 1):
            make_post(db, author=self.admin, title=title, source="A part.", series="Tides", series_part=part)
        tag, series = lists.find(TAG, "Notes"), lists.find(SERIES, "Tides")
        self._add(
            **{f"desk_{name}": Sight(f"/admin/{name}/", signed_in=True) for name in ("tags", "categories", "series")},
            desk_tag=Sight(f"/admin/tags/{tag.id}/edit", signed_in=True),
            desk_category=Sight(f"/admin/categories/{below.id}/edit", signed_in=True),
            desk_parts=Sight(f"/admin/series/{series.id}/edit", signed_in=True),
            desk_term_refused=Sight("/admin/tags/new", signed_in=True, act=send_without_checks),
        )

    def _add_closed(self, db: Session) -> None:
        password = {"visibility": PASSWORD, "password_hash": hash_password("open sesame")}
        make_post(db, author=self.admin, title="Members", source="Hello.", visibility=MEMBERS)
        make_post(db, author=self.admin, title="Locked", source="Hello.", **password)
        more = {"series": "Tides", "translation_of": "power-cut", "language": "de", **password}
        draft = make_draft(db, author=self.admin, title="Fast fertig", source="Es fehlt noch etwas.", **more)
        token = PreviewLinkService(db).issue(draft, self.admin)
        editor = f"/admin/posts/{draft.id}/edit"
        self._add(
            for_members=Sight("/blog/posts/members"),
            locked=Sight("/blog/posts/locked"),
            preview_link=Sight(f"/blog/preview/{token}"),
            full_editor=Sight(editor, signed_in=True, act=open_the_panel),
            shared=Sight(editor, signed_in=True, act=make_a_link),
        )

    def _post(self, db: Session, draft: PostDraft, *, days: int) -> Post:
        return make_post(db, author=self.admin, at=clock.now() - timedelta(days=days, hours=1), **vars_of(draft))


class Windows(Pages):
    """One window for each language."""

    def window(self, tag: str) -> Page:
        """Return the window of a language; whoever had it before may have left anything in it."""
        if tag not in self._windows:
            self._windows[tag] = self.open(locale=LOCALES[tag])
        return self._windows[tag]

    @cached_property
    def _windows(self) -> dict[str, Page]:
        return {}


def vars_of(draft: PostDraft) -> dict[str, object]:
    """Return the fields of a draft as keywords."""
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__ if name != "kind"}


@contextmanager
def sample_site(folder: Path, migrated: MigratedDatabases) -> Iterator[Site]:
    """Serve a site that has nothing in it yet, from a copy of the project in a folder of its own."""
    (folder / "checkout" / "var").mkdir(parents=True)
    root, port = copy_project(folder / "checkout"), free_port()
    draw_samples(root / "static")
    environ = {"SITE_URL": f"http://127.0.0.1:{port}", "SECRET_KEY": SECRET_KEY, "DATABASE_URL": migrated.copy(folder)}
    site = create_site(Settings.load(root, environ), guard_reads=True)
    with served(site, port):
        yield site
