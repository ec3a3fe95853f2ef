"""A site's own CSS loads nothing from elsewhere, however it is written."""

import pytest
from hypothesis import given, strategies

from core.web.own_css import MOST, find_fault

FROM_ELSEWHERE = [
    '@import "a.css";',
    "@IMPORT url(x);",
    "@\\69mport 'x';",
    "/* */@import'x'",
    "a { background: url(https://evil.example/z.png) }",
    "a { background: URL( //evil.example ) }",
    'a { background: u\\72l("//evil.example/x") }',
    "a { background: url('\\68ttps://evil.example') }",
    'a { background: url("ht\\\ntps://evil.example") }',
    "a { background: url(\\2f\\2f evil.example) }",
    'a { background: url("/\\\\evil.example") }',
    'a { background: url(\n"http://evil.example") }',
    'a { background: image-set("https://evil.example" 1x) }',
    'a { background: filter("//evil.example/x", blur(0)) }',
    'a { background: -webkit-image-set(linear-gradient(red, blue) 1x, "//evil.example" 2x) }',
    "a { background: cross-fade(url(http://evil.example), 20%) }",
    "a { b: url(a/*b) } c { d: url(//evil.example) /* }",
    "a { b: 'url(' } c { d: url(//evil.example) }",
    'a { b: "\\"" } c { d: url(//evil.example) }',
    "a { b: 'no end\n} c { d: url(//evil.example) }",
    "@font-face { src: url(https://evil.example/f.woff2) }",
    "a { cursor: url(data:text/html,x) }",
    "a { b: url(data:image/png;base64,AAAA), url(//evil.example) }",
    'a { b: url(x\\)"); c: url(//evil.example/x) }',
    "a { b: url(x\\)'); c: url(//evil.example/x) }",
    "a { b: url(\\\\); c: url(//evil.example/x) }",
    ':root { --x: "//evil.example/x" } a { b: image-set(var(--x) 1x) }',
    "a { b: src(VAR(--x)) }",
    "a { b: -webkit-image-set(v\\61r(--x) 1x) }",
    "a { b: image-set(attr(title) 1x) }",
    'a { b: image-set(env(none, "x") 1x) }',
    '@function --f() { result: "//evil.example/x" } a { b: image-set(--f() 1x) }',
    "a { b: \\75rl(//evil.example) }",
    "a { b: \\000075 rl( '//evil.example' ) }",
    "a { b: u\\52\nl(//evil.example) }",
    "a { b: \\49mage-set('//evil.example' 1x) }",
    "a { b: url(/**/'//evil.example') url('//evil.example'/**/) }",
    "a { b: image-set(/* ) */ '//evil.example' 1x) }",
    "a { b: image-set((('//evil.example'))) }",
    "a { b: url(//evil.example",
    "a { b: url('//evil.example",
    "a { b: image-set('//evil.example",
    "a { b: image-set( } c { d: '//evil.example' }",
    # A line ends with a form feed or a return alone too, and a string with the line.
    "a { b: '\f; c: url(//evil.example) }",
    "a { b: '\r; c: url(//evil.example) }",
    "a { b: url(x y) url(//evil.example) }",
    'a { b: url(x"y) url(//evil.example) }',
    "a { b: url(\\\n) url(//evil.example) }",
    "[( a { b: url(//evil.example) }",
    "<!-- @import '//evil.example'; -->",
    "a { b: url('\x01//evil.example') }",
    "a { b: url(\\1 //evil.example) }",
    "a { --x: url(//evil.example) }",
    "a { b { c: url(//evil.example) } }",
    "@media print { @import 'x'; }",
    "@namespace url(https://evil.example);",
    "a { b: url(htt\\70s://evil.example) }",
    "a { b: url(\\0//evil.example) url(ws://evil.example) }",
]
FINE = [
    "",
    ".entry { color: red; background: url(/media/x.png) }",
    'a { background: url("pictures/x.png") }',
    "a { background: url(data:image/png;base64,AA//==) }",
    "a { background: url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E\") }",
    '[href^="https://example.org"]::after { content: "Note: see //x" }',
    ':not([href*="//"]) { width: calc((1px + 2px) * 3) }',
    "/* see https://example.org url(//x) */ a {}",
    "@media (min-width: 1px) { a::before { content: '\\201C' } }",
    "@supports (display: grid) { :is(a, b) { color: rgb(0 0 0 / .5) } }",
    "}}} ) what ( is this {",
    'a { b: url("x\\)y"); c: url(x\\(y\\)); d: url(x\\) }',
    ":root { --paper: url(/media/x.png) } a { background: var(--paper); color: var(--ink) }",
    "a { b: image-set(linear-gradient(red, blue) 1x, url(/media/x.png) type('image/png') 2x) }",
    # What is no rule and no address to any browser loads nothing.
    "\\@import 'x';",
    "@import\\2c x;",
    "a { b: url(x y //evil.example) }",
    "a { b: url(//evil.example'x) }",
    "a { b: '\\\nurl(//evil.example)' }",
    "a { b: curl(//x) url-prefix(x) '//x' }",
]


@pytest.mark.parametrize("css", FROM_ELSEWHERE)
def test_what_comes_from_elsewhere_is_found(css):
    assert find_fault(css) is not None


@pytest.mark.parametrize("css", FINE)
def test_what_stays_here_is_fine(css):
    assert find_fault(css) is None


def test_an_address_that_is_put_in_later_is_none():
    fault = find_fault("a {}\nb { c: image-set(var(--x) 1x) }")
    assert fault.params == {"line": 2, "function": "var()"}


def test_the_line_is_named():
    fault = find_fault("a {}\n\nb { c: url(//evil.example/x.png) }")
    assert fault.params == {"line": 3, "address": "//evil.example/x.png"}


@given(strategies.text(alphabet="a()\\/*\"'\n@:url{} ", max_size=200))
def test_no_text_is_too_odd(css):
    find_fault(css)


_WORST = [
    "(",
    "\\",
    '"',
    "url(",
    "/*",
    "'\\\n",
    'image("x',
    "url( ",
    "url(\\)",
    "url(\\\\",
    "[{(",
    "a{",
    "\\0 ",
    "@",
    "U+",
]


@pytest.mark.parametrize("part", _WORST)
def test_the_worst_is_read_to_its_end(part):
    find_fault(part * (MOST // len(part)))
