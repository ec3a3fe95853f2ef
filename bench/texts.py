"""CPU seconds and memory of rendering texts of full length, hostile ones and such as people write.

Run: python bench/texts.py [KIND or FILE...]. Without arguments it measures all kinds, each in a process of its own.
"""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apps.blog.services.writing.draft_checks import TEXT_LIMIT
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.rendering import contents_of, render_draft
from core.text.article import without_anchors
from core.text.excerpts import plain_text
from core.text.ids import with_prefix
from core.text.passages import passage
from core.text.search import parse_query, tokens_of

#: CPU seconds after which a kind is given up.
_PATIENCE = 30
SENTENCE = (
    "It was a bright cold day in April, and the clocks were *striking* thirteen; nobody (not even she) looked up. "
)
PROGRAM = "```python\ndef f(x: int) -> str:\n    # why\n    return f'{x + 1}'  # 2\n```\n"
#: Pieces that are repeated; {n} is a number that counts up.
HOSTILE = {
    "short emphases": "*a* **b** " * 40 + "\n\n",
    "emphasis left open": "*a **b " * 40 + "\n\n",
    "underscores and tildes": "_a_ ~~b~~ " * 40 + "\n\n",
    "links": "[a](b) " * 40 + "\n\n",
    "links with titles": '[a](http://e.x/{n} "t") ' * 40 + "\n\n",
    "links in a list": "- [a](b)\n",
    "uses of one long reference": "[a]: /{n}" + "b" * 1000 + "\n\n" + ("[a] " * 400 + "\n\n") * 8,
    "reference links": "[a{n}]\n\n[a{n}]: b\n\n",
    "bare addresses": "http://a.b/{n} " * 40 + "\n\n",
    "pictures": "![a](b)\n",
    "pictures with attributes": "![a](b){{width=10 height=10}}\n\n",
    "figures": '![a](b "c")\n\n',
    "inline code": "`a` " * 40 + "\n\n",
    "formulas": "$x_{n}$ " * 40 + "\n\n",
    "formula blocks": "$$x$$\n\n",
    "prices": "$5 and $ " * 40 + "\n\n",
    "code blocks": "```c\na{n}\n```\n",
    "code blocks of one language each": "~~~{n}\n~~~\n",
    "tokens to colour": "```python\n" + "1+a;'b'#c\n" * 15 + "```\n",
    "tokens of a slow language": "```delphi\n" + ("{" * 30 + "\n") * 600 + "```\n",
    "headings": "# a{n}\n",
    "headings with ids": "# a {{#b{n}}}\n",
    "paragraphs": "a\n\n",
    "table cells": "|a" * 40 + "|\n" + "|-" * 40 + "|\n" + ("|*b*" * 40 + "|\n") * 40 + "\n",
    "table cells left empty": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * 100 + "\n",
    "list items": "- a\n",
    "tasks": "- [ ] a\n",
    "nested lists": "- a\n  - b\n    - c\n      - d\n",
    "quotations": "> > > a\n\n",
    "lines that go on a quotation": "> " * 19 + "a\n" + "b\n" * 20_000,
    "lines of one paragraph": "a\n",
    "spaces in braces": "![a](b){{" + " " * 20_000 + "x\n",
    "spaces in a heading": "# a" + " " * 100_000 + "b\n",
    "letters in one paragraph": "a中",
    "callouts": "> [!NOTE]\n> a\n\n",
    "footnotes": "a[^{n}]\n\n[^{n}]: b\n\n",
    "uses of one footnote": "a[^1] " * 40 + "\n\n",
    "definition lists": "a\n: b\n\n",
    "lines with hard breaks": "a  \n",
    "entities": "&amp;&copy;&#65; " * 40 + "\n\n",
    "escapes": "\\*\\_a" * 40 + "\n\n",
    "raw tags": "<b>a</b> " * 40 + "\n\n",
    "raw blocks": "<div>a</div>\n\n",
    "attributes of raw tags": '<i id="a{n}" title="b" lang="c" dir="ltr" class="d">e</i> ' * 40 + "\n\n",
    "frames": '<iframe src="https://youtu.be/abcdef{n}"></iframe>\n\n',
    "addresses of videos": "https://youtu.be/abcdef{n}\n\n",
    "marks on letters": "e\u0301\u0327 " * 40 + "\n\n",
}
#: The same as HTML.
HTML = {
    "HTML: tags": "<b>a</b>",
    "HTML: empty tags": "<br>",
    "HTML: attributes": '<a href="#b{n}" id="a{n}" title="c" name="d{n}">e</a>',
    "HTML: headings": "<h1>a</h1>",
    "HTML: code blocks": '<pre><code class="language-c">a</code></pre>',
    "HTML: tables": "<table><tr><td>a</table>",
    "HTML: cells": "<td align=left>a",
    "HTML: pictures": "<p><img src=a></p>",
    "HTML: formulas": "<code class=math>x</code>",
    "HTML: mathematics": "<math><mi>x</mi></math>",
    "HTML: entities": "&lt;&amp;",
    "HTML: left open": "<div><p><b>",
    "HTML: comments": "<!-- a -->b",
}


