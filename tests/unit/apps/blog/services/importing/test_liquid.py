"""Liquid's leftovers are filled in, kept or named."""

import pytest

from apps.blog.services.importing.expressions import Scope
from apps.blog.services.importing.liquid import Surroundings, convert
from apps.blog.services.importing.report import Kind

SITE = {"url": "https://old.example/", "baseurl": "/b/", "title": "Old", "nav": {"Home": "x"}}
POSTS = {"2014-01-02-hello": "/blog/posts/hello", "_posts/2014-01-02-hello.md": "/blog/posts/hello"}
AROUND = Surroundings(
    scope=Scope(site=SITE, page={"title": "New", "image": "/i.png"}), find_post=lambda name: POSTS.get(name, "")
)
NOWHERE = Surroundings()


def converted(text, around=AROUND):
    return convert(text, around).text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{% highlight java %}\nint a;\n{% endhighlight %}\nb", "```java\nint a;\n```\nb"),
        ("{%- highlight c++ linenos -%}\n\n  a\n\n{%- endhighlight -%}", "```c++ linenos\n  a\n```\n"),
        ("{% highlight %}\na\n{% endhighlight %}", "```\na\n```\n"),
        ("{% highlight md %}\n```\na\n```\n{% endhighlight %}", "````md\n```\na\n```\n````\n"),
        ("{% highlight xml %}\n<a>\n  <b>\n{% endhighlight %}", "```xml\n<a>\n  <b>\n```\n"),
        ("1. a\n\n    {% highlight sh %}\n    ls\n    {% endhighlight %}\n", "1. a\n\n    ```sh\n    ls\n    ```\n"),
        ("> {% highlight sh %}\n> ls\n> {% endhighlight %}\n", "> ```sh\n> ls\n> ```\n"),
        ("text {% highlight sh %}ls{% endhighlight %} more", "text \n```sh\nls\n```\nmore"),
        ("<div>\n{% highlight sh %}\nls\n{% endhighlight %}\n</div>", "<div>\n\n```sh\nls\n```\n</div>"),
        ("a\n\n    {% highlight sh %}\n    ls\n    {% endhighlight %}\n", "a\n\n```sh\n    ls\n```\n"),
        ("{% highlight html %}\n{% raw %}\n{{ a }}{% endraw %}\n{% endhighlight %}", "```html\n{{ a }}\n```\n"),
    ],
)
def test_highlighted_code_is_fenced(text, result):
    assert converted(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{% raw %}{{ a }} {% b %}{% endraw %} c", "{{ a }} {% b %} c"),
        ("`{% raw %}{{{% endraw %} }}`", "`{{ }}`"),
        ("```\nA={% raw %}{{{% endraw %} b }}\n```", "```\nA={{ b }}\n```"),
        ("```\n{% raw %}\n{{ a }}\n{% endraw %}\n```", "```\n{{ a }}\n```"),
        ("{% raw %}\n```\n{% if a %}\n```\n{% endraw %}\nb", "\n```\n{% if a %}\n```\n\nb"),
        ("{% raw %}`{{ site.url }}`{% endraw %}, {{ site.url }}", "`{{ site.url }}`, https://old.example"),
    ],
)
def test_what_liquid_was_not_to_read_is_kept(text, result):
    assert converted(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "```\n{{ site.url }} {% include a %}\n```",
        "say `{{ site.url }}` and `{% include a %}`",
        "a\n\n    {{ page.title }}\n",
        "<code>{{ page.title }}</code>",
        "```liquid\n{% highlight a %}\n{% endhighlight %}\n```",
        "`{% raw %}` and `{% endraw %}`",
        "`{% raw %}` alone",
        "a {{ b",
        "a {% b",
        "braces {{ open here\n\nand close there }}",
        "{%!s(bool=false)}",
        "```\n{% comment %}\n```\n\n```\n{% endcomment %}\n```",
    ],
)
def test_code_and_words_stay(text):
    assert converted(text) == text
    assert not convert(text, AROUND).notices


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ site.url }}/a", "https://old.example/a"),
        ("{{site.baseurl}}/a", "/b/a"),
        ("{{ site.title }} {{site.nav.Home}} {{ page.title }} {{ image }}", "Old x New /i.png"),
        ('[a]({{ "/a" | relative_url }})', "[a](/b/a)"),
        ("[a]({{ '/a' | absolute_url }})", "[a](/b/a)"),
        ('<img src="{{ "/a.png" | url }}">', '<img src="/b/a.png">'),
        ('{{ "/a" | prepend: site.baseurl | prepend: site.url }}', "https://old.example/b/a"),
        ('{{ "a" | append: ".png" | url }}', "/b/a.png"),
        ('{{ "https://x.example/|y" | url }}', "https://x.example/|y"),
        ("{{ page.image | escape }}", "/i.png"),
        ("{{ }}", ""),
    ],
)
def test_values_are_filled_in(text, result):
    assert converted(text) == result
    assert not convert(text, AROUND).notices


