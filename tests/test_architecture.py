"""The rules of the house hold everywhere: who imports whom, how long a file may be, what is never written."""

import pytest

from tests.support import rules
from tests.support.source import PRODUCT, TESTS, Source, read_sources, read_templates

PRODUCT_SOURCES = read_sources(PRODUCT)
ALL_SOURCES = PRODUCT_SOURCES + read_sources(TESTS)
HAND_WRITTEN = [source for source in PRODUCT_SOURCES if not source.path.startswith("migrations/versions/")]
PAGES = {path: text for path, text in read_templates().items() if path.endswith((".html", ".xml", ".svg"))}
#: Three show HTML that core.text cleaned when it was saved, one shows drawings that stand in the file itself.
UNESCAPED = frozenset(
    {
        *("templates/blog/pages/show.html", "templates/blog/posts/show.html", "templates/macros/posts.html"),
        "templates/macros/icons.html",
    },
)


def all_faults(rule, sources):
    return [fault for source in sources for fault in rule(source)]


def assert_none(faults):
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_layers_import_nothing_that_is_not_theirs():
    assert_none(all_faults(rules.forbidden_imports, PRODUCT_SOURCES))


def test_no_layer_imports_one_above_it():
    assert_none(all_faults(rules.imports_up, PRODUCT_SOURCES))


def test_sub_apps_know_only_those_they_stand_on_and_only_their_models_and_services():
    assert_none(all_faults(rules.imports_across, PRODUCT_SOURCES))


def test_nobody_but_the_entrances_knows_the_whole_site():
    assert_none(all_faults(rules.knows_the_whole, PRODUCT_SOURCES))


def test_core_is_built_from_the_ground_up():
    assert_none(all_faults(rules.imports_up_in_core, PRODUCT_SOURCES))


def test_the_blogs_services_stand_on_what_is_below():
    assert_none(all_faults(rules.imports_up_in_blog, PRODUCT_SOURCES))


def test_only_core_web_speaks_with_bottle():
    assert_none(all_faults(rules.bottle_outside_core, PRODUCT_SOURCES))


def test_imports_stand_at_the_top_and_say_the_whole_name():
    assert_none(all_faults(rules.imports_inside, ALL_SOURCES))


def test_no_modules_import_each_other():
    assert_none(list(rules.circles(ALL_SOURCES)))


def test_nothing_is_pickled():
    assert_none(all_faults(rules.imports_of_pickle, PRODUCT_SOURCES))


def test_sql_text_is_constant():
    assert_none(all_faults(rules.built_sql, PRODUCT_SOURCES))


def test_files_and_functions_stay_short():
    assert_none(all_faults(rules.too_long, ALL_SOURCES))


def test_every_init_is_empty():
    assert_none(all_faults(rules.filled_init, ALL_SOURCES))


def test_what_is_public_says_what_it_is_for():
    assert_none(all_faults(rules.undocumented, HAND_WRITTEN))


@pytest.mark.parametrize("path", PAGES)
def test_templates_escape(path):
    assert_none(list(rules.unsafe_markup(path, PAGES[path], allowed=UNESCAPED)))


@pytest.mark.parametrize("path", PAGES)
def test_templates_hold_no_inline_code(path):
    assert_none(list(rules.inline_code(path, PAGES[path])))


# What follows shows that each rule sees what it is for; otherwise a folder that moved would pass unread.