def repeated(unit: str) -> str:
    """Return a piece of text as often as a post has room for."""
    parts, left = [], TEXT_LIMIT
    for number in count(1):
        parts.append(unit.format(n=number) if "{n}" in unit or "{{" in unit else unit)
        left -= len(parts[-1])
        if left <= 0:
            return "".join(parts)[:TEXT_LIMIT]
    raise AssertionError


def novel_in_chinese() -> str:
    """Return 120,000 letters of a few thousand kinds in paragraphs and chapters."""
    chance = random.Random(1)
    sentences = (
        "".join(chr(0x4E00 + int(chance.random() ** 2 * 4000)) for _ in range(23)) + "，。"[n % 2] for n in count()
    )
    chapters = (
        f"## 第{n}章\n\n" + "\n\n".join("".join(next(sentences) for _ in range(6)) for _ in range(20)) for n in count(1)
    )
    return "\n\n".join(next(chapters) for _ in range(44))


def novel_in_english() -> str:
    """Return prose with a word in italics here and there."""
    return repeated("## Chapter\n\n" + (SENTENCE * 7 + "\n\n") * 40)


def manual() -> str:
    """Return a text of everything: prose, code, tables, lists, links, formulas and pictures."""
    table = "| name | value |\n|---|---:|\n" + "| `a` | [b](c) |\n" * 8
    links = 'See [the manual](https://example.org/a "b") and `code`, $x^2$ or **bold**.\n'
    picture = '![A lake](/lake.jpg "Lake Tai"){width=1200 height=800}\n'
    return repeated(
        "\n".join(
            (
                "## Section {n}\n",
                SENTENCE * 5,
                PROGRAM.replace("{", "{{").replace("}", "}}"),
                links,
                table,
                "- one\n- two\n",
                SENTENCE * 4,
                "\n",
                picture.replace("{", "{{").replace("}", "}}"),
            )
        )
    )


def mixed() -> str:
    """Return short Chinese paragraphs with Latin words between."""
    return repeated(
        "用 Python 3.11 写的 `main()` 函数，见 [文档](https://example.org/)。**注意：**这里有一个例子。\n\n" * 3
    )


def much_of_everything() -> str:
    """Return as much of several kinds as is read of each."""
    cells = "|a" * 40 + "|\n" + "|-" * 40 + "|\n" + ("|b" * 40 + "|\n") * 130 + "\n"
    formulas = ("$x_1$ " * 40 + "\n\n") * 115
    code = ("```python\n" + "1+a;'b'#c\n" * 15 + "```\n") * 350
    emphases = ("*a* **b** " * 40 + "\n\n") * 100
    links = ("[a](b) " * 40 + "\n\n") * 150
    addresses = "http://a.b/c\n" * 3_000
    return (formulas + code + emphases + links + addresses + cells * 2)[:TEXT_LIMIT]


def page_of_html() -> str:
    """Return what an editor of HTML leaves behind."""
    return repeated(
        '<p class="x" style="y">'
        + SENTENCE * 3
        + '</p>\n<h2>Title</h2>\n<figure><img src="/a.jpg" alt="b"><figcaption>c</figcaption></figure>\n'
    )


COMPOSED: dict[str, Callable[[], str]] = {
    "a novel in Chinese": novel_in_chinese,
    "a novel in English": novel_in_english,
    "a manual with everything": manual,
    "notes in Chinese and Latin": mixed,
    "HTML: an article": page_of_html,
    "much of everything": much_of_everything,
}
KINDS = (*COMPOSED, *HOSTILE, *HTML)


def text_of(kind: str) -> str:
    """Return the text of a kind, or of a file."""
    if kind in COMPOSED:
        return COMPOSED[kind]()
    unit = (HOSTILE | HTML).get(kind)
    return repeated(unit) if unit else Path(kind).read_text(encoding="utf-8")[:TEXT_LIMIT]


def measure(kind: str) -> str:
    """Return a line of figures: rendering, and what search, feeds and tables of contents make of it."""
    source_format = "html" if kind.startswith("HTML") or kind.endswith((".html", ".htm")) else "markdown"
    # What is made once in a process isn't the text's.
    render_draft(PostDraft(source="# a\n\n```c\nb\n```\n\n$x$ 中", source_format=source_format))
    tokens_of("中é")
    draft = PostDraft(source=text_of(kind), source_format=source_format)
    held, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    html = render_draft(draft).html
    rendered = time.process_time()
    read = plain_text(html)
    tokens_of(read)
    passage(read.split("\n"), [phrase.pattern for phrase in parse_query("a 安全").phrases])
    with_prefix(without_anchors(html), "p-")
    contents_of(html)
    end = time.process_time()
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
    return f"{kind[-40:]:40} {rendered - start:7.2f} {end - rendered:7.2f} {peak:7.0f} {len(html) / 1000:8.0f}"


def main(kinds: list[str]) -> None:
    """Print a line for each kind; several are measured by as many processes, one after the other."""
    if len(kinds) == 1:
        resource.setrlimit(resource.RLIMIT_CPU, (_PATIENCE, _PATIENCE))
        print(measure(kinds[0]))
        return
    print(f"{'':40} {'render':>7} {'rest':>7} {'MB':>7} {'kB HTML':>8}", flush=True)
    for kind in kinds or KINDS:
        if subprocess.run([sys.executable, __file__, kind], check=False).returncode:
            print(f"{kind[-40:]:40} more than {_PATIENCE} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
