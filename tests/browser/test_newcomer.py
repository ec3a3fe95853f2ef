"""A newcomer's first minutes: the link in the log, the form, the first post, and somebody else who reads it."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.support.desks import path_of, press

TITLE = "漂流瓶里的第一封信"
SOURCE = """\
今天把网站架起来了 🎉，顺手记一段代码：

```python
def greet(name):
    return f"你好，{name}！"
```
"""


@dataclass(frozen=True)
class Tongue:
    """What the pages say in one language."""

    locale: str
    tag: str
    site_title: str
    name: str
    timezone: str
    set_up: str
    welcome: str
    back: str
    write: str
    title: str
    text: str
    preview: str
    only_you: str
    edit: str
    publish: str
    news: str


ENGLISH = Tongue(
    locale="en-US",
    tag="en",
    site_title="Letters from the Shore",
    name="Mei Lin",
    timezone="UTC",
    set_up="Set up the site",
    welcome="Welcome",
    back="Posts",
    write="Write",
    title="Title",
    text="Text",
    preview="Preview",
    only_you="Only you and the editors see this page.",
    edit="Edit",
    publish="Publish",
    news="Readers see it now.",
)
CHINESE = Tongue(
    locale="zh-CN",
    tag="zh-Hans",
    site_title="海边来信",
    name="林梅",
    timezone="Asia/Shanghai",
    set_up="完成设置",
    welcome="欢迎",
    back="文章",
    write="写文章",
    title="标题",
    text="正文",
    preview="预览",
    only_you="只有你和编辑能看到这一页。",
    edit="编辑",
    publish="发布",
    news="已发布，读者现在能看到了。",
)
both_tongues = pytest.mark.parametrize("tongue", [ENGLISH, CHINESE], ids=["en", "zh"])


@pytest.fixture
def newcomer(pages, caplog, live_url):
    """Return what sets the site up by the link in the log, in a language, and returns the page it ends on."""

    def arrive(tongue):
        page = pages.open("/", locale=tongue.locale)
        link = re.search(r"Set it up at (\S+)", caplog.text)[1]
        assert link.startswith(f"{live_url}/auth/setup/")
        page.goto(link)
        page.locator("#title").fill(tongue.site_title)
        page.locator("#display_name").fill(tongue.name)
        page.locator("#email").fill("mei@example.org")
        page.locator("#password").fill("a bottle in the bay")
        press(page, tongue.set_up)
        return page

    return arrive


def write_first_post(page, tongue):
    page.get_by_role("link", name=tongue.back, exact=True).click()
    page.get_by_role("link", name=tongue.write, exact=True).click()
    page.get_by_label(tongue.title, exact=True).fill(TITLE)
    page.get_by_label(tongue.text, exact=True).fill(SOURCE)


@pytest.mark.engine("sqlite")
@both_tongues
def test_the_form_is_asked_in_the_newcomers_language(pages, caplog, tongue):
    page = pages.open("/", locale=tongue.locale)
    page.goto(re.search(r"Set it up at (\S+)", caplog.text)[1])
    expect(page.locator("html")).to_have_attribute("lang", tongue.tag)
    expect(page.get_by_role("button", name=tongue.set_up, exact=True)).to_be_visible()
    expect(page.locator("#timezone")).to_have_value(tongue.timezone)


@pytest.mark.engine("sqlite")
@both_tongues
def test_setting_up_leads_into_the_welcome_draft(newcomer, tongue):
    page = newcomer(tongue)
    assert re.fullmatch(r"/admin/posts/\d+/edit", path_of(page))
    expect(page.get_by_label(tongue.title, exact=True)).to_have_value(tongue.welcome)
    expect(page.locator("html")).to_have_attribute("lang", tongue.tag)


@pytest.mark.engine("sqlite")
def test_the_link_works_once(newcomer, caplog):
    page = newcomer(ENGLISH)
    page.context.clear_cookies()
    page.goto(re.search(r"Set it up at (\S+)", caplog.text)[1])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")


@pytest.mark.engine("sqlite")
def test_the_preview_is_the_page_that_readers_will_get(newcomer):
    page = newcomer(CHINESE)
    write_first_post(page, CHINESE)
    press(page, CHINESE.preview)
    expect(page.get_by_text(CHINESE.only_you)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("pre .k").first).to_have_text("def")


@pytest.mark.engine("sqlite")
def test_somebody_else_reads_the_first_post(newcomer, pages):
    read_the_first_post(newcomer(ENGLISH), ENGLISH, pages)


def test_somebody_else_reads_the_first_post_of_a_chinese_site(newcomer, pages):
    read_the_first_post(newcomer(CHINESE), CHINESE, pages)


def read_the_first_post(page, tongue, pages):
    """Look at it, publish it, and read it in a browser that knows nothing of the writer's."""
    write_first_post(page, tongue)
    press(page, tongue.preview)
    page.get_by_role("link", name=tongue.edit, exact=True).click()
    press(page, tongue.publish)
    expect(page.get_by_text(tongue.news)).to_be_visible()

    reader = pages.open(java_script_enabled=False)
    said = []
    reader.on("console", lambda message: said.append(message.text))
    reader.goto("/blog/")
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.get_by_text("今天把网站架起来了 🎉")).to_be_visible()
    expect(reader.locator("pre .k").first).to_have_text("def")
    assert reader.context.cookies() == []
    assert said == []
