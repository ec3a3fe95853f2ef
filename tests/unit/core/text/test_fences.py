"""The words behind a fence, in the ways that other sites write them."""

import re

import pytest

from core.text.fences import Fence, read_fence
from core.text.markdown import render


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("", Fence("", None)),
        ("python", Fence("python", None)),
        ("c++", Fence("c++", None)),
        ("python:main.py", Fence("python", None)),
        ("{r setup}", Fence("r", None)),
        ("js {1,3-5}", Fence("js", None)),
        ('x title="a b"', Fence("x", None)),
        ("python linenos", Fence("python", 1)),
        ("java linenos=false", Fence("java", None)),
        ("go {linenos=table,linenostart=5,hl_lines=[2]}", Fence("go", 5)),
        ('{.python .numberLines startFrom="10"}', Fence("python", 10)),
        ("{#id .haskell .number-lines}", Fence("haskell", 1)),
        ("{linenos}", Fence("", 1)),
        ("ts:line-numbers=2", Fence("ts", 2)),
        ("ts:no-line-numbers", Fence("ts", None)),
        ("js showLineNumbers", Fence("js", 1)),
        ('python linenums="1"', Fence("python", 1)),
        ("js line_number:true first_line:3", Fence("js", 3)),
        ("python linenos=inline", Fence("python", 1)),
    ],
)
def test_language_and_numbers(info, expected):
    assert read_fence(info) == expected


def test_numbered_lines_hold_the_code_and_nothing_else():
    rendered = render('```python {linenos=true linenostart=9}\ndef f():\n    """a\n    b"""\n\n```', "markdown")
    assert re.findall('<span class="line" data-line="(\\d+)">', rendered) == ["9", "10", "11", "12"]
    code = re.search("<code>(.*)</code>", rendered, re.DOTALL)[1]
    assert re.sub("<[^>]*>", "", code) == 'def f():\n    """a\n    b"""\n\n'
    # No colour goes over the end of a line.
    lines = code.split('<span class="line" data-line=')[1:]
    assert [line.count("</span>") - line.count("<span") for line in lines] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "source",
    [
        "```python\na\n```\n{: .line-numbers}",
        '<pre class="line-numbers"><code class="language-python">a\n</code></pre>',
    ],
)
def test_kramdown_and_html_ask_for_numbers_too(source):
    rendered = render(source, "markdown")
    assert '<span class="line" data-line="1">a\n</span>' in rendered
    assert 'data-lang="python"' in rendered
    assert "{:" not in rendered
