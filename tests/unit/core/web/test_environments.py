"""A theme's templates stand in for ours, file by file, on the pages of readers and nowhere else."""

import pytest

from core.web.environments import Environments
from core.web.themes import Themes

OURS = {
    "layout.html": "<{% block main %}{% endblock %}{% include 'parts/foot.html' %}>",
    "parts/foot.html": "our foot",
    "blog/show.html": "{% extends 'layout.html' %}{% block main %}post {% endblock %}",
    "blog/page.html": "{% extends 'layout.html' %}",
    "blog/hidden.html": "{% extends 'blog/page.html' if page else 'blog/show.html' %}",
    "desk.html": "desk {% include 'parts/foot.html' %}",
    "errors/admin.html": "{% extends 'desk.html' if desk else 'layout.html' %}",
}
THEIRS = {
    "layout.html": "{% extends 'ours/layout.html' %}{% block main %}{% endblock %}",
    "parts/foot.html": "their foot, after {% include 'ours/parts/foot.html' %}",
}


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def themes(tmp_path):
    write(tmp_path / "templates", OURS)
    write(tmp_path / "themes" / "theirs", {"theme.toml": 'name = "Theirs"'})
    write(tmp_path / "themes" / "theirs" / "templates", THEIRS)
    return Themes(tmp_path / "themes")


@pytest.fixture
def environments(themes, tmp_path):
    return Environments(tmp_path / "templates", themes, static_url=str)


def test_a_file_of_the_theme_takes_the_place_of_ours_and_may_use_it(environments, themes):
    dressed = environments.dressed(themes.find("theirs"))
    assert dressed.get_template("blog/show.html").render() == "<post their foot, after our foot>"
    assert environments.ours.get_template("blog/show.html").render() == "<post our foot>"


def test_an_environment_is_made_once(environments, themes):
    theme = themes.find("theirs")
    assert environments.dressed(theme) is environments.dressed(theme)


@pytest.mark.parametrize("template", ["layout.html", "blog/show.html", "blog/hidden.html"])
def test_what_stands_on_the_readers_layout_is_dressed(environments, template):
    assert environments.is_for_themes(template)


@pytest.mark.parametrize("template", ["desk.html", "errors/admin.html", "parts/foot.html"])
def test_no_theme_touches_the_desk(environments, template):
    assert not environments.is_for_themes(template)
