"""Who may use which route on whose things: every route of the site, everybody, and every way to write an address."""

import re

import pytest

from tests.support.matrix import NOBODY, OTHER, ROLES, STATES, all_marks

#: What the answer means for who asked: in (the route did its work, or says what is wrong with the input), no (403),
#: nothing (404, as if it didn't exist), – (the route isn't about such a thing).
#: Columns: of no particular thing · one's own draft, live, in the trash · somebody else's draft, live, in the trash.
TABLE = """
account.own    subscriber   in   in  –   –        nothing  –   –
account.own    contributor  in   in  –   –        nothing  –   –
account.own    author       in   in  –   –        nothing  –   –
account.own    editor       in   in  –   –        nothing  –   –
account.own    admin        in   in  –   –        nothing  –   –

desk.view      subscriber   no   –   –   –        –        –   –
desk.view      contributor  in   –   –   –        –        –   –
desk.view      author       in   –   –   –        –        –   –
desk.view      editor       in   –   –   –        –        –   –
desk.view      admin        in   –   –   –        –        –   –

post.list      subscriber   no   –   –   –        –        –   –
post.list      contributor  in   –   –   –        –        –   –
post.list      author       in   –   –   –        –        –   –
post.list      editor       in   –   –   –        –        –   –
post.list      admin        in   –   –   –        –        –   –

post.create    subscriber   no   –   –   –        –        –   –
post.create    contributor  in   –   –   –        –        –   –
post.create    author       in   –   –   –        –        –   –
post.create    editor       in   –   –   –        –        –   –
post.create    admin        in   –   –   –        –        –   –

post.view      subscriber   –    no  no  no       no       no  no
post.view      contributor  –    in  in  nothing  nothing  no  nothing
post.view      author       –    in  in  nothing  nothing  no  nothing
post.view      editor       –    in  in  nothing  in       in  nothing
post.view      admin        –    in  in  nothing  in       in  nothing

post.edit      subscriber   –    no  no  no       no       no  no
post.edit      contributor  –    in  no  nothing  nothing  no  nothing
post.edit      author       –    in  in  nothing  nothing  no  nothing
post.edit      editor       –    in  in  nothing  in       in  nothing
post.edit      admin        –    in  in  nothing  in       in  nothing

post.publish   subscriber   –    no  no  no       no       no  no
post.publish   contributor  –    no  no  no       no       no  no
post.publish   author       –    in  in  nothing  nothing  no  nothing
post.publish   editor       –    in  in  nothing  in       in  nothing
post.publish   admin        –    in  in  nothing  in       in  nothing

post.delete    subscriber   –    no  no  no       no       no  no
post.delete    contributor  –    in  no  nothing  nothing  no  nothing
post.delete    author       –    in  in  nothing  nothing  no  nothing
post.delete    editor       –    in  in  nothing  in       in  nothing
post.delete    admin        –    in  in  nothing  in       in  nothing

page.edit      subscriber   no   no  no  no       no       no  no
page.edit      contributor  no   no  no  no       no       no  no
page.edit      author       no   no  no  no       no       no  no
page.edit      editor       in   in  in  nothing  in       in  nothing
page.edit      admin        in   in  in  nothing  in       in  nothing

term.edit      subscriber   no   no  –   –        no       –   –
term.edit      contributor  no   no  –   –        no       –   –
term.edit      author       no   no  –   –        no       –   –
term.edit      editor       in   in  –   –        in       –   –
term.edit      admin        in   in  –   –        in       –   –

settings.edit  subscriber   no   –   –   –        –        –   –
settings.edit  contributor  no   –   –   –        –        –   –
settings.edit  author       no   –   –   –        –        –   –
settings.edit  editor       no   –   –   –        –        –   –
settings.edit  admin        in   –   –   –        –        –   –
"""
#: The same for the routes that bring something back from the trash, by the capability they ask for.
RESTORING = """
post.delete    subscriber   –    no       no       no       no       no       no
post.delete    contributor  –    nothing  nothing  in       nothing  nothing  nothing
post.delete    author       –    nothing  nothing  in       nothing  nothing  nothing
post.delete    editor       –    nothing  nothing  in       nothing  nothing  in
post.delete    admin        –    nothing  nothing  in       nothing  nothing  in

page.edit      subscriber   –    no       no       no       no       no       no
page.edit      contributor  –    no       no       no       no       no       no
page.edit      author       –    no       no       no       no       no       no
page.edit      editor       –    nothing  nothing  in       nothing  nothing  in
page.edit      admin        –    nothing  nothing  in       nothing  nothing  in
"""
#: What everybody may see; whoever adds a route decides here that it is one of these.
PUBLIC = frozenset(
    {
        *("blog.home", "blog.post", "blog.page", "blog.tags", "blog.tag", "blog.category", "blog.feed"),
        *("blog.posts", "blog.categories", "blog.authors", "blog.author", "blog.series_index", "blog.series"),
        *("blog.archive", "blog.archive_year", "blog.archive_month"),
        *("blog.post_unlock", "blog.page_unlock", "blog.post_door", "blog.page_door", "blog.preview"),
        *("auth.setup", "auth.set_up", "auth.login", "auth.sign_in", "auth.logout", "auth.sign_out"),
        *("auth.reset", "auth.choose_password"),
        "blog.language",
        *(
            "blog.tag_feed",
            "blog.category_feed",
            "blog.author_feed",
            "blog.language_feed",
            "blog.subscribe",
            "blog.cover",
        ),
        *("root.home", "root.robots", "root.sitemap", "root.moved"),
        *("root.own_style", "root.favicon", "root.touch_icon", "root.old_touch_icon", "root.manifest"),
        *("blog.search", "blog.opensearch"),
        # Whoever knows the token in the address, which is right for nobody here.
        "admin.run_jobs",
    }
)
#: Routes about one thing, by the kind of thing; the numbers in the addresses of all others are a mistake.
ABOUT = {"auth.session_end": "device"} | {
    f"admin.{kind}_{act}": kind
    for kind in ("post", "page")
    for act in (
        *("edit", "save", "preview", "publish", "update", "discard", "withdraw"),
        *("delete", "restore", "share", "unshare"),
    )
}
ABOUT |= {
    f"admin.{kind}_{act}": kind
    for kind in ("tag", "category", "series")
    for act in ("edit", "update", "merge", "delete")
}
ABOUT |= {"admin.category_move": "category", "admin.series_move": "series", "admin.series_order": "series"}
#: What has no states.
STATELESS = frozenset({"device", "tag", "category", "series"})
#: Sent to every route that takes something. No post has this version, so that nothing comes of it.
SENT = {"title": "", "source": "", "version": "0", "language": "en"} | dict.fromkeys(
    ("slug", "published_at", "tags", "categories", "summary"), ""
)

