"""Sessions while their store is away, and after it lost everything."""

import logging

import pytest

from core.i18n import N_


def put(key, value):
    return lambda session: session.__setitem__(key, value)


def get(key):
    return lambda session: session.get(key)


def sign_in(session):
    return session.regenerate()


class TestStoreThatIsAway:
    @pytest.fixture
    def away(self, own_memcached, visitor_of, away_store, hang):
        """Return a visitor with a session in a memcached that hangs from now on."""
        visitor = visitor_of(away_store)
        visitor.ask(lambda session: session.update(a=1))
        hang(own_memcached)
        return visitor

    def test_leaves_an_empty_session_that_says_so(self, away):
        assert away.ask(lambda session: (dict(session), session.store_down)) == ({}, True)
        assert away.set_cookie is None

    def test_isnt_noticed_where_it_isnt_needed(self, away):
        assert away.ask(lambda session: (session.requested_id is not None, session.store_down)) == (True, False)

    def test_keeps_whoever_is_signed_in_under_their_id(self, away):
        requested = away.ask(lambda session: session.requested_id)
        assert away.ask(lambda session: (session.restore(), dict(session), session.id, session.is_new)[2:]) == (
            requested,
            False,
        )

    def test_drops_changes_with_a_warning_and_keeps_the_old_cookie(self, away, caplog):
        with caplog.at_level(logging.WARNING):
            away.ask(lambda session: session.flash("good", N_("Saved.")))
        assert [record.message for record in caplog.records] == [
            "the session store is away: a change to a session is lost"
        ]
        assert away.set_cookie is None

    def test_says_nothing_of_a_request_that_lost_nothing(self, away, caplog):
        with caplog.at_level(logging.WARNING):
            away.ask(lambda session: (session.restore(), session.pop_flashes()))
        assert caplog.records == []

    def test_lets_people_sign_in_and_out(self, away):
        signed_in = away.ask(sign_in)
        assert away.ask(lambda session: session.requested_id) == signed_in
        away.ask(lambda session: session.end())
        assert away.jar == {}

    def test_gives_a_new_visitor_no_cookie(self, away, visitor_of, away_store):
        newcomer = visitor_of(away_store)
        assert newcomer.ask(lambda session: (session.flash("good", N_("Saved.")), session.store_down)[1]) is False
        assert newcomer.set_cookie is None

    def test_finds_the_old_session_when_it_is_back(self, away, own_memcached, monkeypatch):
        monkeypatch.setattr("core.memcached.PAUSE", 0)
        away.ask(lambda session: session.flash("good", N_("Saved.")))
        own_memcached.resume()
        assert away.ask(get("a")) == 1

    def test_that_comes_back_before_the_save_replaces_no_session(self, away, own_memcached, monkeypatch):
        monkeypatch.setattr("core.memcached.PAUSE", 0)

        def act(session):
            assert "a" not in session
            own_memcached.resume()
            session["a"] = 2

        away.ask(act)
        assert away.set_cookie is None
        assert away.ask(get("a")) == 1


class TestStoreThatGoesAway:
    def test_costs_nothing_but_a_touch(self, visitor_of, away_store, own_memcached, clock, caplog):
        visitor = visitor_of(away_store)
        visitor.ask(put("a", 1))
        clock.advance(minutes=5)
        with caplog.at_level(logging.WARNING):
            visitor.ask(lambda session: (session["a"], own_memcached.stop()))
        assert caplog.records == []


class TestStoreThatWasEmptied:
    @pytest.fixture
    def signed_in(self, visitor_of, away_store):
        visitor = visitor_of(away_store)
        visitor.ask(sign_in)
        return visitor

    @pytest.mark.parametrize("how", ["restart", "flush"])
    def test_signs_nobody_out(self, signed_in, own_memcached, away_store, how):
        session_id = signed_in.ask(lambda session: session.requested_id)
        getattr(own_memcached, how)()
        assert signed_in.ask(
            lambda session: (session.restore(), session.get("a"), session.id, session.store_down)[2:]
        ) == (
            session_id,
            False,
        )
        assert away_store.load(session_id).data == {}
