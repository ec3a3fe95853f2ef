"""What machines read about a text: its picture, and of a post its description as linked data (schema.org)."""

from dataclasses import dataclass
from typing import Any, Final

from apps.blog.services.reach.covers import COVER_SIZE, cover_tag
from apps.blog.views.addresses import FullAddresses
from apps.blog.views.pictures import Picture, own_cover
from core.web.request import AnonymousRequest

#: Characters of a headline that search engines show.
_HEADLINE: Final = 110


@dataclass(frozen=True, slots=True)
class PostHead:
    """What stands in the head of a post's page."""

    picture: Picture
    linked_data: dict[str, Any]
    #: Addresses of the authors' pages.
    authors: tuple[str, ...]


def post_head(request: AnonymousRequest, post: Any) -> PostHead:
    """Return what machines are told about a post that everybody may read."""
    addresses = FullAddresses(request)
    picture = own_cover(request, post) or _drawn_cover(request, addresses, post)
    authors = tuple(addresses.author(author) for author in post.authors)
    return PostHead(picture, _blog_posting(request, addresses, post, picture), authors)


def _drawn_cover(request: AnonymousRequest, addresses: FullAddresses, post: Any) -> Picture:
    tag = cover_tag(post.heading, post.language, request.settings)
    return Picture(addresses.of("blog.cover", slug=post.slug, v=tag), *COVER_SIZE, post.heading)


def _blog_posting(request: AnonymousRequest, addresses: FullAddresses, post: Any, picture: Picture) -> dict[str, Any]:
    site, url, home = request.settings, addresses.post(post), addresses.of("blog.home")
    said = {
        "description": post.summary or post.excerpt,
        "image": _image(picture),
        "author": [_person(addresses, each) for each in post.authors],
        "keywords": [tag.name for tag in post.tags],
        "articleSection": [category.name for category in post.categories],
        "license": site.licence_url,
    }
    return {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": post.heading[:_HEADLINE],
        "inLanguage": post.language,
        "datePublished": request.locale.iso(post.published_at),
        "dateModified": request.locale.iso(max(post.published_at, post.corrected_at or post.published_at)),
        "wordCount": post.word_count,
        "isPartOf": {"@type": "Blog", "@id": home, "name": site.title},
        "publisher": {"@type": "Organization", "name": site.title, "url": home, **_logo(request, addresses)},
        **{name: value for name, value in said.items() if value},
    }


def _person(addresses: FullAddresses, author: Any) -> dict[str, Any]:
    portrait = addresses.portrait(author)
    known = {"@type": "Person", "name": author.display_name, "url": addresses.author(author)}
    return {**known, "image": portrait} if portrait else known


def _image(picture: Picture) -> dict[str, Any]:
    size = {"width": picture.width, "height": picture.height} if picture.width and picture.height else {}
    return {"@type": "ImageObject", "url": picture.url, **size}


def _logo(request: AnonymousRequest, addresses: FullAddresses) -> dict[str, Any]:
    logo = request.settings.logo or request.settings.icon
    if logo is None:
        return {}
    url = addresses.full(request.site.media.url(logo.name))
    return {"logo": {"@type": "ImageObject", "url": url, "width": logo.width, "height": logo.height}}
