"""Which posts are due to be compared with others anew: those that were saved, and those whose terms changed."""

from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from apps.blog.models.post import POST, Post
from apps.blog.models.related import RelatedDue
from apps.blog.models.term import PostTerm
from apps.blog.services.access.visibility import ever_listed
from core.database.base import MYSQL
from core.jobs import WAITING, Job, JobService

KIND: Final = "blog.related"
#: The newest posts of a language, among which related ones are looked for. When a term changes, as many of those under
#: it, of all languages together, are compared anew.
WINDOW: Final = 1500


class RelatedDueService:
    """Note what a job has to compare, so that nobody who saves waits for it.

    It stands among the terms, below the comparing itself, since merging and deleting a term note what they touch.
    """

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def note(self, post: Post) -> None:
        """Let a job find what is related to a post that readers get to see, or see changed."""
        if post.kind != POST:
            return
        self._db.flush()  # the post must be there
        self._db.merge(RelatedDue(post_id=post.id))
        self.schedule()

    def note_under(self, term_id: int) -> None:
        """Let it look again at the posts under a tag or category, before that goes or after it got others."""
        filed = PostTerm.post_id == Post.id, PostTerm.term_id == term_id
        newest = select(Post.id).where(*filed, *ever_listed()).order_by(Post.published_at.desc(), Post.id.desc())
        noted = insert(RelatedDue).from_select(["post_id"], newest.limit(WINDOW))
        # Some may be due already, and somebody may note one of them at the same moment.
        noted = noted.prefix_with("OR IGNORE", dialect="sqlite")
        for dialect in MYSQL:
            noted = noted.prefix_with("IGNORE", dialect=dialect)
        self._db.execute(noted)
        self.schedule()

    def schedule(self) -> None:
        """Have the job run if something is due and none waits already."""
        waits = select(Job.id).where(Job.kind == KIND, Job.state == WAITING, Job.leased_until.is_(None))
        due = select(RelatedDue.post_id).limit(1)
        if self._db.scalar(due) is not None and self._db.scalar(waits.limit(1)) is None:
            JobService(self._db).enqueue(KIND, {})
