"""Flash messages."""

import json

import pytest
from markupsafe import Markup

from core.i18n import N_, Message
from core.sessions.session import MAX_BYTES


class TestFlashes:
    def test_come_in_order_and_once(self, visitor):
        visitor.ask(lambda session: session.flash("good", N_("Saved %(title)s.", title="中文")))
        visitor.ask(lambda session: session.flash("bad", N_("Not sent.")))
        assert visitor.ask(lambda session: session.pop_flashes()) == [
            ("good", Message("Saved %(title)s.", {"title": "中文"})),
            ("bad", Message("Not sent.")),
        ]
        assert visitor.ask(lambda session: session.pop_flashes()) == []

    def test_can_be_read_by_the_request_that_made_them(self, visitor):
        def act(session):
            session.flash("good", N_("Saved."))
            return session.pop_flashes()

        assert visitor.ask(act) == [("good", Message("Saved."))]
        assert visitor.set_cookie is None

    def test_leave_room_for_the_newest(self, visitor):
        for number in range(100):
            visitor.ask(
                lambda session, number=number: session.flash("good", N_("%(n)s: %(title)s", n=number, title="中" * 500))
            )
        waiting = visitor.ask(lambda session: session.pop_flashes())
        assert 5 < len(waiting) < 50
        assert waiting[-1][1].params["n"] == 99
        size = len(
            json.dumps([[kind, message.text, message.params] for kind, message in waiting], ensure_ascii=False).encode()
        )
        assert size < MAX_BYTES

    @pytest.mark.parametrize(
        "planted",
        [5, "good", ["good"], ["good", 5, {}], ["good", "Saved.", []], ["good", "%(n)d", {"n": "x"}]],
        ids=str,
    )
    def test_that_we_did_not_write_are_passed_over(self, visitor, planted):
        visitor.ask(lambda session: session.update({"flash:planted": planted}))
        visitor.ask(lambda session: session.flash("good", N_("Saved.")))
        assert visitor.ask(lambda session: session.pop_flashes()) == [("good", Message("Saved."))]

    def test_may_hold_sentences_in_sentences(self, visitor):
        nested = N_("%(who)s: %(what)s", who=N_("Site"), what="x" * 300)
        visitor.ask(lambda session: session.flash("good", nested))
        [(_, message)] = visitor.ask(lambda session: session.pop_flashes())
        assert message.params == {"who": N_("Site"), "what": "x" * 199 + "…"}

    def test_are_plain_text_whatever_they_were_marked(self, visitor):
        visitor.ask(lambda session: session.flash("good", N_("%(title)s", title=Markup("<b>"))))
        [(_, message)] = visitor.ask(lambda session: session.pop_flashes())
        assert type(message.params["title"]) is str

    def test_may_hold_only_json(self, visitor):
        with pytest.raises(TypeError):
            visitor.ask(lambda session: session.flash("good", N_("%(a)s", a=object())))
