"""All spellings of an old address have one key, and no two addresses the same."""

import importlib.util

import pytest

from apps.blog.services.reach.old_addresses import OldAddressService, address_key
from tests.factories import make_draft, make_page, make_post
from tests.support.source import ROOT

SPELLINGS = (
    "/2012/03/foo.html",
    "/2012/03/foo",
    "/2012/03/foo/",
    "/2012/03/foo//",
    "/2012/03/FOO.HTM",
    "/2012/03/foo/index.html",
    "/2012/03/foo/index.php",
    "/2012/03/%66oo/",
    "/2012/03/ｆoo",
)
OTHERS = ("/2012/03/foo-2", "/2012/3/foo", "/foo", "/2012/03/foo.txt", "/2012/03/foo.html.html")


def test_all_spellings_have_one_key_and_other_addresses_have_others():
    assert len({address_key(each) for each in SPELLINGS}) == 1
    assert len({address_key(each) for each in (SPELLINGS[0], *OTHERS)}) == 1 + len(OTHERS)


@pytest.mark.parametrize("address", ["", "/", "//", "/index.html"])
def test_the_root_is_nobodys_old_address(address):
    assert address_key(address) == ""


@pytest.mark.parametrize("address", ["/" + "x" * 100_000, "/\ud800", "/%ff%fe", "/" + "\u0315" * 8000, "/%" * 4000])
def test_whatever_is_asked_for_has_a_key(address):
    assert len(address_key(address)) == 64


def test_the_migration_wrote_the_same_keys():
    path = ROOT / "migrations/versions/0008_old_address_keys.py"
    spec = importlib.util.spec_from_file_location("old_address_keys", path)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    for address in ("", "/", "/b/%E4%BD%A0%E5%A5%BD/", *SPELLINGS, *OTHERS):
        assert migration._key(address) == address_key(address)


def test_texts_are_found_by_present_and_former_slugs_of_their_own_kind(db, ada):
    post = make_post(db, author=ada, title="One")
    make_page(db, author=ada, title="About")
    make_draft(db, author=ada, title="Draft")
    old = OldAddressService(db)
    assert (old.find_text("post", "ONE"), old.find_text("page", "about")) == ("one", "about")
    for kind, slug in (("page", "one"), ("post", "about"), ("post", "draft"), ("tag", "one")):
        assert old.find_text(kind, slug) is None
    assert post.slug == "one"
    assert old.find_imported("/") is None
