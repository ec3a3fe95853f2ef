"""The one stylesheet that is a site's own."""

from core.site_settings import SiteSettings
from core.web.accent import DARK, LIGHT, shades
from core.web.style import own_style


def test_there_is_none_where_nobody_chose_anything():
    assert own_style(SiteSettings()) == ""
    assert own_style(SiteSettings(own_css=" \n ")) == ""


def test_own_rules_stand_as_they_are_after_the_accent():
    css = own_style(SiteSettings(accent="#ff0000", own_css=".x > a { color: red }"))
    assert css.startswith(":root")
    assert css.endswith("\n.x > a { color: red }")


def test_the_accent_has_a_shade_for_each_scheme():
    css = own_style(SiteSettings(accent="#ff0000"))
    light, dark = (shades("#ff0000", ground) for ground in (LIGHT, DARK))
    assert light != dark
    assert f"--accent:light-dark({light.accent},{dark.accent})" in css
    assert f"--tint:light-dark({light.tint},{dark.tint})" in css