def test_without_a_configuration_addresses_are_paths():
    assert converted('{{ site.url }}{{ site.baseurl }}/a {{ "/b" | url }}', NOWHERE) == "/a /b"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("[a]({% post_url 2014-01-02-hello %})", "[a](/blog/posts/hello)"),
        ("[a]({{ site.baseurl }}{% post_url 2014-01-02-hello %})", "[a](/blog/posts/hello)"),
        ("[a]({{site.url}}{{site.baseurl}}{% link _posts/2014-01-02-hello.md %})", "[a](/blog/posts/hello)"),
        ("{{ site.url }} [a]({% post_url 2014-01-02-hello %})", "https://old.example [a](/blog/posts/hello)"),
        ("[a]({% link files/a.pdf %})", "[a](/b/files/a.pdf)"),
    ],
)
def test_links_lead_to_the_posts_here(text, result):
    assert converted(text) == result


def test_a_link_to_no_post_is_named():
    result = convert("a\n[b]({% post_url 2014-01-01-gone %})", AROUND, first_line=4)
    assert result.text == "a\n[b]()"
    assert [(notice.kind, notice.line) for notice in result.notices] == [(Kind.LINK, 5)]


@pytest.mark.parametrize(
    ("text", "result", "kind"),
    [
        ("a\n\n{% include a.html b=c %}\n\nd", "a\n\n\n\nd", Kind.TAG),
        ("  {% assign a = 1 %}\nb", "\nb", Kind.TAG),
        ("<div>\n{% include a %}\n</div>", "<div>\n</div>", Kind.TAG),
        ("{% highlight java %} without an end", " without an end", Kind.TAG),
        ("{{ unknown }}a", "a", Kind.VARIABLE),
        ('{{ "ada" | team_link }}', "ada", Kind.FILTER),
        ('{{ "ada" | team_photo }}a', "a", Kind.FILTER),
        ('{{ "https://x.example/1" | embed: "A [talk]" }}', "[A \\[talk\\]](<https://x.example/1>)", Kind.FILTER),
        (
            '<p>{{ "https://x.example/1" | embed: "A talk" }}</p>',
            '<p><a href="https://x.example/1">A talk</a></p>',
            Kind.FILTER,
        ),
        (
            "{% youtube dQw4 %}",
            "[https://www.youtube.com/watch?v=dQw4](<https://www.youtube.com/watch?v=dQw4>)",
            Kind.EMBED,
        ),
    ],
)
def test_what_is_lost_is_named(text, result, kind):
    found = convert(text, AROUND, first_line=1)
    assert found.text == result
    assert [(notice.kind, notice.line) for notice in found.notices] == [(kind, text[: text.index("{")].count("\n") + 1)]


def test_the_branches_of_a_condition_stay():
    assert converted("{% if a %}b{% else %}c{% endif %}") == "bc"
    assert len(convert("{% if a %}b{% else %}c{% endif %}", AROUND).notices) == 3


def test_comments_go_without_a_word():
    found = convert("a{% comment %}{{ b }} {% c %}{% endcomment %}d", AROUND)
    assert (found.text, found.notices) == ("ad", ())


def test_unknown_names_stay_in_a_text_that_may_never_have_seen_liquid():
    found = convert("Dear {{ name }},", Surroundings(keeps_unknown=True))
    assert found.text == "Dear {{ name }},"
    assert [notice.kind for notice in found.notices] == [Kind.VARIABLE]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{% image "a/b.png" "Two [x]" %}', "![Two \\[x\\]](/b/a/b.png)"),
        ('{% image_with_class "/a b.png" "wide" "" %}', "![](</a b.png>)"),
        ('[{% image "a.png" "x" %}](https://x.example)', "[![x](/b/a.png)](https://x.example)"),
        ('<figure>{% image "a.png" "x" %}</figure>', '<figure><img src="/b/a.png" alt="x"></figure>'),
        (
            '{% include "figure.html",\n  image: "/a.png",\n  alt: "x",\n  caption: "y & z" %}',
            '<figure><img src="/a.png" alt="x"><figcaption>y &amp; z</figcaption></figure>',
        ),
        ('{% include image.html src="{{ site.baseurl }}/a.png" alt="x" %}', "![x](/b/a.png)"),
        ('* {% include figure src="/a.png" caption="y" %}', "* ![y](/a.png)\n\n*y*"),
    ],
)
def test_pictures_become_pictures(text, result):
    assert converted(text) == result
    assert not convert(text, AROUND).notices


def test_a_file_with_very_many_leftovers_is_named_often_enough():
    assert len(convert("{% x %}\n" * 1000, AROUND).notices) == 200


@pytest.mark.parametrize(
    "flood",
    ["{{" * 100_000, "{% raw %}" * 30_000, "{{a}}" * 50_000, "{%" * 100_000 + "%}", "{{" * 100_000 + "}}"],
)
def test_a_flood_is_read_at_once(flood):
    assert converted(f"{flood} x").endswith(" x")
