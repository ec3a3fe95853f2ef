"""The session: lazy, explicit to save, and never taken over from an id alone."""

import pytest

from core.i18n import N_, Message


def put(key, value):
    return lambda session: session.__setitem__(key, value)


def get(key):
    return lambda session: session.get(key)


def the_id(session):
    return session.id


def sign_in(session):
    return session.regenerate()


class TestLaziness:
    def test_a_request_that_never_looks_costs_nothing(self, visitor, store):
        visitor.ask(put("a", 1))
        store.calls.clear()
        visitor.ask()
        assert (store.calls, visitor.set_cookie) == ([], None)

    def test_a_visitor_without_cookie_asks_no_store(self, visitor, store):
        visitor.ask(lambda session: (session.get("a"), session.is_new, session.id, session.pop_flashes(), len(session)))
        assert (store.calls, visitor.set_cookie) == ([], None)

    def test_a_signed_id_is_read_without_the_store(self, visitor, store):
        visitor.ask(put("a", 1))
        store.calls.clear()
        assert visitor.ask(lambda session: session.requested_id)
        assert store.calls == []

    def test_a_session_that_is_only_read_is_only_read(self, visitor, store):
        visitor.ask(put("a", 1))
        store.calls.clear()
        assert visitor.ask(get("a")) == 1
        assert (store.calls, visitor.set_cookie) == (["load"], None)

    def test_what_isnt_saved_is_forgotten(self, visitor, store):
        visitor.ask(put("a", 1), save=False)
        assert (store.calls, visitor.set_cookie) == ([], None)

    def test_saving_twice_writes_once(self, visitor, store):
        visitor.ask(lambda session: (session.__setitem__("a", 1), session.save()))
        assert store.calls == ["add"]


class TestData:
    def test_comes_back(self, visitor):
        visitor.ask(put("next", "/admin/posts/中文"))
        assert visitor.ask(lambda session: (dict(session), session.is_new)) == ({"next": "/admin/posts/中文"}, False)

    def test_can_be_deleted(self, visitor):
        visitor.ask(put("a", 1))
        visitor.ask(lambda session: session.pop("a"))
        assert visitor.ask(get("a")) is None

    def test_changed_in_place_is_changed(self, visitor):
        visitor.ask(put("a", [1]))
        visitor.ask(lambda session: session["a"].append(2))
        assert visitor.ask(get("a")) == [1, 2]

    def test_is_json(self, visitor):
        with pytest.raises(TypeError):
            visitor.ask(put("a", object()))

    def test_is_small(self, visitor):
        with pytest.raises(ValueError, match="at most"):
            visitor.ask(put("a", "中" * 3000))
        visitor.ask(put("a", "x" * 8000))
        assert len(visitor.ask(get("a"))) == 8000

    def test_stays_out_of_logs(self, visitor):
        visitor.ask(put("a", "private"))
        assert visitor.ask(lambda session: (session.get("a"), repr(session))[1]) == "<Session>"


