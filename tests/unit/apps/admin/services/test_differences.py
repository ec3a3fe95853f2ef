"""What differs between two texts, for the eyes of who has to decide."""

from hypothesis import given, strategies as st

from apps.admin.services.differences import FEW, LINES, WORDS, WORDS_IN_ALL, Difference, Piece, compare

TEXTS = st.text(alphabet=st.sampled_from("ab 。，字\n\r\t"), max_size=60)


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def shown(saved, typed):
    return [(marked(each.saved), marked(each.typed)) for each in compare(saved, typed)]


def test_equal_texts_differ_in_nothing():
    assert compare("a\nb", "a\nb") == []
    assert compare("", "") == []


def test_only_the_passages_that_differ_are_returned_with_their_words_marked():
    assert shown("same\nthe old end\nsame", "same\nthe new end\nsame") == [("the [old] end", "the [new] end")]


def test_a_han_character_is_a_word():
    assert shown("网络安全很重要", "网络安全不重要") == [("网络安全[很]重要", "网络安全[不]重要")]


def test_what_only_one_has_stands_against_nothing():
    assert compare("a", "a\nb") == [Difference((), (Piece("b", is_changed=True),))]
    assert compare("a\nb", "a") == [Difference((Piece("b", is_changed=True),), ())]


def test_a_long_passage_is_marked_as_a_whole():
    long = "w " * WORDS
    (difference,) = compare(long, "short")
    assert difference == Difference((Piece(long, is_changed=True),), (Piece("short", is_changed=True),))


def test_words_beyond_a_number_are_marked_in_whole_passages():
    passages = WORDS_IN_ALL // 100 + 1
    saved, typed = ("\n".join(f"keep{i}\n" + f"{word} " * 49 + "end." for i in range(passages)) for word in ("x", "y"))
    *_, before_last, last = compare(saved, typed)
    assert [piece.is_changed for piece in before_last.saved][-1] is False
    assert [piece.is_changed for piece in last.saved] == [True]


def test_in_a_long_passage_what_it_repeats_stands_beside_what_it_says_once():
    repeated = "na " * FEW
    assert shown(f"one {repeated}two three", f"one {repeated}2 three") == [
        (f"one {repeated}[two] three", f"one {repeated}[2] three")
    ]


def test_a_long_passage_of_nothing_but_repetition_differs_as_a_whole():
    # By each of its words it would take more than a minute.
    saved, typed = ("a " * WORDS)[: WORDS - 1], ("b a " * WORDS)[: WORDS - 1]
    assert shown(saved, typed) == [(f"[{saved}]", f"[{typed}]")]


def test_texts_too_long_to_compare_are_not_compared():
    assert compare("a\n" * (LINES + 1), "b") == []


@given(saved=TEXTS, typed=TEXTS)
def test_the_pieces_of_both_sides_are_what_was_written(saved, typed):
    for side, text in (("saved", saved), ("typed", typed)):
        lines = text.splitlines()
        for difference in compare(saved, typed):
            passage = "".join(piece.text for piece in getattr(difference, side))
            assert all(line in lines for line in passage.split("\n") if passage)
