"""Links that show one unpublished text to people without an account, for a while."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, UTCDateTime, big_id, key


class PreviewLink(Base):
    """A way to see one text as it stands in the editor; its token is stored hashed."""

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    #: Who made it; who may no longer see the text themselves opens it to nobody.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    #: sha256 of the token.
    token_hash: Mapped[str] = mapped_column(key(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
