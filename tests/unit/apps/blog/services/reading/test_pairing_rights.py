"""Tests of who may pair a text with another: whoever may edit all that readers are led to."""

from dataclasses import replace

import pytest

from apps.blog.models.post import PRIVATE
from apps.blog.services.reading.translations import TranslationRefused, TranslationService
from apps.blog.services.writing.drafts import DraftService
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user


@pytest.fixture
def translations(db):
    """Return the service."""
    return TranslationService(db)


def slugs(found):
    return [each.slug for each in found]


class TestWhoMayPair:
    @pytest.fixture
    def write(self, db):
        return lambda language, **more: make_post(db, language=language, **more)

    @pytest.fixture
    def own(self, write, ada):
        return write("de", author=ada)

    def test_whoever_may_edit_both(self, db, translations, write, own, ada):
        theirs = write("en", author=make_user(db))
        with pytest.raises(TranslationRefused, match="edit both") as caught:
            translations.assign(own, theirs.slug, user=ada)
        assert caught.value.field == "translation_of"
        assert (own.translation_group, theirs.translation_group) == (None, None)
        translations.assign(own, theirs.slug, user=make_user(db, role=Role.EDITOR))
        assert slugs(translations.partners(theirs)) == [own.slug]

    def test_who_signed_both_with_others_may(self, db, translations, write, own, ada):
        together = write("en", author=make_user(db), co_authors=(ada,))
        translations.assign(own, together.slug, user=ada)
        assert slugs(translations.partners(together)) == [own.slug]

    def test_a_text_that_is_paired_with_somebody_else_s_brings_that_along(self, db, translations, write, own, ada):
        mine, theirs = write("en", author=ada), write("fr", author=make_user(db))
        translations.pair(mine, theirs)
        with pytest.raises(TranslationRefused, match="edit both"):
            translations.assign(own, mine.slug, user=ada)
        assert slugs(translations.partners(theirs)) == [mine.slug]

    def test_a_contributor_pairs_nothing_that_readers_see(self, db, translations, write):
        person = make_user(db, role=Role.CONTRIBUTOR)
        live, draft = write("en", author=person), make_draft(db, language="fr", author=person)
        own = make_draft(db, language="de", author=person)
        with pytest.raises(TranslationRefused, match="edit both"):
            translations.assign(own, live.slug, user=person)
        translations.assign(own, draft.slug, user=person)
        assert own.translation_group == draft.translation_group is not None

    def test_pages_are_the_editors(self, db, translations, ada):
        own, other = make_page(db, language="en", author=ada), make_page(db, language="de", author=ada)
        with pytest.raises(TranslationRefused, match="edit both"):
            translations.assign(own, other.slug, user=ada)
        translations.assign(own, other.slug, user=make_user(db, role=Role.EDITOR))
        assert slugs(translations.partners(own)) == [other.slug]


class TestWhatAnEditorPaired:
    """An editor gave the text of one person a translation by another, at once or in a change that waits."""

    @pytest.fixture
    def theirs(self, db):
        return make_post(db, language="en", author=make_user(db, "theirs"))

    @pytest.fixture
    def save(self, db, publishing):
        def do(post, user, **changes):
            draft = replace(DraftService(db).of(post), **changes)
            return publishing.save(post, draft, user=user, version=post.version)

        return do

    @pytest.fixture
    def waiting(self, db, ada, theirs, save):
        """Return Ada's live text with an editor's change."""
        post = make_post(db, language="de", author=ada)
        return save(post, make_user(db, "editor", role=Role.EDITOR), translation_of=theirs.slug)

    @pytest.mark.parametrize("verb", ["withdraw", "update_live"])
    def test_an_author_does_with_it_what_authors_may(self, publishing, waiting, theirs, ada, verb):
        getattr(publishing, verb)(waiting, user=ada, version=waiting.version)
        assert waiting.translation_group == theirs.translation_group is not None
        assert waiting.change is None

    def test_an_author_saves_on_and_the_pairing_waits_along(self, publishing, waiting, theirs, save, ada):
        save(waiting, ada, title="New")
        save(waiting, ada, title="Newer")
        publishing.withdraw(waiting, user=ada, version=waiting.version)
        assert (waiting.title, waiting.translation_group) == ("Newer", theirs.translation_group)

    def test_another_pairing_is_asked_about(self, db, waiting, theirs, save, ada):
        with pytest.raises(TranslationRefused, match="edit both"):
            save(waiting, ada, translation_of=make_post(db, language="fr", author=make_user(db)).slug)

    def test_what_the_other_became_meanwhile_keeps_no_text_before_readers(self, publishing, waiting, theirs, ada):
        theirs.visibility = PRIVATE
        publishing.withdraw(waiting, user=ada, version=waiting.version)
        assert waiting.status == "draft"

    def test_what_waits_means_the_text_that_was_meant_then(self, db, publishing, theirs, save, ada):
        own, bait = make_post(db, language="de", author=ada), make_draft(db, language="fr", author=ada)
        bait.slug = bait.slug_key = str(theirs.id)
        db.flush()
        save(own, ada, translation_of=str(theirs.id))
        bait.slug = bait.slug_key = "renamed"
        db.flush()
        publishing.update_live(own, user=ada, version=own.version)
        assert theirs.translation_group is None
        assert own.translation_group == bait.translation_group is not None

    def test_a_form_shows_the_address_of_what_waits(self, db, translations, waiting, theirs):
        named = DraftService(db).of(waiting).translation_of
        assert (named, translations.shown(named)) == (f"#{theirs.id}", theirs.slug)
        assert translations.shown("#0") == "#0"

    @pytest.fixture(params=[make_post, make_draft])
    def paired(self, request, db, translations, theirs, ada):
        own = request.param(db, language="de", author=ada)
        translations.pair(own, theirs)
        return own

    def test_naming_what_it_is_paired_with_already_asks_nobody(self, publishing, paired, theirs, save, ada):
        group = paired.translation_group
        save(paired, ada, title="New", translation_of=theirs.slug)
        publishing.publish(paired, user=ada, version=paired.version)
        assert (paired.title, paired.translation_group, theirs.translation_group) == ("New", group, group)

    def test_nor_does_assigning_it(self, translations, paired, theirs, ada):
        translations.assign(paired, theirs.slug, user=ada)
        assert slugs(translations.members(paired)) == [theirs.slug]

    def test_a_language_that_is_another_s_in_the_same_group_is_refused(self, db, translations, theirs, save, ada):
        own = make_draft(db, language="de", author=ada)
        translations.pair(own, theirs)
        with pytest.raises(TranslationRefused) as caught:
            save(own, ada, language="en", translation_of=theirs.slug)
        assert caught.value.field == "language"
