"""The pages of the settings as an administrator uses them."""

#: Their names, as they end the address.
SECTIONS = ("", "reading", "look", "menu", "sharing", "css")


def section_form(page):
    """Return the form of a section's own fields: the one that saves settings."""
    markup = next(form for form in page.html.find_all("form", class_="form") if form.find("button", class_="first"))
    return next(form for form in page.forms.values() if form.action == markup["action"] and form.method == "post")


def submit(browser, section="", *, status=303, **typed):
    """Type into a section and save it."""
    form = section_form(browser.get(f"/admin/settings/{section}"))
    for name, value in typed.items():
        form[name] = value
    return form.submit(status=status)
