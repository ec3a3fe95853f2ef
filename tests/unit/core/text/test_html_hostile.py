"""The cleaner against those who want to run code in a reader's browser."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.text.elements import ALLOWED, DROPPED, UNWRAPPED
from core.text.html import CLASSES, ID_PREFIX, clean_html
from core.text.markdown import render

SCHEMES = {"http", "https", "mailto", "tel"}
ADDRESSES = {"href", "src", "cite", "poster"}
PLAIN_ATTRIBUTES = """
    id lang dir title href hreflang aria-label src controls loop muted preload poster span datetime open data-lang alt
    width height checked disabled value start reversed type colspan rowspan headers scope abbr role tabindex loading
    decoding class rel data-line display displaystyle scriptlevel encoding accent accentunder columnspan rowspan depth
    form largeop linethickness lspace mathvariant maxsize minsize movablelimits rspace stretchy symmetric voffset
"""


class Audit(HTMLParser):
    """Reads HTML as a browser does and notes what could harm."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.faults = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            self.faults.append(tag)
        for name, value in attrs:
            if name not in PLAIN_ATTRIBUTES.split():
                self.faults.append(f"{tag} {name}")
            if name in ADDRESSES and not self.is_harmless(value or ""):
                self.faults.append(f"{tag} {name}={value}")
            if name == "id" and not value.startswith(ID_PREFIX):
                self.faults.append(f"{tag} id={value}")
            if name == "class" and not set(value.split()) <= CLASSES.get(tag, set()):
                self.faults.append(f"{tag} class={value}")

    @staticmethod
    def is_harmless(address):
        # A browser ignores control characters and spaces before a scheme, and tabs and line ends within it.
        scheme = re.match("([a-z][a-z0-9+.-]*):", re.sub("[\x00-\x20]", "", address).lower())
        return scheme is None or scheme[1] in SCHEMES

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl):
        self.faults.append(f"<!{decl}")

    def handle_pi(self, data):
        self.faults.append(f"<?{data}")


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\x0csrc=x></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script/xss src=x></script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<img src="data:image/png;base64,AAAA">',
    '<img srcset="javascript:alert(1) 1x" sizes=1>',
    '<img lowsrc="javascript:alert(1)" dynsrc="javascript:alert(1)">',
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"></svg>',
    '<svg><style><img src="</style><img src=x onerror=alert(1)>">',
    '<svg></p><style><a title="</style><img src onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math><mtext><mglyph><style><math><img src=x onerror=alert(1)>",
    '<math href="javascript:alert(1)">x</math>',
    '<math><mi><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><p title="</textarea><img src=x onerror=alert(1)>">',
    '<title><p title="</title><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<noembed><p title="</noembed><svg/onload=alert(1)>">',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<iframe><textarea></iframe><img src onerror=alert(1)>",
    '<object data="javascript:alert(1)"></object>',
    '<embed src="javascript:alert(1)">',
    "<applet code=x></applet>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="java&Tab;script&colon;alert(1)">x</a>',
    '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    '<a href="&#x6A&#x61&#x76&#x61script:alert(1)">x</a>',
    '<a href="&#0000106avascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="view-source:javascript:alert(1)">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="blob:https://a/b">x</a>',
    '<a href="#" onclick=alert(1)>x</a>',
    '<a href="/x" ping="https://evil.example" target=_top download>x</a>',
    '<a href=x style="position:fixed;inset:0">x</a>',
    '<div style="width: expression(alert(1))">x</div>',
    "<div style=\"background:url('javascript:alert(1)')\">x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style><!--</style><script>alert(1)//--></style>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><p>x",
    '<!DOCTYPE html [<!ENTITY x "y">]><p>x',
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    '<video poster="javascript:alert(1)" src="javascript:alert(1)">',
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    "<isindex type=image src=1 onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    "<p id=cookie name=body>x</p><img name=getElementById><a id=forms name=x href=y>z</a>",
    '<p class="site-header admin">x</p>',
    "<x onclick=alert(1) tabindex=1 id=x>x</x>",
    "<custom-element is=x>x</custom-element>",
    "<p/onmouseover=alert(1)>x</p>",
    "<p \x00onclick=alert(1)>x</p>",
    "<\x00script>alert(1)</\x00script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\ud800<script>alert(1)</script>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>',
    '<math><semantics><annotation encoding="text/html"><svg onload=alert(1)>',
    '<math><mi xlink:href="javascript:alert(1)" onclick=alert(1) style=x mathcolor=red>x</mi></math>',
    "<math><mtext></math><img src=x onerror=alert(1)>",
    '<math><maction actiontype="toggle" xlink:href="javascript:alert(1)">x</maction></math>',
    "<math><mi><p><mi></p></math><img src onerror=alert(1)>",
    '<code class="math">\\text{</code><script>alert(1)</script>',
    '<pre><code class="language-math">&lt;/annotation>&lt;img src onerror=alert(1)></code></pre>',
    '<iframe src="https://youtu.be/aaaaaaa" title="&quot;><script>alert(1)</script>"></iframe>',
    '<iframe src="https://a.example/&quot; onclick=&quot;alert(1)"></iframe>',
    '<a class="anchor" href="javascript:alert(1)">x</a>',
    '<span class="line" data-line="x" onclick=alert(1)>x</span>',
]