MARKS = all_marks()
GUARDED = {name: mark for name, mark in MARKS.items() if mark.can is not None}
POSTING = {name: mark for name, mark in MARKS.items() if not mark.is_safe}


@pytest.fixture(autouse=True)
def _fresh_limits(world):
    world.forget_limits()


def parsed(table):
    rows = [line.split() for line in table.splitlines() if line]
    cases = ["any", *(f"own {state}" for state in STATES), *(f"other {state}" for state in STATES)]
    return {(row[0], row[1]): dict(zip(cases, row[2:], strict=True)) for row in rows}


EXPECTED, EXPECTED_OF_RESTORING = parsed(TABLE), parsed(RESTORING)


def expected(name, who, case):
    if who in NOBODY:
        return "sign in"
    table = EXPECTED_OF_RESTORING if name.endswith("_restore") else EXPECTED
    return table[GUARDED[name].can, who][case]


def cases_of(name):
    """Return the cases that a route can be asked about."""
    kind = ABOUT.get(name)
    if kind is None:
        return ["any"]
    states = ("draft",) if kind in STATELESS else STATES
    return [f"{whose} {state}" for whose in ("own", "other") for state in states]


def path_of(world, name, who, case):
    whose, _, state = case.partition(" ")
    number = {} if case == "any" else {"id": world.number(ABOUT[name], OTHER if whose == "other" else who, state)}
    return world.site.url_for(name, **number)


def filled(name, **known):
    """Return arguments for all places in the address of a route: those that are known, and "x" for the others."""
    return {argument: known.get(argument, "x") for argument in re.findall(r"<(\w+)", MARKS[name].rule)}


def ask(world, name, who, path, method=None):
    browser, method = world.browsers[who], method or MARKS[name].method
    fields = {**SENT, "csrf_token": browser.token} if method == "POST" else None
    # The path goes past WebOb, which would take a leading // for a host.
    environ = {**browser.extra_environ, "PATH_INFO": path.encode().decode("latin-1"), "REQUEST_METHOD": method}
    if method not in {"GET", "HEAD", "POST"}:
        environ["CONTENT_LENGTH"] = "0"
    return browser.do_request(browser.RequestClass.blank("/", environ, POST=fields), status="*", expect_errors=True)


