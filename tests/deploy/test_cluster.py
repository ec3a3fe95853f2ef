"""Two nodes behind a balancer by its recipe: what one of them does holds on the other at once, or within a second."""

from http.client import HTTPConnection
from itertools import count

import pytest

from core.permissions import Role
from tests.support.cluster import Cluster, HAProxy, Nginx
from tests.support.journey import Person, add_writer, filled
from tests.support.waiting import until

#: One for each person: a network may sign in ten times in five minutes.
ADDRESSES = (f"203.0.113.{number}" for number in count(1))
PASSWORD = "another day in the sun"


@pytest.fixture(scope="module", params=[HAProxy, Nginx], ids=["haproxy", "nginx"])
def cluster(request, environ):
    with Cluster(request.param, environ) as running:
        yield running


@pytest.fixture
def arrive(cluster, environ):
    """Return a function that signs a new account in on a new browser, at the first node; or one that there is."""

    def arrive(name=None, *, role=Role.AUTHOR, password=PASSWORD):
        address = next(ADDRESSES)
        if name is None:
            name = f"p-{address.replace('.', '-')}"
            add_writer(environ["DATABASE_URL"], name, password, role=role)
        person = Person(cluster.nodes[0].url, said={"X-Forwarded-For": address})
        person.sign_in(name, password)
        person.name = name
        return person

    return arrive


def at_both(cluster, person):
    """Return the browser at each node, without the balancer."""
    return cluster.everywhere(person)[:2]


def signed_in(cluster, person):
    """Tell for each node, and for the balancer, whether somebody is signed in."""
    return [same.is_signed_in() for same in cluster.everywhere(person)]


def carries_on(cluster, person):
    """Return another browser that still has the cookies of this one."""
    thief = cluster.everywhere(person)[0]
    thief.cookies = dict(person.cookies)
    return thief


def test_signing_in_on_one_node_holds_on_both(cluster, arrive):
    assert signed_in(cluster, arrive()) == [True] * 3


def test_signing_out_through_the_balancer_holds_on_both_at_once(cluster, arrive):
    person = arrive()
    kept = carries_on(cluster, person)
    assert signed_in(cluster, kept) == [True] * 3
    person.url = cluster.url
    person.sign_out()
    assert signed_in(cluster, kept) == [False] * 3


def test_a_device_ended_on_one_node_is_ended_on_both_at_once(cluster, arrive):
    stolen = arrive()
    owner = arrive(stolen.name)
    page = owner.get("/auth/sessions")
    other = next(row for row in page.html.select("li.row") if "This device" not in row.get_text())
    assert owner.post(other.form["action"], filled(other.form)).status == 303
    assert signed_in(cluster, stolen) == [False] * 3
    assert signed_in(cluster, owner) == [True] * 3


def test_a_changed_password_ends_the_other_sessions_on_both(cluster, arrive):
    elsewhere = arrive()
    person = arrive(elsewhere.name)
    person.url = cluster.nodes[1].url
    typed = {"old": PASSWORD, "password": "a new one for the winter"}
    assert person.press(person.get("/auth/password"), "Save password", **typed).status == 303
    assert signed_in(cluster, elsewhere) == [False] * 3
    assert signed_in(cluster, person) == [True] * 3


def test_settings_of_the_site_show_on_both_nodes(cluster, arrive):
    administrator, reader = arrive(role=Role.ADMIN), Person(cluster.url)
    for title in ("Two Houses", "One Blog"):
        saved = administrator.press(administrator.get("/admin/settings/"), "Save settings", title=title)
        assert saved.status == 303
        for same in cluster.everywhere(reader):
            until(lambda asked=same, text=title: text in asked.get("/blog/").text, f"{title} on each node")


def test_posts_and_their_changes_show_on_both_nodes(cluster, arrive):
    writer, reader = arrive(), Person(cluster.url)
    title = f"From node to node, {writer.name}"
    path = writer.write(title, "As first written.")
    for same in cluster.everywhere(reader):
        until(lambda asked=same: title in asked.get("/blog/").text, "the post in the list")
        assert "As first written." in same.get(path).text
    writer.url = cluster.nodes[1].url
    editor = writer.get(writer.get("/admin/posts/").html.select_one("a[href$='/edit']")["href"])
    assert writer.press(editor, "Update", form="editor", source="Put better.").status == 303
    for same in cluster.everywhere(reader):
        until(lambda asked=same: "Put better." in asked.get(path).text, "the change")


def test_a_form_that_one_node_made_is_taken_by_the_other(cluster, arrive, environ):
    writer = arrive()
    first, second = at_both(cluster, writer)
    editor = first.get("/admin/posts/new")
    assert second.press(editor, "Save draft", form="editor", title="Carried over", source="…").status == 303
    visitor = Person(cluster.url, said={"X-Forwarded-For": next(ADDRESSES)})
    first, second = at_both(cluster, visitor)
    page = first.get("/auth/login")
    typed = {"login": writer.name, "password": PASSWORD}
    assert second.press(page, "Sign in", **typed).status == 303


def test_the_same_form_sent_to_both_nodes_makes_one_post(cluster, arrive):
    writer = arrive()
    first, second = at_both(cluster, writer)
    editor = first.get("/admin/posts/new")
    sent = [each.press(editor, "Save draft", form="editor", title="Once", source="…") for each in (first, second)]
    assert sent[0].status == 303
    assert sent[0].headers["Location"] == sent[1].headers["Location"]


def test_what_one_node_has_to_say_is_said_by_the_other_once(cluster, arrive):
    first, second = at_both(cluster, arrive())
    editor = first.get("/admin/posts/new")
    published = first.press(editor, "Publish", form="editor", title="Said there", source="…")
    assert "Readers see it now." in second.follow(published).text
    assert "Readers see it now." not in first.follow(published).text


def test_tries_are_counted_on_both_nodes_together(cluster, arrive):
    name = arrive().name
    visitor = Person(cluster.url, said={"X-Forwarded-For": next(ADDRESSES)})
    tries = []
    for number in range(11):
        same = at_both(cluster, visitor)[number % 2]
        tries.append(same.press(same.get("/auth/login"), "Sign in", login=name, password="wrong").status)
    assert tries == [422] * 10 + [429]


def test_both_nodes_answer_behind_the_balancer(cluster):
    visitor = Person(cluster.url)
    before = [len(node.log) for node in cluster.nodes]
    for _ in range(40):
        assert visitor.get("/blog/").status == 200
    for node, read in zip(cluster.nodes, before, strict=True):
        until(lambda asked=node, since=read: "route=blog.home" in asked.log[since:], "an answer of each node")


def test_whom_a_request_comes_from_says_the_balancer_and_nobody_else(cluster):
    """Another address of this machine, so that it isn't the balancer's own."""
    connection = HTTPConnection(cluster.balancer.host, cluster.balancer.port, source_address=("127.0.0.9", 0))
    claims = {"X-Forwarded-For": "203.0.113.5", "X_Forwarded_For": "203.0.113.6", "X-Forwarded-Proto": "https"}
    names = {"X-Forwarded-Host": "evil.example", "X-Request-ID": "a" * 32, "X_Request_ID": "b" * 32}
    connection.request("GET", "/blog/", headers={**claims, **names})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    given = answer.headers["X-Request-ID"]
    assert answer.status == 200
    assert not {given} & {"a" * 32, "b" * 32}
    until(lambda: given in "".join(node.log for node in cluster.nodes), "the line in the log")
    line = next(line for node in cluster.nodes for line in node.log.splitlines() if given in line)
    assert "ip=127.0.0.9" in line
