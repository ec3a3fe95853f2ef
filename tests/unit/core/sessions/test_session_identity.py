"""The session's id: at sign-in, at sign-out, for devices that live, and with requests that overlap."""

import pytest

from core.i18n import N_, Message
from core.sessions.identifier import new_id


def put(key, value):
    return lambda session: session.__setitem__(key, value)


def get(key):
    return lambda session: session.get(key)


def the_id(session):
    return session.id


def sign_in(session):
    return session.regenerate()


class TestSignIn:
    def test_gives_a_new_id_and_deletes_the_old_record(self, visitor, store):
        visitor.ask(put("next", "/admin/"))
        before = visitor.ask(the_id)
        planted = visitor.clone()
        after = visitor.ask(sign_in)
        assert after != before
        assert visitor.ask(the_id) == after
        assert visitor.ask(get("next")) == "/admin/"
        assert store.load(before) is None
        # Whoever had made the visitor use that id has nothing in hand.
        assert planted.ask(lambda session: (session.is_new, session.get("next"))) == (True, None)

    def test_of_a_visitor_without_cookie_sends_one(self, visitor):
        signed_in = visitor.ask(sign_in)
        assert visitor.ask(lambda session: session.requested_id) == signed_in

    def test_may_bring_an_id_that_the_device_knows_already(self, visitor):
        visitor.ask(put("a", 1))
        given = new_id()
        assert visitor.ask(lambda session: session.regenerate(given)) == given
        assert visitor.ask(lambda session: (session.id, session["a"])) == (given, 1)

    def test_can_be_remembered(self, visitor):
        visitor.ask(lambda session: (session.regenerate(), session.remember(1000)))
        assert "Max-Age=1000" in visitor.set_cookie

    def test_under_beakers_name_is_the_same(self, visitor, store):
        visitor.ask(put("a", 1))
        before = visitor.ask(the_id)
        visitor.ask(lambda session: session.regenerate_id())
        assert visitor.ask(the_id) != before
        assert store.load(before) is None

    def test_twice_in_one_request_is_one(self, visitor, store):
        visitor.ask(put("a", 1))
        before = visitor.ask(the_id)
        first, second = visitor.ask(lambda session: (session.regenerate(), session.regenerate()))
        assert visitor.ask(the_id) == second
        assert store.load(before) is None
        assert store.load(first) is None


class TestDevicesThatLive:
    def test_keep_their_id_when_the_record_is_gone(self, visitor, store):
        session_id = visitor.ask(sign_in)
        store.delete(session_id)

        def act(session):
            session.restore()
            return session.is_new, session.id, dict(session)

        assert visitor.ask(act) == (False, session_id, {})
        assert visitor.set_cookie is None
        assert store.load(session_id).data == {}

    def test_keep_what_is_flashed_right_after_the_loss(self, visitor, store):
        store.delete(visitor.ask(sign_in))
        visitor.ask(lambda session: (session.restore(), session.flash("good", N_("Saved."))))
        assert visitor.ask(lambda session: session.pop_flashes()) == [("good", Message("Saved."))]

    def test_cost_nothing_where_the_session_isnt_looked_at(self, visitor, store):
        session_id = visitor.ask(sign_in)
        store.calls.clear()
        assert visitor.ask(lambda session: (session.restore(), session.id)[1]) == session_id
        assert store.calls == []

    def test_need_an_id_to_be_restored(self, visitor):
        with pytest.raises(ValueError, match="no id"):
            visitor.ask(lambda session: session.restore())

    def test_restored_twice_at_once_keep_both_changes(self, visitor, store):
        session_id = visitor.ask(sign_in)
        store.delete(session_id)

        def slow(session):
            session.restore()
            session["slow"] = 1
            visitor.clone().ask(lambda quick: (quick.restore(), quick.__setitem__("quick", 1)))

        visitor.ask(slow)
        assert store.load(session_id).data == {"slow": 1, "quick": 1}


class TestSignOut:
    def test_deletes_record_and_cookie(self, visitor, store):
        session_id = visitor.ask(sign_in)
        old = visitor.clone()
        visitor.ask(lambda session: session.end())
        assert store.load(session_id) is None
        assert visitor.jar == {}
        assert old.ask(lambda session: (session.is_new, session.id == session_id)) == (True, False)

    @pytest.mark.parametrize("name", ["delete", "invalidate"])
    def test_under_the_names_of_beaker_is_the_same(self, visitor, store, name):
        session_id = visitor.ask(sign_in)
        visitor.ask(lambda session: getattr(session, name)())
        assert store.load(session_id) is None
        assert visitor.jar == {}

    def test_can_say_goodbye_in_a_new_session(self, visitor, store):
        session_id = visitor.ask(sign_in)
        visitor.ask(lambda session: (session.end(), session.flash("good", N_("You are signed out."))))
        assert visitor.ask(the_id) != session_id
        assert visitor.ask(lambda session: session.pop_flashes()) == [("good", Message("You are signed out."))]

    def test_isnt_undone_by_a_slow_read(self, visitor, store):
        session_id = visitor.ask(lambda session: (session.regenerate(), session.__setitem__("a", 1))[0])

        def slow(session):
            assert session["a"] == 1
            visitor.clone().ask(lambda other: other.end())

        visitor.ask(slow)
        assert store.load(session_id) is None

    def test_isnt_undone_by_a_slow_read_that_is_due_for_a_touch(self, visitor, store, clock):
        session_id = visitor.ask(lambda session: (session.regenerate(), session.__setitem__("a", 1))[0])
        clock.advance(minutes=5)

        def slow(session):
            assert session["a"] == 1
            visitor.clone().ask(lambda other: other.end())

        visitor.ask(slow)
        assert store.load(session_id) is None

    def test_isnt_undone_by_a_slow_write(self, visitor, store):
        session_id = visitor.ask(lambda session: (session.regenerate(), session.__setitem__("a", 1))[0])

        def slow(session):
            session.restore()
            session["a"] = 2
            visitor.clone().ask(lambda other: other.end())

        visitor.ask(lambda session: (slow(session), session.save()))
        assert store.load(session_id) is None
        assert visitor.set_cookie is None


class TestRequestsAtOnce:
    def test_a_slow_read_keeps_what_was_written_meanwhile(self, visitor):
        visitor.ask(put("a", 1))

        def slow(session):
            assert session["a"] == 1
            visitor.clone().ask(put("a", 2))

        visitor.ask(slow)
        assert visitor.ask(get("a")) == 2

    def test_two_writers_keep_both_changes(self, visitor):
        visitor.ask(lambda session: session.update(a=1, b=1, c=1))

        def slow(session):
            session["a"] = 2
            del session["c"]
            visitor.clone().ask(lambda other: other.update(b=2, d=2))

        visitor.ask(slow)
        assert visitor.ask(dict) == {"a": 2, "b": 2, "d": 2}

    def test_a_flash_is_neither_lost_nor_shown_twice(self, visitor):
        visitor.ask(lambda session: session.flash("good", N_("First.")))
        shown = []

        def slow(session):
            shown.extend(session.pop_flashes())
            visitor.clone().ask(lambda other: other.flash("good", N_("Second.")))

        visitor.ask(slow)
        shown.extend(visitor.ask(lambda session: session.pop_flashes()))
        assert [message.text for _, message in shown] == ["First.", "Second."]
        assert visitor.ask(lambda session: session.pop_flashes()) == []
