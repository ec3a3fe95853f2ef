"""What tests of imports share: a folder of files and what imports it."""

import pytest
from sqlalchemy import func, select

from apps.blog.models.post import Post
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.importing.jekyll import JekyllSource
from apps.blog.services.importing.markdown import MarkdownSource
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from apps.blog.services.writing.publishing import PublishingService


class Folder:
    """A folder that is imported, again and again."""

    def __init__(self, path, database):
        self.path = path
        self._database = database

    def write(self, **files):
        """Write Markdown files, by their names without the ending."""
        for name, text in files.items():
            self.put(f"{name}.md", text)

    def put(self, path, text):
        """Write one file."""
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text, encoding="utf-8")

    def run(self, system="markdown", **options):
        """Import the folder; return the results by path."""
        source = {"markdown": MarkdownSource, "jekyll": JekyllSource}[system](self.path)
        options = ImportOptions(post_address="/blog/posts/{}".format, **options)
        return {result.path: result for result in import_all(self._database, source, options)}

    def outcomes(self, **options):
        """Import the folder; return what became of each file."""
        return {path: str(result.outcome) for path, result in self.run(**options).items()}


@pytest.fixture
def folder(tmp_path, database):
    """Return an empty folder to import into the database."""
    path = tmp_path / "source"
    path.mkdir()
    return Folder(path, database)


@pytest.fixture
def look(database):
    """Return what finds posts by their slugs, with all that belongs to them."""

    def found(slug):
        with database.reading() as db:
            statement = select(Post).where(Post.slug == slug).options(*alone_with_all())
            return db.scalars(statement).unique().one_or_none()

    return found


@pytest.fixture
def count(database):
    """Return what counts the rows of a model."""

    def counted(model, *conditions):
        with database.reading() as db:
            return db.scalar(select(func.count()).select_from(model).where(*conditions))

    return counted


@pytest.fixture
def edit(database):
    """Return what does something with a post as somebody at the desk would."""

    def edited(slug, act):
        with database.transaction() as db:
            post = db.scalars(select(Post).where(Post.slug == slug).options(*alone_with_all())).unique().one()
            act(PublishingService(db), post)

    return edited