def meaning(answer):
    """Return what an answer says to who asked, in the words of the table."""
    assert answer.status_int < 500
    if answer.status_int == 303 and answer.location.startswith("/auth/login"):
        return "sign in"
    return {403: "no", 404: "nothing", 405: "nothing", 308: "nothing"}.get(answer.status_int, "in")


def test_every_route_is_decided_about(world):
    assert set(world.site.root.rules) == set(MARKS)
    assert set(MARKS) == PUBLIC | set(GUARDED)
    assert {name for name in MARKS if "<id" in MARKS[name].rule} == set(ABOUT)
    assert {mark.can for mark in GUARDED.values()} == {capability for capability, _ in EXPECTED}


@pytest.mark.parametrize("name", GUARDED)
def test_a_route_lets_in_whom_the_table_says_and_nobody_else(world, name):
    asked = [(who, case) for who in (*NOBODY, *ROLES) for case in cases_of(name)]
    found = {}
    for who, case in asked:
        with world.unchanged(but_for_the_trash=name.endswith("_restore")):
            found[who, case] = meaning(ask(world, name, who, path_of(world, name, who, case)))
    assert found == {key: expected(name, *key) for key in asked}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_is_refused_to_nobody_but_for_its_form(world, name):
    answer = ask(world, name, "anonymous", world.site.url_for(name, **filled(name)))
    # The forms of visitors too have a token, and a link that is gone says so first.
    assert answer.status_int in ({200, 301, 302, 303, 404} if MARKS[name].is_safe else {403, 404})


@pytest.mark.parametrize("name", POSTING)
def test_nothing_is_done_for_another_site_or_without_a_token(world, name):
    case = cases_of(name)[0] if name in GUARDED else "any"
    arguments = {key: "x" for key in ("token", "slug") if f"<{key}>" in MARKS[name].rule}
    path = path_of(world, name, "admin", case) if name in GUARDED else world.site.url_for(name, **arguments)
    browser = world.browsers["admin"]
    with world.unchanged():
        for token, headers in (
            (browser.token, {"Sec-Fetch-Site": "cross-site"}),
            (browser.token, {"Sec-Fetch-Site": "same-site"}),
            (browser.token, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}),
            (browser.token, {"Sec-Fetch-Site": "", "Origin": "null"}),
            (browser.token, {"Sec-Fetch-Site": ""}),
            (world.browsers["editor"].token, {}),
            ("", {}),
        ):
            answer = browser.post(path, {**SENT, "csrf_token": token}, headers=headers, status=(403, 404))
            assert answer.status_int == 403 or MARKS[name].secret


def variants(path):
    """Return other ways to write an address, as proxies and people have tried them."""
    head, _, last = path.rstrip("/").rpartition("/")
    rest = path[1:]
    return [
        *(f"/{path}", path.replace("/", "//"), f"{head}//{last}", f"{head}/./{last}", f"{head}/x/../{last}"),
        *(
            path.rstrip("/"),
            f"{path}/",
            f"{path};x",
            f"{path}/;x=1",
            f"{path}.",
            f"{path}.json",
            f"{path} ",
            f"{path}*",
        ),
        *(path.upper(), path.title(), f"/blog/..{path}", f"/blog/posts/..%2f..{path}", f"/static/..{path}"),
        *(f"/{rest.replace('/', each)}" for each in ("%2f", "%252f", "\\", "／")),
        *(path.replace("a", "ａ", 1), path.replace("a", "%61", 1)),
    ]


@pytest.mark.parametrize("name", GUARDED)
def test_no_way_to_write_an_address_opens_more_than_the_plain_one(world, name):
    case = cases_of(name)[-1] if name in ABOUT else "any"
    for who in ("anonymous", "subscriber", "contributor"):
        path = path_of(world, name, who, case)
        plain = meaning(ask(world, name, who, path))
        for variant in variants(path):
            answer = ask(world, name, who, variant)
            if meaning(answer) == "in":
                assert plain == "in", variant


@pytest.mark.parametrize("name", MARKS)
def test_no_other_method_does_anything(world, name):
    path = world.site.url_for(name, **filled(name, id=world.number("post", OTHER, "draft")))
    with world.unchanged():
        for who in ("anonymous", "admin"):
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
                assert ask(world, name, who, path, method).status_int in {405, 501}


@pytest.mark.parametrize("name", [name for name, mark in GUARDED.items() if mark.is_safe])
def test_asking_for_the_head_says_no_more_than_asking_for_the_page(world, name):
    case = cases_of(name)[0]
    for who in (*NOBODY, *ROLES):
        path = path_of(world, name, who, case)
        head = ask(world, name, who, path, "HEAD")
        assert head.status_int == ask(world, name, who, path).status_int
        assert not head.body
