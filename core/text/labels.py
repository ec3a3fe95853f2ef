"""The few words that rendering puts into a text itself, in the language of that text."""

# They are no part of the interface: a Chinese post says 提示 to a reader whose menus are English, and its stored HTML
# is the same for all. So they stand here by language tag and not in the catalogues of gettext.

from typing import Literal, get_args

Callout = Literal["note", "tip", "important", "warning", "danger"]
Embed = Literal["video", "audio", "slides", "post", "frame"]
Label = Callout | Literal["code", "table", "footnotes", "back", "done", "open", "formula", "anchor"] | Embed

#: The kinds of callout, in the order of their weight.
CALLOUTS: tuple[Callout, ...] = get_args(Callout)

_ENGLISH: dict[Label, str] = {
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "danger": "Danger",
    "code": "Code",
    "table": "Table",
    "footnotes": "Footnotes",
    "back": "Back to the text",
    "done": "Done",
    "open": "To do",
    "formula": "Formula",
    "anchor": "Link to this section",
    "video": "Video",
    "audio": "Audio",
    "slides": "Slides",
    "post": "Post",
    "frame": "Open this page",
}
_SIMPLIFIED: dict[Label, str] = {
    "note": "说明",
    "tip": "提示",
    "important": "重要",
    "warning": "警告",
    "danger": "危险",
    "code": "代码",
    "table": "表格",
    "footnotes": "脚注",
    "back": "回到正文",
    "done": "已完成",
    "open": "未完成",
    "formula": "公式",
    "anchor": "本节链接",
    "video": "视频",
    "audio": "音频",
    "slides": "幻灯片",
    "post": "帖子",
    "frame": "打开此页",
}
_TRADITIONAL: dict[Label, str] = {
    "note": "說明",
    "tip": "提示",
    "important": "重要",
    "warning": "警告",
    "danger": "危險",
    "code": "程式碼",
    "table": "表格",
    "footnotes": "註腳",
    "back": "回到正文",
    "done": "已完成",
    "open": "未完成",
    "formula": "公式",
    "anchor": "本節連結",
    "video": "影片",
    "audio": "音訊",
    "slides": "投影片",
    "post": "貼文",
    "frame": "開啟此頁",
}
_JAPANESE: dict[Label, str] = {
    "note": "補足",
    "tip": "ヒント",
    "important": "重要",
    "warning": "警告",
    "danger": "危険",
    "code": "コード",
    "table": "表",
    "footnotes": "脚注",
    "back": "本文へ戻る",
    "done": "完了",
    "open": "未完了",
    "formula": "数式",
    "anchor": "この節へのリンク",
    "video": "動画",
    "audio": "音声",
    "slides": "スライド",
    "post": "投稿",
    "frame": "このページを開く",
}
_TRADITIONAL_TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def label(name: Label, language: str) -> str:
    """Return one of the words in the language of a BCP 47 tag, in English where we have none."""
    tag = language.lower().replace("_", "-")
    if tag.startswith(_TRADITIONAL_TAGS):
        return _TRADITIONAL[name]
    words = {"zh": _SIMPLIFIED, "ja": _JAPANESE}.get(tag.partition("-")[0], _ENGLISH)
    return words[name]
