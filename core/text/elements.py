"""The elements of HTML, sorted by what becomes of each in an article."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: MathML Core, what browsers draw of formulas, and the annotation that keeps a formula's TeX.
MATHEMATICS = _names("""
    annotation math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle
    msub msubsup msup mtable mtd mtext mtr munder munderover semantics
""")

#: Elements that an article may hold.
ALLOWED = MATHEMATICS | _names("""
    a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl
    dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd li mark ol p pre q rp rt ruby s samp
    section small source span strong sub summary sup table tbody td tfoot th thead time tr u ul var video wbr
""")

#: Elements that go with all they contain.
DROPPED = _names("""
    annotation-xml canvas iframe noembed noframes noscript object plaintext script select style svg template textarea
    title xmp
""")

#: Elements that go but leave their content behind, as do all that nobody knows.
UNWRAPPED = _names("""
    acronym applet base basefont big blink body button center data datalist dialog dir embed fieldset font form
    frame frameset head hgroup html keygen label legend link main map marquee menu menuitem meta meter nav
    nobr optgroup option output param picture portal progress rb rtc search slot spacer strike track tt
""")

#: Elements a parser opens again in each following block while they are not closed.
REOPENED = _names("b big code em font i s small strike strong tt u")

#: Elements that end where the next of their kind begins, or at once: left open they don't nest.
SELF_ENDING = _names("""
    a area base br col colgroup dd dt embed hr img input li link meta mprescripts mspace nobr option p param rp rt
    source tbody td tfoot th thead tr track wbr
""")
