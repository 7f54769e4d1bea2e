"""Names of common emoji, as people and bots write them between colons."""

from __future__ import annotations

EMOJI: dict[str, str] = {
    "+1": "👍", "-1": "👎", "100": "💯", "alarm_clock": "⏰", "arrow_down": "⬇️", "arrow_right": "➡️", "arrow_up": "⬆️",
    "bar_chart": "📊", "bell": "🔔", "blue_heart": "💙", "bookmark": "🔖", "books": "📚", "broken_heart": "💔",
    "bulb": "💡", "calendar": "📆", "card_index_dividers": "🗂️", "chart_with_downwards_trend": "📉",
    "chart_with_upwards_trend": "📈", "clap": "👏", "clipboard": "📋", "clock3": "🕒", "coffee": "☕", "cry": "😢",
    "date": "📅", "eyes": "👀", "file_folder": "📁", "fire": "🔥", "floppy_disk": "💾", "gear": "⚙️",
    "green_heart": "💚",
    "grey_exclamation": "❕", "grey_question": "❔", "hammer_and_wrench": "🛠️", "hand": "✋", "heart": "❤️",
    "heavy_check_mark": "✔️", "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "inbox_tray": "📥",
    "information_source": "\u2139\ufe0f", "joy": "😂", "key": "🔑", "large_blue_circle": "🔵", "large_green_circle":
    "🟢", "large_yellow_circle": "🟡", "link": "🔗", "lock": "🔒", "mag": "🔍", "memo": "📝", "moneybag": "💰",
    "no_entry": "⛔", "no_entry_sign": "🚫", "ok_hand": "👌", "package": "📦", "page_facing_up": "📄",
    "partying_face": "🥳",
    "paperclip": "📎", "point_right": "👉", "point_up": "☝️", "pray": "🙏", "pushpin": "📌", "question": "❓",
    "raised_hands": "🙌", "receipt": "🧾", "recycle": "♻️", "red_circle": "🔴", "robot_face": "🤖", "rocket": "🚀",
    "rotating_light": "🚨", "sad": "😞", "scroll": "📜", "small_blue_diamond": "🔹", "smile": "😄", "smiley": "😃",
    "sparkles": "✨", "speech_balloon": "💬", "star": "⭐", "stopwatch": "⏱️", "sunglasses": "😎", "tada": "🎉",
    "thinking_face": "🤔", "thumbsdown": "👎", "thumbsup": "👍", "traffic_light": "🚦", "trophy": "🏆", "truck": "🚚",
    "airplane": "✈️", "unlock": "🔓", "warning": "⚠️", "wastebasket": "🗑️", "wave": "👋", "white_check_mark": "✅",
    "wrench": "🔧", "x": "❌", "zap": "⚡",
}  # fmt: skip
"""The characters of common names; a name that is not here is shown as it was written."""


def character(name: str) -> str:
    """Return the character of a name, or the name between colons."""
    return EMOJI.get(name.split("::", 1)[0], f":{name}:")
