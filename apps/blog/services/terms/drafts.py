"""What an editor types about a tag, a category or a series, checked before it becomes a row."""

from dataclasses import dataclass, replace
from typing import Final

from apps.blog.models.term import Term
from apps.blog.services.terms.terms import KEY_LIMIT, NAME_LIMIT, name_key
from apps.blog.services.typed import DraftRefused, line_of
from core.errors import Conflict
from core.i18n import N_

DESCRIPTION_LIMIT: Final = 1000


class NameTaken(Conflict):
    """Another one has that name; `other` is it, so that a page can offer to merge the two."""

    field = "name"
    default = N_("Another one has this name already.")

    def __init__(self, other: Term | None = None) -> None:
        """Keep whose name it is, where that is known."""
        super().__init__()
        self.other = other


class TermSlugTaken(Conflict):
    """Another one has that address."""

    field = "slug"
    default = N_("Another one has this address already. Please choose another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDraft:
    """All that an editor decides about a term."""

    name: str
    #: Empty: as it is, and for a new one made from the name.
    slug: str = ""
    description: str = ""
    #: The category it stands below; None at the tree's top, and for what has no tree.
    parent_id: int | None = None

    def checked(self) -> "TermDraft":
        """Return the draft as it will be stored; raise DraftRefused for what is empty or too long."""
        description = line_of(self.description)
        draft = replace(self, name=line_of(self.name), slug=self.slug.strip(), description=description)
        if not name_key(draft.name):
            raise DraftRefused("name", N_("Give it a name."))
        if len(draft.name) > NAME_LIMIT or len(name_key(draft.name)) > KEY_LIMIT:
            raise DraftRefused("name", N_("A name has at most %(limit)s characters.", limit=NAME_LIMIT))
        if len(draft.description) > DESCRIPTION_LIMIT:
            message = N_("A description has at most %(limit)s characters.", limit=DESCRIPTION_LIMIT)
            raise DraftRefused("description", message)
        return draft
