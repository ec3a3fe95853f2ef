"""Long texts for samples: six hundred words without a picture, and everything that a text may hold."""

from tests.support.sample_pictures import SIZES

_PARAGRAPHS = """\
The ferry leaves at six, before the fog has made up its mind. On the pier somebody sells coffee from a bicycle, \
and everybody who buys one tells her where they are going, although nobody has asked. I have taken this boat for \
eleven years and still look at the board first, as if the island might have moved over night.

What stays with me from these crossings is not the view. It is the sound of the engine in the benches, which \
changes when the water gets deep, and the captain's habit of naming every buoy aloud. He says that a thing you \
have named will not surprise you. My grandmother said the same of weeds.

On the other side there is one shop, one school and a library of four shelves. The shelves are not sorted by \
author or by subject but by who brought the book, so that looking for something means asking after people. It \
takes longer, and you come home with news.
"""


def _size(name):
    width, height = SIZES[name]
    return f"{{width={width} height={height}}}"


#: 600 words and a few, without a picture.
SIX_HUNDRED_WORDS = "\n\n".join(f"## {heading}\n\n{_PARAGRAPHS}" for heading in ("Out", "Across", "There", "Back"))

EVERYTHING = f"""\
A first paragraph with *emphasis*, **weight**, `code`, a [link](https://example.org/) and a note.[^1] Then 中文夹在\
里面，还有“引号”和 *着重*。

## A picture

![A shore at dusk, the sun low over the water](/static/samples/shore.jpg "The shore in March, before the rain.")\
{_size("shore.jpg")}

![A green leaf](/static/samples/leaf.png){_size("leaf.png")}

## A formula

The height follows $h(t) = m + s \\cos(2\\pi t / P)$, and in the open:

$$\\int_0^P h(t)\\,dt = mP, \\qquad \\sum_{{k=1}}^{{n}} \\frac{{1}}{{k^2}} < \\frac{{\\pi^2}}{{6}}$$

### Code with numbers

```python {{.numberLines}}
PERIOD = 12 + 25 / 60  # hours


def height(hours: float, mean: float = 2.3) -> float:
    return mean + swing(hours, PERIOD, "a line that is longer than the column is wide, and scrolls by itself")
```

## Boxes and lists

> [!NOTE]
> Five kinds of boxes; each has its word.

> [!WARNING]
> The tide comes back faster than you walk.

1. First
2. Second
   - with a part
- [x] done
- [ ] to do

Ebb
: The water goes out.

Flood
: It comes in.

| Day | High | Low |
| --- | ---: | ---: |
| 11 March | 4.1 m | 0.6 m |
| 12 March | 4.4 m | 0.4 m |

> A sentence that somebody else wrote, long enough to need a second line on most screens that people have.

---

The end.

[^1]: Notes are small, and lead back.
"""
