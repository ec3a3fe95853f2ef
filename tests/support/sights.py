"""The pages there are to look at: their names, and what brings up those that an address alone doesn't show."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

#: The names of the pages that readers see.
READERS_SIGHTS = (
    *("home", "second_page", "chinese_post", "english_post", "everything", "page", "series", "all_series"),
    *("tags", "tag", "categories", "category", "authors", "author", "archive", "year", "month"),
    *("search", "search_empty", "for_members", "locked", "preview_link", "subscribe", "missing", "empty_home"),
)
#: The names of all pages there are to see.
SIGHTS = (
    *READERS_SIGHTS,
    *("setup", "login", "login_unfinished", "reset", "token_gone"),
    *("account", "profile", "password", "sessions", "logout"),
    *("posts", "pages", "settings", "themes", "deleted", "nothing_found", "new_post", "new_page", "draft", "changed"),
    *("desk_tags", "desk_categories", "desk_series", "desk_tag", "desk_category", "desk_parts", "desk_term_refused"),
    *("page_editor", "full_editor", "shared", "preview", "settings_refused", "conflict", "kept", "desk_missing"),
    *("settings_reading", "settings_look", "settings_menu", "settings_sharing", "settings_css"),
)


def leave_alone(page: Page) -> None:
    """Show the page as its address gives it."""


@dataclass(frozen=True)
class Sight:
    """A page to look at: where it is, who sees it, and what brings it up."""

    path: str
    signed_in: bool = False
    act: Callable[[Page], None] = leave_alone


def send_without_checks(page: Page) -> None:
    """Send the form of a page with nothing filled in, as a browser does that knows no `required`."""
    page.locator("main form").first.evaluate(
        "(form) => { form.querySelectorAll('[type=text], [type=password]').forEach("
        "(field) => { field.value = '' }); form.noValidate = true; form.requestSubmit() }"
    )


def open_the_panel(page: Page) -> None:
    """Open every part of the editor's side panel."""
    page.locator(".panel").evaluate(
        "(panel) => panel.querySelectorAll('details').forEach((part) => { part.open = true })"
    )


def make_a_link(page: Page) -> None:
    """Make a preview link in the editor."""
    open_the_panel(page)
    page.locator("[formaction$='/share']").click()


def save_an_old_version(page: Page) -> None:
    page.locator("[name=version]").first.evaluate("(field) => { field.value = 1 }")
    page.locator("#source").fill("What somebody else typed in another tab.")
    page.locator(".bar button").first.click()


def save_after_signing_out(page: Page) -> None:
    page.context.clear_cookies()
    page.locator(".bar button").first.click()
