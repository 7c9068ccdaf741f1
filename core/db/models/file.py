"""Files people have sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId


class StoredFile(HasId, Base):
    """One file of one person; the same content is kept once, `created_at` is its last arrival."""

    __tablename__ = "stored_files"
    __table_args__ = (
        UniqueConstraint("user_id", "sha256"),
        Index(None, "created_at"),
        CheckConstraint("size = octet_length(content)", name="size"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
