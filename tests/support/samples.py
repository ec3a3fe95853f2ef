"""Texts as people really post them, in English and Chinese, short and unwieldy; for looking at pages."""

from apps.blog.services.writing.publishing import PostDraft
from tests.support.sample_pictures import SIZES
from tests.support.sample_texts import EVERYTHING, SIX_HUNDRED_WORDS


def _cover(name: str, alt: str) -> dict[str, object]:
    width, height = SIZES[name]
    return {"cover_url": f"/static/samples/{name}", "cover_alt": alt, "cover_width": width, "cover_height": height}


_TIDES_ZH = """\
住在海边的人，出门前先看潮汐表。我小时候不懂那些数字，外婆就用粉笔在门板上画\
一条波浪线：高的地方写“**别去**”，低的地方写“*快去*”。

## 读懂一张表

潮汐大约每 12 小时 25 分钟来一回，所以每天的高潮都比前一天晚五十分钟左右。表上的一行大致是这样：

| 日期 | 高潮 | 潮高 | 低潮 |
| ---- | ---- | ---: | ---- |
| 3月11日 | 05:12 | 4.1 米 | 11:20 |
| 3月12日 | 05:58 | 4.4 米 | 12:07 |
| 3月13日 | 06:43 | 4.6 米 | 12:52 |

> [!TIP]
> 低潮前后各一个小时，最适合带孩子去捡贝壳。

## 写成程序

有了规律，`cos` 就够用了。下面这一段不到十行，误差在二十厘米以内：

```python
from math import cos, pi

PERIOD = 12 + 25 / 60  # 小时


def height(hours: float, mean: float = 2.3, swing: float = 2.1) -> float:
    \"\"\"返回某一时刻的潮高，单位是米。\"\"\"
    return mean + swing * cos(2 * pi * hours / PERIOD)
```

## 剩下的交给海

风和气压会让水位再差上一截。[^1]程序算得再准，下海之前还是要抬头看一眼天。

[^1]: 气压每低一百帕，海面大约高出一厘米。
"""

_POWER_EN = """\
The lights went out at ten past four, and with them the little computer behind the bookshelf that serves these pages. \
Forty minutes later the power was back, and so was everything I had written. That was no accident.

## What the disk promises

A database that says “saved” has to mean it. Mine writes each change to a log first, asks the disk to keep it, and \
only then answers. Pulling the plug in between costs the sentence I was typing, and never the ones before it.

## What I changed anyway

- The copy on the other disk is made every night, not every week.
- A restore is rehearsed on the first Sunday of the month.
- The battery I had been putting off came to less than a dinner.

> The only backup that exists is the one you have restored.

```sh
sqlite3 blog.db ".backup 'copies/blog-$(date +%F).db'"
```
"""

_SERVER_ZH = """\
十年前我把文章交给一个平台，图的是省事。后来它改了三次版，关了评论，又在每一段中间塞进广告。\
上个月我终于把四百多篇文章搬回了自己的机器，花了一个下午，连图片的地址都没有变。

搬家那天最费时间的不是程序，是重读旧文。
"""

_SLOW_EN = """\
Every spring I choose one book and read ten pages of it a day, no more. This year it is a history of lighthouses. \
Ten pages leave room for looking things up, for writing in the margin, and for putting the book down \
while it is still good.
"""

_RADIO_ZH = """\
外婆的收音机只能收到三个台，她却总能从里面听出整个世界。修好它用了两只电容、一段焊锡和一个下雨的周末。
"""

_MAP_EN = """\
I drew a map of our street with nothing on it but the trees. The neighbours found their houses at once.
"""

#: What a new reader sees first, newest first.
SHOWN = (
    PostDraft(
        title="潮汐表、纸船和一段 Python",
        slug="tide-tables",
        source=_TIDES_ZH,
        summary="想知道今天能不能下海，先得读懂一张表；读懂之后，八行代码就能替你算。",
        tags=("海边", "Python"),
        categories=("随笔",),
        language="zh-Hans",
        pinned=True,
        **_cover("shore.jpg", "傍晚的海岸，太阳低低地照着水面"),
    ),
    PostDraft(
        title="What a power cut taught me about keeping things",
        slug="power-cut",
        source=_POWER_EN,
        tags=("Databases", "Backups"),
        categories=("Workshop",),
        language="en",
        series="Keeping things",
        series_part=1,
    ),
    PostDraft(
        title="把博客搬回自己的服务器",
        slug="moving-home",
        source=_SERVER_ZH,
        tags=("建站",),
        categories=("随笔",),
        language="zh-Hans",
    ),
    PostDraft(
        title="Ten pages a day",
        slug="ten-pages",
        source=_SLOW_EN,
        tags=("Books", "Backups"),
        language="en",
        series="Keeping things",
        series_part=2,
        **_cover("room.jpg", "A shelf beside a window"),
    ),
    PostDraft(title="给外婆修收音机", slug="radio", source=_RADIO_ZH, tags=("手工",), language="zh-Hans"),
    PostDraft(title="A street of trees", slug="trees", source=_MAP_EN, tags=("Maps", "Drawing"), language="en"),
)

_LONG_WORD = "https://example.org/" + "a-path-that-nobody-can-break/" * 8 + "?" + "key=value&" * 12

#: What finds out whether a page holds together, by slug.
UNWIELDY = {
    "table": PostDraft(
        title="Forty rows",
        source="| Day | High | Low | Wind | Pressure | Remarks |\n| --- | ---: | ---: | --- | --- | --- |\n"
        + "".join(f"| {day} | 4.{day} m | 0.{day} m | south-west | 10{day:02} hPa | a remark |\n" for day in range(40)),
    ),
    "wide-code": PostDraft(title="A long line", source="```python\nnames = [" + '"tide", ' * 24 + "]\n```\n"),
    "long-title": PostDraft(
        title="A title of a hundred and twenty characters, which nobody should write, and which somebody therefore "
        "will write sooner or",
        source="Short.",
    ),
    "one-word-title": PostDraft(title="Pneumonoultramicroscopicsilicovolcanoconiosis" * 2, source="Short."),
    "untitled": PostDraft(title="", slug="untitled", source="A remark that needs no title."),
    "long-address": PostDraft(title="A long address", source=f"See {_LONG_WORD} and [that](https://example.org/)."),
    "lost-picture": PostDraft(title="A lost picture", source="![A cat on a fence](/no-such-picture.jpg)\n\nShort."),
    "chinese-table": PostDraft(
        title="一张很宽的表",
        language="zh-Hans",
        source="| 名称 | 说明 | 产地 | 用途 | 备注 | 价格 |\n| --- | --- | --- | --- | --- | --- |\n"
        + "| 漂流瓶 | 玻璃制成，软木塞封口 | 海边的小作坊 | 装信 | 不可再生 | 十二元 |\n" * 5,
    ),
    "deep-list": PostDraft(
        title="Six steps in", source="".join(f"{'  ' * depth}- step {depth}\n" for depth in range(6))
    ),
    "ferry": PostDraft(title="The first boat", source=SIX_HUNDRED_WORDS),
    "everything": PostDraft(title="Everything a text can hold", source=EVERYTHING, tags=("Notes",)),
}
#: Of one that is shown, by its slug.
TRANSLATIONS = {
    "trees": PostDraft(
        title="一条街的树", slug="trees-zh", source="我画了一张我们街的地图，上面只有树。", language="zh-Hans"
    ),
}
