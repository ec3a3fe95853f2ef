"""Tests of likeness: rare things in common count, common ones don't."""

from apps.blog.services.finding.likeness import Likeness, features_of


def among(**texts):
    """Return the names of what is like the first of some texts, each a title, a text and its terms."""
    names = list(texts)
    features = {number: features_of(title, text, terms) for number, (title, text, terms) in enumerate(texts.values())}
    return [names[number] for number in Likeness(features).nearest(0, 3)]


def test_a_tag_in_common_counts_more_than_a_word():
    assert among(
        here=("Brewing", "Water and leaves", (1,)),
        same_word=("Rivers", "Water flows", ()),
        same_tag=("Cups", "Clay and glaze", (1,)),
        stranger=("Bicycles", "Oil and chains", (2,)),
    )[:1] == ["same_tag"]


def test_chinese_words_count_in_pairs():
    assert among(
        here=("网络安全入门", "防火墙的设置", ()),
        near=("聊聊网络安全", "密码要长一点", ()),
        far=("做饭笔记", "今天吃面", ()),
    ) == ["near"]


def test_what_all_have_says_nothing():
    texts = {f"text{number}": ("Notes", f"the word{number}", (7,)) for number in range(60)}
    assert among(**texts) == []


def test_strangers_are_left_out():
    assert among(here=("Tea", "hot", (1,)), there=("Rope", "long", (2,))) == []


def test_one_alone_or_an_empty_one_is_like_nothing():
    assert among(here=("Tea", "hot", (1,))) == []
    assert among(here=("", "", ()), there=("", "", ())) == []


def test_no_more_than_were_asked_for_the_nearest_first():
    texts = {"here": ("a b c d", "", ())}
    texts |= {f"with{count}": (" ".join("abcd"[:count]), f"more{count}", ()) for count in (1, 2, 3, 4)}
    assert among(**texts) == ["with4", "with3", "with2"]
