"""The public site: posts, pages, tags and feeds, and what stands at the root."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from sqlalchemy.orm import Session

from apps.blog.jobs import IndexJob, RelatedJob
from apps.blog.services.access.preview_links import PreviewLinkService
from apps.blog.services.finding.indexing import INDEX, IndexService
from apps.blog.services.reach.indexnow import INDEXNOW, IndexNowSender
from apps.blog.services.reading.kept import Kept, last_newest
from apps.blog.services.reading.menu import menu_of
from apps.blog.services.terms.related_due import KIND as RELATED, RelatedDueService
from apps.blog.services.writing.named_uploads import NamedUploadService
from apps.blog.views.archive import ArchiveViews
from apps.blog.views.authors import AuthorViews
from apps.blog.views.covers import CoverViews
from apps.blog.views.feeds import FeedViews
from apps.blog.views.languages import LanguageViews
from apps.blog.views.moved import MovedViews
from apps.blog.views.own_files import OwnFileViews
from apps.blog.views.pages import PageViews
from apps.blog.views.posts import PostViews
from apps.blog.views.previews import PreviewViews
from apps.blog.views.root import RootViews
from apps.blog.views.search import SearchViews
from apps.blog.views.series import SeriesViews
from apps.blog.views.sitemap import SitemapViews
from apps.blog.views.tags import TagViews
from apps.blog.views.unlocking import UnlockViews
from core.errors import AppError
from core.jobs import Chore, Handler
from core.web.request import AnonymousRequest, Request
from core.web.subapp import SubApp


class BlogApp(SubApp):
    """What readers read."""

    name = "blog"
    prefix = "/blog/"
    views = (
        PostViews,
        UnlockViews,
        PreviewViews,
        PageViews,
        TagViews,
        SeriesViews,
        AuthorViews,
        ArchiveViews,
        FeedViews,
        CoverViews,
        LanguageViews,
        SearchViews,
    )

    def jobs(self) -> Mapping[str, Handler]:
        """Return what makes the search index, finds related posts and tells search engines."""

        def path_of(kind: str, slug: str) -> str:
            return str(self.site.url_for(f"{self.name}.{kind}", slug=slug))

        database = self.site.database
        return {
            INDEX: IndexJob(database),
            RELATED: RelatedJob(database),
            INDEXNOW: IndexNowSender(self.site.settings, database, path_of).send,
        }

    def chores(self) -> Iterable[Chore]:
        """Return what deletes preview links that are over, and what looks for work that waits for a job."""
        return (
            lambda db: PreviewLinkService(db).purge(),
            lambda db: IndexService(db).enqueue_missing(),
            lambda db: RelatedDueService(db).schedule(),
        )

    def names_upload(self, db: Session, name: str) -> bool:
        """Tell whether a text names it."""
        return NamedUploadService(db).is_named(name)

    def error_context(self, request: AnonymousRequest, error: AppError) -> Mapping[str, object]:
        """Return the menu, and the newest posts for whoever finds nothing."""
        is_missing = error.status == HTTPStatus.NOT_FOUND
        generation, language = self.site.generation, request.locale.html_lang
        kept = Kept(request.db, generation, language) if isinstance(request, Request) else None
        menu = menu_of(
            request.settings,
            kept.menu() if kept is not None else (),
            url_for=request.url_for,
            locale=request.locale,
            path=request.path,
        )
        if not is_missing:
            return {"menu": menu}
        return {"menu": menu, "newest": kept.newest() if kept is not None else last_newest(generation, language)}


class RootApp(SubApp):
    """The few addresses that machines expect at the root."""

    name = "root"
    prefix = "/"
    views = (RootViews, OwnFileViews, SitemapViews, MovedViews)
