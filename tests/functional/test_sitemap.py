"""Tests of what search engines read at the root: the sitemap, valid against its schema, and robots.txt."""

import pytest
import xmlschema
from defusedxml.ElementTree import fromstring

from apps.blog.services.reach import sitemap
from apps.blog.services.reading.translations import TranslationService
from core.site_settings import SiteSettingsService
from tests.factories import make_draft, make_page, make_post, make_user
from tests.support.source import ROOT

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
XHTML = "{http://www.w3.org/1999/xhtml}"
#: What the protocol's own schema leaves to others: pictures and languages, as far as we write them.
PICTURES = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    targetNamespace="http://www.google.com/schemas/sitemap-image/1.1">
  <xs:element name="image"><xs:complexType><xs:sequence>
    <xs:element name="loc"><xs:simpleType><xs:restriction base="xs:anyURI"><xs:pattern value="https?://.+"/>
    </xs:restriction></xs:simpleType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
LANGUAGES = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml">
  <xs:element name="link"><xs:complexType>
    <xs:attribute name="rel" use="required" fixed="alternate"/>
    <xs:attribute name="hreflang" type="xs:language" use="required"/>
    <xs:attribute name="href" type="xs:anyURI" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>"""


@pytest.fixture(scope="module")
def schema():
    """Return the protocol's schema, with what it leaves to others."""
    made = xmlschema.XMLSchema(str(ROOT / "node_modules/sitemap/schema/sitemap.xsd"), build=False)
    made.add_schema(PICTURES)
    made.add_schema(LANGUAGES)
    made.build()
    return made


@pytest.fixture
def ada(write):
    with write() as db:
        return make_user(db, "ada")


def locations(document):
    return [url.findtext(f"{MAP}loc") for url in document]


def test_it_lists_all_that_readers_find_with_dates(client, site, write, ada, clock):
    with write() as db:
        make_post(db, author=ada, title="中文", tags=("Go",), categories=("Work",))
        make_page(db, author=ada, title="About")
        make_draft(db, author=ada, title="Draft", tags=("Secret",))
    answer = client.get("/sitemap.xml")
    found = [(url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) for url in fromstring(answer.body)]
    base, day = f"{site.settings.site_url}/blog", clock().isoformat(timespec="seconds")
    assert answer.content_type == "application/xml"
    assert found == [
        (f"{base}/", day),
        (f"{base}/posts/%E4%B8%AD%E6%96%87", day),
        (f"{base}/pages/about", day),
        (f"{base}/categories/work", None),
        (f"{base}/tags/go", None),
        (f"{base}/authors/ada", None),
    ]


def test_every_address_in_it_answers_and_is_the_one_its_page_names(client, site, write, ada):
    with write() as db:
        make_post(db, author=ada, title="One & <two>", tags=("C#",), categories=("Ä/ö",))
        make_page(db, author=ada, title="About")
    for address in locations(fromstring(client.get("/sitemap.xml").body)):
        page = client.get(address.removeprefix(site.settings.site_url), status=200)
        assert page.html.find("link", rel="canonical")["href"] == address


def test_the_page_in_the_home_pages_place_is_named_once(client, site, write, ada):
    with write() as db:
        make_page(db, author=ada, title="Welcome")
        SiteSettingsService(db).update({"home_page": "welcome"})
    assert f"{site.settings.site_url}/blog/pages/welcome" not in client.get("/sitemap.xml")


def test_pictures_and_languages_are_valid_against_the_schema(client, site, schema, write, ada):
    source = "![a](</a b.png?x=1&y=中>) ![b](//pictures.example/b.jpg) ![c](data:image/png;base64,AAAA) ![d](http://[)"
    with write() as db:
        english = make_post(db, author=ada, title="Tide", source=source)
        english.cover_url = "https://pictures.example/c.jpg?a&b"
        TranslationService(db).pair(english, make_post(db, author=ada, title="潮汐", language="zh-Hans"))
    document = fromstring(client.get("/sitemap.xml").body)
    schema.validate(client.get("/sitemap.xml").text)
    base = site.settings.site_url
    assert [picture.text for picture in document[1].iter(f"{IMAGE}loc")] == [
        "https://pictures.example/c.jpg?a&b",
        f"{base}/a%20b.png?x=1&y=%E4%B8%AD",
        "http://pictures.example/b.jpg",
    ]
    expected = {("en", f"{base}/blog/posts/tide"), ("zh-Hans", f"{base}/blog/posts/%E6%BD%AE%E6%B1%90")}
    for url in document[1:3]:
        assert {(link.get("hreflang"), link.get("href")) for link in url.iter(f"{XHTML}link")} == expected


def test_an_empty_site_has_a_valid_one(client, schema):
    schema.validate(client.get("/sitemap.xml").text)


def test_a_large_one_comes_in_parts(client, schema, write, ada, monkeypatch):
    monkeypatch.setattr(sitemap, "PART_SIZE", 3)
    with write() as db:
        for number in range(4):
            make_post(db, author=ada, title=f"p{number}")
    index = fromstring(client.get("/sitemap.xml").body)
    assert index.tag == f"{MAP}sitemapindex"
    parts = [client.get(part.findtext(f"{MAP}loc").partition("8000")[2]) for part in index]
    for part in parts:
        schema.validate(part.text)
    ends = [[place.rpartition("/")[2] for place in locations(fromstring(part.body))] for part in parts]
    assert ends == [["", "p0", "p1"], ["p2", "p3", "ada"]]
    client.get("/sitemap.xml?page=3", status=404)


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "1e9"])
@pytest.mark.engine("sqlite")
def test_a_part_there_is_not_is_not_found(client, page):
    client.get(f"/sitemap.xml?page={page}", status=404)


@pytest.mark.engine("sqlite")
def test_robots_are_told_what_is_not_for_them_and_where_the_sitemap_is(client, site):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /auth/", "Disallow: /blog/search"} < set(lines)
    assert lines[-1] == f"Sitemap: {site.settings.site_url}/sitemap.xml"