def test_the_rules_read_the_project():
    paths = {source.path for source in ALL_SOURCES}
    assert {"core/settings.py", "apps/site.py", "manage.py", "index.wsgi", "tests/test_architecture.py"} <= paths
    assert "templates/layout.html" in PAGES


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (rules.forbidden_imports, "core/jobs.py", "from apps.auth.models import User"),
        (rules.forbidden_imports, "apps/auth/models.py", "import wtforms"),
        (rules.forbidden_imports, "apps/auth/services/users.py", "from core.web.request import Request"),
        (rules.forbidden_imports, "apps/blog/services/reading/posts.py", "import jinja2.utils"),
        (rules.forbidden_imports, "apps/blog/forms.py", "from sqlalchemy import select"),
        (rules.forbidden_imports, "apps/blog/views/posts.py", "from sqlalchemy.exc import IntegrityError"),
        (rules.imports_up, "apps/blog/models/post.py", "from apps.blog.services.reading.posts import PostService"),
        (rules.imports_up, "apps/blog/forms.py", "from apps.blog.services.reading.posts import PostService"),
        (rules.imports_up, "apps/blog/services/reading/posts.py", "from apps.blog.forms import PostForm"),
        (rules.imports_up, "apps/blog/views/posts.py", "from apps.blog.app import BlogApp"),
        (rules.imports_across, "apps/auth/services/users.py", "from apps.blog.models import Post"),
        (rules.imports_across, "apps/admin/views/posts.py", "from apps.blog.models import Post"),
        (rules.imports_across, "apps/admin/views/posts.py", "from apps.blog.views.posts import PostViews"),
        (rules.imports_across, "apps/admin/forms.py", "from apps.blog.services.reading.posts import PostService"),
        (rules.knows_the_whole, "apps/blog/app.py", "from apps.site import create_site"),
        (rules.knows_the_whole, "apps/site.py", "import apps.wsgi"),
        (rules.imports_up_in_core, "core/errors.py", "from core.database.base import Base"),
        (rules.imports_up_in_core, "core/database/base.py", "from core.jobs import Job"),
        (rules.imports_up_in_core, "core/jobs.py", "from core.web.request import Request"),
        (
            rules.imports_up_in_blog,
            "apps/blog/services/terms/lists.py",
            "from apps.blog.services.writing import drafts",
        ),
        (rules.imports_up_in_blog, "apps/blog/services/typed.py", "from apps.blog.services.access import visibility"),
        (rules.bottle_outside_core, "apps/blog/app.py", "from bottle import request"),
        (rules.imports_inside, "core/jobs.py", "def run():\n    import json"),
        (rules.imports_inside, "core/jobs.py", "try:\n    import ujson\nexcept ImportError:\n    ujson = None"),
        (rules.imports_inside, "core/jobs.py", "from . import mail"),
        (rules.imports_inside, "core/jobs.py", "from core.mail import *"),
        (rules.imports_of_pickle, "core/cache.py", "from pickle import loads"),
        (rules.built_sql, "core/jobs.py", "from sqlalchemy import text\ntext(f'SELECT {name}')"),
        (rules.built_sql, "core/jobs.py", "import sqlalchemy\nsqlalchemy.text('SELECT ' + name)"),
        (rules.too_long, "core/jobs.py", "\n" * 301),
        (rules.too_long, "core/jobs.py", "def run():" + "\n    pass" * 40),
        (rules.filled_init, "core/__init__.py", '"""Core."""'),
        (rules.undocumented, "core/jobs.py", "import json"),
        (rules.undocumented, "core/jobs.py", '"""Jobs.\n\nMany."""'),
        (rules.undocumented, "core/jobs.py", '"""Jobs."""\nclass Job:\n    """A job."""\n    def run(self): ...'),
    ],
)
def test_a_rule_sees_its_fault(rule, path, text):
    assert list(rule(Source(path, text)))


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (rules.imports_across, "apps/admin/views/posts.py", "from apps.blog.services.reading.posts import PostService"),
        (rules.imports_across, "apps/blog/models/post.py", "from apps.auth.models import User"),
        (rules.imports_inside, "core/jobs.py", "if TYPE_CHECKING:\n    from core.mail import Mail"),
        (rules.built_sql, "core/jobs.py", "from sqlalchemy import text\nPING = 'SELECT 1'\ntext(PING)"),
        (rules.undocumented, "core/jobs.py", '"""Jobs."""\ndef _run(): ...'),
    ],
)
def test_a_rule_lets_pass_what_is_allowed(rule, path, text):
    assert not list(rule(Source(path, text)))


def test_a_circle_is_named_from_end_to_end():
    sources = [Source(f"core/{name}.py", f"import core.{other}") for name, other in ("ab", "bc", "ca")]
    assert list(rules.circles(sources)) == ["core.a (line 1) → core.b (line 1) → core.c (line 1) → core.a"]


@pytest.mark.parametrize("text", ["{{ post.html | safe }}", "{% autoescape false %}"])
def test_markup_that_nobody_cleaned_is_seen(text):
    assert list(rules.unsafe_markup("templates/x.html", text, allowed=frozenset()))


@pytest.mark.parametrize(
    "text",
    ['<p style="x">', "<style>", "<script>x()</script>", '<a onclick="x()">', '<a href="javascript:x()">'],
)
def test_inline_code_is_seen(text):
    assert list(rules.inline_code("templates/x.html", text))


def test_scripts_of_our_own_files_are_no_inline_code():
    assert not list(rules.inline_code("templates/x.html", '{# <style> #}<script src="{{ url }}" defer></script>'))