MARKDOWN_PAYLOADS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\nscript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x](y "><script>alert(1)</script>")',
    '![x" onerror="alert(1)](y)',
    '[x](y "title\\" onmouseover=alert(1)")',
    '[x](http://a.com/"onmouseover=alert(1))',
    'http://a.com/"onmouseover=alert(1)',
    '```"><script>alert(1)</script>\nx\n```',
    "``` x onload=alert(1)\ny\n```",
    "`<script>alert(1)</script>`",
    "# <img src=x onerror=alert(1)>",
    '# " onclick=alert(1) x="',
    "> [!NOTE] <script>alert(1)</script>",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "| <svg onload=alert(1)> |\n|---|\n| x |",
    "- [ ] <script>alert(1)</script>",
    "**<img src=x onerror=alert(1)>**",
    "<div\n>\n\n*x*\n\n<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "<title>\n\n<img src=x onerror=alert(1)>",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$$</annotation></semantics></math><script>alert(1)</script>$$",
    "```math\n</math><img src=x onerror=alert(1)>\n```",
    "![a](b){onclick=alert(1) style=x .evil #id}",
    "## x {#y .z onclick=alert(1)}",
    "```{.python onclick=alert(1) .numberLines startFrom=1}\nx\n```",
    '![a](b "<script>alert(1)</script>")',
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_harmful_is_left_of_html(payload):
    assert Audit(clean_html(payload)).faults == []
    assert Audit(render(payload, "html")).faults == []


@pytest.mark.parametrize("payload", PAYLOADS + MARKDOWN_PAYLOADS)
def test_nothing_harmful_is_left_of_markdown(payload):
    rendered = render(payload, "markdown")
    assert Audit(rendered).faults == []
    assert clean_html(rendered) == rendered


@pytest.mark.parametrize(
    "markup",
    [
        "<script>",
        "<p onclick=x>",
        "<p style=x>",
        '<a href="java\nscript:x">',
        '<img src="data:image/png;base64,AA">',
        "<p id=x>",
        "<p class=x>",
        "<!--x-->",
        "<!DOCTYPE html>",
        "<?x?>",
    ],
)
def test_the_audit_of_these_tests_sees_what_is_harmful(markup):
    assert Audit(markup).faults


PIECES = st.one_of(
    st.sampled_from(sorted(ALLOWED | DROPPED | UNWRAPPED | {"mglyph", "foreignobject", "x-y"})).flatmap(
        lambda tag: st.sampled_from(
            [f"<{tag}>", f"</{tag}>", f'<{tag} class="code k x" id=a title="<b>`">', f"<{tag}/>"]
        )
    ),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "<", ">", '"', "'", "&lt;", "&nbsp;", "&#0;", "\n", " ", "\x00"]
    ),
    st.sampled_from(PAYLOADS),
    st.text(max_size=5),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_cleaning_twice_changes_nothing(markup):
    cleaned = clean_html(markup)
    assert clean_html(cleaned) == cleaned
    assert Audit(cleaned).faults == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            PIECES,
            st.sampled_from(
                [*MARKDOWN_PAYLOADS, "\n\n", "> ", "- ", "**", "`", "|", "$", "$$", "{: ", "}", "![", "](x)"]
            ),
        ),
        max_size=12,
    )
)
def test_what_is_rendered_is_clean(pieces):
    rendered = render("".join(pieces), "markdown")
    assert clean_html(rendered) == rendered
    assert Audit(rendered).faults == []