class TestCookie:
    def test_goes_with_the_browser_unless_it_is_to_be_remembered(self, visitor):
        visitor.ask(put("a", 1))
        assert "Max-Age" not in visitor.set_cookie
        visitor.ask(lambda session: session.remember(1000))
        assert "Max-Age=1000" in visitor.set_cookie
        visitor.ask(lambda session: session.remember(None))
        assert visitor.set_cookie is not None
        assert "Max-Age" not in visitor.set_cookie

    def test_is_the_same_when_it_is_sent_again(self, visitor):
        visitor.ask(put("a", 1))
        before = visitor.cookie_header
        visitor.ask(lambda session: session.remember(1000))
        assert visitor.cookie_header == before

    def test_has_its_attributes_on_http(self, visitor):
        visitor.ask(put("a", 1))
        assert set(visitor.set_cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax"}
        assert list(visitor.jar) == ["session"]

    def test_has_its_attributes_on_https(self, visitor_of, store):
        visitor = visitor_of(store, secure=True)
        visitor.ask(put("a", 1))
        assert set(visitor.set_cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
        assert list(visitor.jar) == ["__Host-session"]
        visitor.ask(lambda session: session.end())
        assert "Secure" in visitor.set_cookie
        assert visitor.jar == {}

    def test_isnt_sent_for_nothing(self, visitor):
        visitor.ask(lambda session: session.remember(1000))
        assert visitor.set_cookie is None

    def test_isnt_sent_by_an_answer_that_was_never_saved(self, visitor):
        visitor.ask(sign_in, save=False)
        assert visitor.set_cookie is None


class TestForeignIds:
    @pytest.mark.parametrize("value", ["attackerchosen", "x" * 43, "", ".", "é", "a.b.c", "x" * 43 + "." + "y" * 43])
    def test_are_not_looked_at(self, visitor, store, value):
        visitor.jar["session"] = value
        session_id = visitor.ask(lambda session: (session.requested_id, session.id, session.get("a")))
        assert session_id[0] is None
        assert session_id[1] != value
        assert store.calls == []

    def test_signed_with_another_key_are_not_looked_at(self, visitor_of, store):
        other = visitor_of(store, secret="another site's secret, just as long as it needs")
        other.ask(put("a", 1))
        ours = visitor_of(store)
        ours.jar = other.jar
        assert ours.ask(lambda session: session.requested_id) is None

    def test_dont_hide_ours_beside_them(self, visitor):
        visitor.ask(put("a", 1))
        visitor.jar = {"b{c": "3", "x": "1; session=planted.signature", **visitor.jar}
        assert visitor.ask(get("a")) == 1

    def test_without_a_record_are_never_adopted(self, visitor, store):
        visitor.ask(put("a", 1))
        old = visitor.ask(the_id)
        store.delete(old)
        assert visitor.ask(lambda session: session.requested_id) == old
        assert visitor.ask(lambda session: session.is_new)
        assert visitor.ask(the_id) != old
        visitor.ask(put("a", 2))
        assert visitor.ask(the_id) != old
        assert store.load(old) is None


class TestRollback:
    def test_gives_back_what_was_loaded_without_a_second_look(self, visitor, store):
        visitor.ask(lambda session: session.update(a=[1], b=1))
        store.calls.clear()

        def tries(session):
            for _ in range(3):
                session.rollback()
                session["a"].append(2)
                session.pop("b")
                session.flash("good", N_("Saved."))

        visitor.ask(tries)
        assert store.calls == ["load", "update"]
        assert visitor.ask(get("a")) == [1, 2]
        assert visitor.ask(lambda session: session.pop_flashes()) == [("good", Message("Saved."))]

    def test_undoes_a_sign_in(self, visitor):
        visitor.ask(put("a", 1))
        before = visitor.ask(the_id)
        visitor.ask(lambda session: (session.regenerate(), session.revert()))
        assert visitor.set_cookie is None
        assert visitor.ask(the_id) == before

    def test_undoes_a_sign_out(self, visitor):
        visitor.ask(put("a", 1))
        visitor.ask(lambda session: (session.end(), session.rollback()))
        assert visitor.set_cookie is None
        assert visitor.ask(get("a")) == 1

    def test_undoes_a_remembering(self, visitor):
        visitor.ask(put("a", 1))
        visitor.ask(lambda session: (session.remember(1000), session.rollback()))
        assert visitor.set_cookie is None


class TestTouch:
    def test_comes_once_a_minute(self, visitor, store, clock):
        visitor.ask(put("a", 1))
        store.calls.clear()
        clock.advance(seconds=59)
        visitor.ask(get("a"))
        assert store.calls == ["load"]
        clock.advance(seconds=1)
        visitor.ask(get("a"))
        visitor.ask(get("a"))
        assert store.calls == ["load", "load", "update", "load"]

    def test_keeps_a_session_in_use(self, visitor, clock):
        visitor.ask(put("a", 1))
        for _ in range(10):
            clock.advance(minutes=110)
            assert visitor.ask(get("a")) == 1

    def test_doesnt_come_for_a_session_out_of_use(self, visitor, clock):
        visitor.ask(put("a", 1))
        clock.advance(minutes=121)
        assert visitor.ask(get("a")) is None
