"""Tests of translations: groups with one text for each language, and which of them lists and links show."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from apps.blog.models.post import MEMBERS, PAGE, UNLISTED, Post
from apps.blog.services.access.visibility import listed, preferring
from apps.blog.services.reading.translations import TranslationRefused, TranslationService
from apps.blog.services.writing.publishing import PublishingService
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user

DAY = timedelta(days=1)


@pytest.fixture
def translations(db):
    """Return the service."""
    return TranslationService(db)


@pytest.fixture
def write(db):
    """Return what makes a published post in a language, called by its tag."""

    def make(language, **more):
        return make_post(db, title=more.pop("title", f"in {language}"), language=language, **more)

    return make


@pytest.fixture
def pair(translations, write):
    """Return an English post and its Chinese translation."""
    english, chinese = write("en", title="Tides"), write("zh-Hans", title="潮汐")
    translations.pair(english, chinese)
    return english, chinese


def slugs(found):
    return [each.slug for each in found]


def shown(db, language):
    found = select(Post.slug).where(*listed(), preferring(language)).order_by(Post.id)
    slugs = list(db.scalars(found))
    assert db.scalar(select(func.count(Post.id)).where(*listed(), preferring(language))) == len(slugs)
    return slugs


class TestPairing:
    def test_each_leads_to_the_other(self, translations, pair):
        english, chinese = pair
        assert slugs(translations.partners(english)) == ["潮汐"]
        assert slugs(translations.partners(chinese)) == ["tides"]
        assert translations.partners(english)[0].invitation == "阅读中文版"
        assert translations.partners(chinese)[0].invitation == "Read in English"

    def test_a_third_language_joins_the_group_from_either_side(self, translations, pair, write):
        english, chinese = pair
        japanese, french = write("ja"), write("fr")
        translations.pair(japanese, english)
        translations.pair(chinese, french)
        assert slugs(translations.partners(french)) == ["tides", "in-ja", "潮汐"]
        assert slugs(translations.members(english)) == ["潮汐", "in-ja", "in-fr"]

    def test_two_groups_become_one(self, translations, pair, write):
        english, _ = pair
        japanese, french = write("ja"), write("fr")
        translations.pair(japanese, french)
        translations.pair(english, french)
        assert len(translations.partners(english)) == 3

    def test_a_language_is_there_once(self, translations, pair, write):
        english, _ = pair
        with pytest.raises(TranslationRefused) as caught:
            translations.pair(write("zh-Hans"), english)
        assert caught.value.field == "translation_of"
        assert "简体中文" in str(caught.value.message.params)
        with pytest.raises(TranslationRefused):
            translations.pair(write("en"), write("en", title="Other"))

    def test_the_same_language_in_two_scripts_is_two(self, translations, pair, write):
        english, _ = pair
        traditional = write("zh-Hant")
        translations.pair(traditional, english)
        assert translations.partners(english)[1].invitation == "閱讀繁體中文版"

    def test_a_post_and_a_page_are_no_pair_nor_is_a_text_with_itself(self, db, translations, write):
        post = write("en")
        with pytest.raises(TranslationRefused):
            translations.pair(post, make_page(db, language="zh-Hans"))
        with pytest.raises(TranslationRefused):
            translations.pair(post, post)

    def test_unpairing_leaves_no_group_of_one(self, translations, pair):
        english, chinese = pair
        translations.unpair(english)
        assert (english.translation_group, chinese.translation_group) == (None, None)
        assert translations.partners(chinese) == ()

    def test_unpairing_one_of_three_leaves_the_others_together(self, translations, pair, write):
        english, chinese = pair
        japanese = write("ja")
        translations.pair(japanese, english)
        translations.unpair(english)
        assert slugs(translations.partners(chinese)) == ["in-ja"]

    def test_what_lies_in_the_trash_gives_way(self, db, translations, pair, write, ada):
        english, chinese = pair
        PublishingService(db).delete(chinese, user=ada, version=chinese.version)
        again = write("zh-Hans")
        translations.pair(again, english)
        assert slugs(translations.members(english)) == ["in-zh-hans"]
        assert chinese.translation_group is None

    def test_a_language_that_another_of_the_group_has_is_refused(self, db, translations, pair, ada):
        english, chinese = pair
        translations.check(english, "fr")
        with pytest.raises(TranslationRefused) as caught:
            translations.check(english, "zh-Hans")
        assert caught.value.field == "language"
        PublishingService(db).delete(chinese, user=ada, version=chinese.version)
        translations.check(english, "zh-Hans")
        assert chinese.translation_group is None


class TestAssigning:
    @pytest.mark.parametrize(
        "text",
        [
            "tides",
            "  TIDES ",
            "{id}",
            "/blog/posts/tides",
            "https://example.org/blog/posts/tides/?x=1#y",
            "/admin/posts/{id}/edit",
            "https://example.org/admin/posts/{id}/preview",
        ],
    )
    def test_a_text_is_found_by_address_or_number(self, translations, write, text):
        english, chinese = write("en", title="Tides"), write("zh-Hans")
        translations.assign(chinese, text.format(id=english.id), user=None)
        assert slugs(translations.partners(chinese)) == ["tides"]
        assert translations.text_for(chinese) == "tides"

    def test_a_chinese_address_is_found_as_a_browser_copies_it(self, translations, write):
        chinese, english = write("zh-Hans", title="潮汐"), write("en")
        translations.assign(english, "https://example.org/blog/posts/%E6%BD%AE%E6%B1%90", user=None)
        assert slugs(translations.partners(english)) == ["潮汐"]
        assert chinese.translation_group

    def test_an_address_counts_more_than_a_number(self, translations, write):
        other = write("fr")
        named, own = write("en", title=str(other.id)), write("zh-Hans")
        translations.assign(own, str(other.id), user=None)
        assert slugs(translations.members(own)) == [named.slug]

    @pytest.mark.parametrize("visibility", [UNLISTED, MEMBERS])
    def test_counting_numbers_up_leads_to_no_address_that_no_list_names(self, db, translations, write, ada, visibility):
        quiet, own = write("zh-Hans", title="Quiet", visibility=visibility), make_draft(db, language="en", author=ada)
        with pytest.raises(TranslationRefused):
            translations.assign(own, str(quiet.id), user=ada)
        with pytest.raises(TranslationRefused, match="edit both"):
            translations.assign(own, quiet.slug, user=ada)
        translations.assign(own, str(quiet.id), user=make_user(db, role=Role.EDITOR))
        assert translations.text_for(own) == quiet.slug

    def test_nothing_typed_leaves_the_group(self, translations, pair):
        english, _ = pair
        translations.assign(english, " ", user=None)
        assert translations.text_for(english) == ""

    def test_the_same_partner_again_changes_nothing(self, translations, pair):
        english, chinese = pair
        before = english.translation_group
        translations.assign(english, chinese.slug, user=None)
        assert english.translation_group == before

    def test_another_partner_takes_the_place_of_the_first(self, translations, pair, write):
        english, chinese = pair
        translations.assign(english, write("zh-Hans", title="潮").slug, user=None)
        assert slugs(translations.partners(english)) == ["潮"]
        assert chinese.translation_group is None

    def test_a_refused_partner_leaves_the_group_as_it_was(self, translations, pair, write):
        english, chinese = pair
        with pytest.raises(TranslationRefused):
            translations.assign(english, write("en").slug, user=None)
        assert slugs(translations.partners(english)) == [chinese.slug]

    @pytest.mark.parametrize("text", ["no-such-text", "9" * 30, "/", "https://example.org/", "http://[", "²"])
    def test_what_isnt_there_is_refused(self, translations, write, text):
        with pytest.raises(TranslationRefused):
            translations.assign(write("en"), text, user=None)

    def test_a_draft_of_somebody_else_is_as_good_as_not_there(self, db, translations, write, ada):
        hidden = make_draft(db, title="Hidden", language="zh-Hans", author=make_user(db))
        own = make_draft(db, language="en", author=ada)
        with pytest.raises(TranslationRefused) as caught:
            translations.assign(own, hidden.slug, user=ada)
        with pytest.raises(TranslationRefused) as nothing:
            translations.assign(own, "no-such-text", user=ada)
        assert caught.value.message == nothing.value.message
        translations.assign(own, hidden.slug, user=make_user(db, role=Role.EDITOR))
        assert own.translation_group == hidden.translation_group is not None


class TestWhatReadersSee:
    def test_a_text_that_readers_dont_find_is_linked_nowhere(self, db, translations, pair, clock):
        english, chinese = pair
        for values in ({"visibility": MEMBERS}, {"visibility": UNLISTED}, {"published_at": clock() + DAY}):
            before = {name: getattr(chinese, name) for name in values}
            for name, value in values.items():
                setattr(chinese, name, value)
            db.flush()
            assert translations.partners(english) == ()
            for name, value in before.items():
                setattr(chinese, name, value)
        db.flush()
        assert len(translations.partners(english)) == 1

    def test_groups_are_found_together(self, db, translations, pair, write):
        english, _chinese = pair
        lonely = write("fr")
        other = make_draft(db, language="ja")
        translations.pair(lonely, other)
        found = translations.by_group("post", [english.translation_group, lonely.translation_group])
        assert list(found) == [english.translation_group]
        assert slugs(found[english.translation_group]) == ["tides", "潮汐"]
        assert translations.by_group(PAGE, [english.translation_group]) == {}
        assert translations.by_group("post", []) == {}


class TestLists:
    def test_a_pair_is_there_once_in_the_readers_language(self, db, pair, write):
        write("fr", title="Seul")
        assert shown(db, "en") == ["tides", "seul"]
        assert shown(db, "zh-Hans") == ["潮汐", "seul"]

    def test_the_same_language_in_another_script_comes_next(self, db, translations, pair, write):
        english, _chinese = pair
        assert shown(db, "zh-Hant") == ["潮汐"]
        assert shown(db, "zh") == ["潮汐"]
        translations.pair(write("zh-Hant", title="潮水"), english)
        assert shown(db, "zh-Hant") == ["潮水"]
        assert shown(db, "zh-Hans") == ["潮汐"]
        assert shown(db, "en-GB") == ["tides"]

    def test_a_language_that_only_begins_alike_is_another(self, db, translations, write):
        translations.pair(write("en", title="English"), write("zhx", title="other"))
        assert shown(db, "zh") == ["english"]

    def test_else_the_one_that_was_written_first(self, db, translations, write):
        japanese, chinese = write("ja", at=None), write("zh-Hans")
        translations.pair(chinese, japanese)
        assert shown(db, "en") == ["in-ja"]

    def test_a_translation_that_readers_dont_see_hides_nothing(self, db, pair, clock):
        _, chinese = pair
        chinese.visibility = UNLISTED
        db.flush()
        assert shown(db, "zh-Hans") == ["tides"]
        chinese.visibility, chinese.published_at = "public", clock() + DAY
        db.flush()
        assert shown(db, "zh-Hans") == ["tides"]
        clock.advance(days=1)
        assert shown(db, "zh-Hans") == ["潮汐"]
