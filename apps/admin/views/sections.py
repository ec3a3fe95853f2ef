"""What the pages of the settings share: their sections, and how one is shown."""

from dataclasses import dataclass
from typing import Final

from apps.admin.forms.looks import CSSForm, LookForm
from apps.admin.forms.menu import LICENCES, MenuForm
from apps.admin.forms.sections import GeneralForm, ReadingForm, SectionForm
from apps.admin.forms.sharing import SharingForm
from apps.admin.services.decisions import DecisionService
from apps.admin.services.home_pages import HomePageService
from core.i18n import N_, Message
from core.site_settings import PICTURES
from core.web.response import Response
from core.web.uploads import PictureForm
from core.web.view import View, uses


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its form, and what it is called."""

    form: type[SectionForm]
    label: Message
    #: Last part of the address, of the template's name and of the route's.
    name: str

    @property
    def route(self) -> str:
        """Return the name of its route."""
        return "settings" if self.name == "general" else f"settings_{self.name}"

    @property
    def rule(self) -> str:
        """Return its address below the desk's."""
        return "/settings/" if self.name == "general" else f"/settings/{self.name}"


LOOK: Final = Section(LookForm, N_("Look"), "look")
SECTIONS: Final = (
    Section(GeneralForm, N_("General"), "general"),
    Section(ReadingForm, N_("Reading"), "reading"),
    LOOK,
    Section(MenuForm, N_("Menu and footer"), "menu"),
    Section(SharingForm, N_("Search engines"), "sharing"),
    Section(CSSForm, N_("Own CSS"), "css"),
)


class SectionView(View):
    """Show a section of the settings."""

    decisions = uses(DecisionService)
    pages = uses(HomePageService)

    def stored(self, section: Section) -> SectionForm:
        """Return the form of a section as it was saved last."""
        return self._with_choices(section.form(None, data=section.form.shown(self.request.settings), meta=self._meta))

    def sent(self, section: Section) -> SectionForm:
        """Return the form of a section as it was sent."""
        return self._with_choices(section.form(self.request.form, meta=self._meta))

    def page(self, section: Section, form: SectionForm, *, status: int = 200, **pictures: PictureForm) -> Response:
        """Return the page of a section; `pictures` are forms with an error."""
        if isinstance(form, SharingForm):
            form.add_row()
        context: dict[str, object] = {f"{name}_form": PictureForm(prefix=name, meta=self._meta) for name in PICTURES}
        return self.render(
            f"admin/settings/{section.name}.html",
            status=status,
            form=form,
            sections=SECTIONS,
            shown=section,
            licences=LICENCES,
            **(context | {f"{name}_form": form for name, form in pictures.items()}),
        )

    @property
    def _meta(self) -> dict[str, object]:
        return {"locale": self.request.locale}

    def _with_choices(self, form: SectionForm) -> SectionForm:
        if isinstance(form, ReadingForm):
            form.offer_pages(self.pages.list_choices(), self.request.settings.home_page)
        return form
