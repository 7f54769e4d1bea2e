"""Text on the page: mrkdwn, markdown and rich text become HTML, and nothing anybody wrote becomes markup."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from infra.local.slack.clock import Clock
from infra.local.slack.composing import compose, rich_text
from infra.local.slack.page import rich
from infra.local.slack.page.markdown import markdown
from infra.local.slack.page.moments import dated
from infra.local.slack.page.mrkdwn import mrkdwn, plain
from infra.local.slack.state import SlackState
from infra.local.slack.workspace import demo_workspace

STATE = SlackState(demo_workspace(), Clock())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`*x*` &amp; `<b>`", "<code>*x*</code> &amp; <code>&lt;b&gt;</code>"),
        ("```a\n*b*```", "<pre>a\n*b*</pre>"),
        ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        ("a\nb", "a<br>b"),
        (":tada: :nothing_here:", "🎉 :nothing_here:"),
        (
            "<https://e.x/?a=1&amp;b=2|E>",
            '<a href="https://e.x/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">E</a>',
        ),
        ("*<@U01PRIYA>*", '<strong><span class="mention" data-user="U01PRIYA">@Priya Nair</span></strong>'),
        ("<#C02SALES>", '<span class="mention">#sales</span>'),
        ("<!channel>", '<span class="mention broadcast">@channel</span>'),
    ],
)  # fmt: skip
def test_mrkdwn_is_drawn(text: str, html: str) -> None:
    """Each form of mrkdwn has its tag."""
    assert mrkdwn(STATE, text) == html


@pytest.mark.parametrize(
    ("seconds_ago", "form", "shown"),
    [
        (0, "{date_pretty} at {time}", "today at 5:30 PM"),
        (86_400, "{date_pretty}", "yesterday"),
        (86_400, "{date}, {time_secs}", "November 20th, 2026, 5:30:00 PM"),
        (7 * 86_400, "{date_long_pretty} {date_num}", "Saturday, November 14th, 2026 2026-11-14"),
        (7 * 86_400, "{date_short} {ago} {odd}", "Nov 14, 2026 7 days ago {odd}"),
    ],
)
def test_a_date_is_shown_in_the_time_of_who_looks(seconds_ago: int, form: str, shown: str) -> None:
    """As plain words, as Slack does; what is no date shows its fallback."""
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()
    assert dated(f"!date^{int(now) - seconds_ago}^{form}", "then", 19_800, now) == shown
    assert dated("!date^soon^{date}", "then", 0, now) == "then"
    assert dated(f"!date^{'9' * 30}^{form}", "then", 0, now) == "then"
    assert mrkdwn(STATE, "<!date^0^{date_num}&lt;b&gt;|then>", 3_600) == "1970-01-01&lt;b&gt;"


HOSTILE = [
    "<script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<javascript:alert(1)|click>",
    '<https://e.x/"onmouseover="alert(1)|x>',
    "`<img src=x>`",
    "*<b onclick=x>*",
    "\ue0000\ue001 <https://e.x|a>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_never_markup(text: str) -> None:
    """No tag or attribute of a message's own survives, in any of the three text forms."""
    for html in (str(mrkdwn(STATE, text)), str(plain(text)), str(markdown(STATE, text))):
        lowered = html.lower()
        assert not any(tag in lowered for tag in ("<script", "<img", "<b ", 'href="javascript', '" onmouseover'))


def test_markdown_is_drawn_without_html_and_images() -> None:
    """Headings, lists, tables and code are drawn; HTML stays text, an image is not loaded, links open elsewhere."""
    html = str(
        markdown(STATE, "# T\n**b** <i>x</i> ![p](https://e.x/p.png) [l](https://e.x) <@U02SAM>\n\n|a|\n|-|\n|1|")
    )
    assert "<h1>T</h1>" in html
    assert "&lt;i&gt;" in html
    assert "<img" not in html
    assert 'target="_blank" rel="noopener noreferrer"' in html
    assert "@Sam Okafor" in html
    assert "<td>1</td>" in html


def test_what_is_typed_is_stored_as_slack_stores_it() -> None:
    """Names become ids, addresses become links, everything else is escaped; formed mentions stay."""
    typed = "@avexra & @priya <b> #sales @nobody <@U02SAM> https://e.x/a?b=1, @channel"
    assert compose(STATE, typed) == (
        "<@U0AVEXRA> &amp; <@U01PRIYA> &lt;b&gt; <#C02SALES|sales> @nobody <@U02SAM> <https://e.x/a?b=1>, <!channel>"
    )


def test_typed_text_has_a_rich_text_block() -> None:
    """The block beside the text holds the same pieces."""
    block = rich_text("<@U0AVEXRA> a &amp; b <https://e.x>", "b1")
    pieces = block["elements"][0]["elements"]
    assert [piece["type"] for piece in pieces] == ["user", "text", "link"]
    assert pieces[1]["text"] == " a & b "
    assert "@Avexra" in rich.rich_text(STATE, block)


def test_every_rich_text_piece_is_drawn() -> None:
    """Lists, quotes, code and styles of rich_text become their tags."""
    text = {"type": "text", "text": "<x>", "style": {"bold": True, "code": True}}
    section = {"type": "rich_text_section", "elements": [text, {"type": "emoji", "name": "tada"}]}
    block = {
        "type": "rich_text",
        "elements": [
            section,
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section]},
            {"type": "rich_text_quote", "elements": [{"type": "channel", "channel_id": "C02SALES"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a < b"}]},
        ],
    }
    html = str(rich.rich_text(STATE, block))
    assert "<strong><code>&lt;x&gt;</code></strong>🎉" in html
    assert '<ol class="indent-1"><li>' in html
    assert '<blockquote><span class="mention">#sales</span></blockquote>' in html
    assert "<pre>a &lt; b</pre>" in html
