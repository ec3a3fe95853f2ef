"""The one stylesheet that is a site's own."""

from core.site_settings import SiteSettings
from core.web.style import own_style


def test_there_is_none_where_nobody_chose_anything():
    assert own_style(SiteSettings()) == ""
    assert own_style(SiteSettings(own_css=" \n ")) == ""


def test_own_rules_stand_as_they_are_after_the_accent():
    css = own_style(SiteSettings(accent="#ff0000", own_css=".x > a { color: red }"))
    assert css.startswith(":root")
    assert css.endswith("\n.x > a { color: red }")


def test_a_site_that_is_always_light_or_dark_has_the_accent_for_that_alone():
    both = own_style(SiteSettings(accent="#ff0000"))
    assert both.count("--accent:") == 2
    light, dark = (own_style(SiteSettings(accent="#ff0000", color_scheme=each)) for each in ("light", "dark"))
    assert light.count("--accent:") == dark.count("--accent:") == 1
    assert light in both
    assert dark in both
    assert light != dark
