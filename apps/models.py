"""Every mapped class of the site, for alembic: importing this module fills Base.metadata."""

from apps.auth.models import User
from apps.blog.models.imported import ImportSource
from apps.blog.models.post import Post
from apps.blog.models.preview import PreviewLink
from apps.blog.models.related import RelatedDue, RelatedPost
from apps.blog.models.revision import Revision
from apps.blog.models.search import PostSearch
from core.audit import AuditEvent
from core.database.base import Base
from core.generation import Generation
from core.jobs import Job
from core.limits import Hits
from core.sessions.models import SessionRecord
from core.site_settings import Setting

MAPPED = (
    *(User, Post, Revision, ImportSource, PreviewLink, PostSearch, RelatedDue, RelatedPost),
    *(AuditEvent, Generation, Job, Hits, SessionRecord, Setting),
)
METADATA = Base.metadata
