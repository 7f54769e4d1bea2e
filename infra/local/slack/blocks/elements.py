"""Interactive elements: buttons, menus, pickers, inputs; one shape each."""

from __future__ import annotations

from infra.local.slack.blocks.composition import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    IMAGE_ELEMENT,
    OPTION,
    OPTION_GROUP,
    OPTIONS_MAX,
    PLAIN_OPTION,
    URL_MAX,
    plain_text,
)
from infra.local.slack.blocks.grammar import (
    Check,
    Field,
    Json,
    Report,
    Rule,
    Shape,
    action_id,
    array,
    boolean,
    constant,
    integer,
    maybe,
    needed,
    obj,
    one_of,
    string,
)

BUTTON_TEXT_MAX = 75
BUTTON_VALUE_MAX = 2000
PLACEHOLDER_MAX = 150
USER_IDS = array(string(), at_least=1)


def _element(kind: str, fields: dict[str, Field], *rules: Rule) -> Shape:
    shared = {"type": needed(constant(kind)), "action_id": maybe(action_id)}
    return Shape({**shared, **fields}, rules)


def _options_or_groups(value: Json, pointer: str, report: Report) -> None:
    if ("options" in value) == ("option_groups" in value):
        report.add(pointer, "failed_constraint", "must provide exactly one of options or option_groups")


def _icon_trash(value: object, pointer: str, report: Report) -> None:
    constant("trash")(value, pointer, report)


_PICK = {"confirm": maybe(CONFIRM), "focus_on_load": maybe(boolean), "placeholder": maybe(plain_text(PLACEHOLDER_MAX))}
_MULTI = {**_PICK, "max_selected_items": maybe(integer(1))}
_INPUT = {
    "focus_on_load": maybe(boolean),
    "placeholder": maybe(plain_text(PLACEHOLDER_MAX)),
    "dispatch_action_config": maybe(DISPATCH_CONFIG),
}
_STATIC = {
    "options": maybe(array(PLAIN_OPTION, at_most=OPTIONS_MAX, at_least=1)),
    "option_groups": maybe(array(OPTION_GROUP, at_most=OPTIONS_MAX, at_least=1)),
}
_LABEL = {"accessibility_label": maybe(string(at_most=75)), "visible_to_user_ids": maybe(USER_IDS)}
_FEEDBACK_BUTTON = obj(
    {
        "text": needed(plain_text(BUTTON_TEXT_MAX)),
        "value": needed(string(at_most=BUTTON_VALUE_MAX)),
        "accessibility_label": maybe(string(at_most=75)),
    }
)
_RESPONSE_URL = {"response_url_enabled": maybe(boolean)}

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        "button",
        {
            "text": needed(plain_text(BUTTON_TEXT_MAX)),
            "url": maybe(string(at_most=URL_MAX)),
            "value": maybe(string(at_most=BUTTON_VALUE_MAX)),
            "style": maybe(constant("primary", "danger")),
            "confirm": maybe(CONFIRM),
            "agent_prompt": maybe(string(at_most=4000)),
            "agent_prompt_display": maybe(string()),
            **_LABEL,
        },
    ),
    "feedback_buttons": _element(
        "feedback_buttons",
        {"positive_button": needed(_FEEDBACK_BUTTON), "negative_button": needed(_FEEDBACK_BUTTON)},
    ),
    "icon_button": _element(
        "icon_button",
        {
            "icon": needed(_icon_trash),
            "text": needed(plain_text(BUTTON_TEXT_MAX)),
            "value": maybe(string(at_most=BUTTON_VALUE_MAX)),
            "confirm": maybe(CONFIRM),
            **_LABEL,
        },
    ),
    "overflow": _element(
        "overflow",
        {"options": needed(array(PLAIN_OPTION, at_least=1, at_most=5)), "confirm": maybe(CONFIRM)},
    ),
    "static_select": _element(
        "static_select", {**_PICK, **_STATIC, "initial_option": maybe(PLAIN_OPTION)}, _options_or_groups
    ),
    "multi_static_select": _element(
        "multi_static_select", {**_MULTI, **_STATIC, "initial_options": maybe(array(PLAIN_OPTION))}, _options_or_groups
    ),
    "external_select": _element(
        "external_select", {**_PICK, "min_query_length": maybe(integer(0)), "initial_option": maybe(PLAIN_OPTION)}
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {**_MULTI, "min_query_length": maybe(integer(0)), "initial_options": maybe(array(PLAIN_OPTION))},
    ),
    "users_select": _element("users_select", {**_PICK, "initial_user": maybe(string())}),
    "multi_users_select": _element("multi_users_select", {**_MULTI, "initial_users": maybe(array(string()))}),
    "conversations_select": _element(
        "conversations_select",
        {
            **_PICK,
            **_RESPONSE_URL,
            "initial_conversation": maybe(string()),
            "default_to_current_conversation": maybe(boolean),
            "filter": maybe(CONVERSATION_FILTER),
        },
    ),
    "multi_conversations_select": _element(
        "multi_conversations_select",
        {
            **_MULTI,
            "initial_conversations": maybe(array(string())),
            "default_to_current_conversation": maybe(boolean),
            "filter": maybe(CONVERSATION_FILTER),
        },
    ),
    "channels_select": _element("channels_select", {**_PICK, **_RESPONSE_URL, "initial_channel": maybe(string())}),
    "multi_channels_select": _element("multi_channels_select", {**_MULTI, "initial_channels": maybe(array(string()))}),
    "datepicker": _element("datepicker", {**_PICK, "initial_date": maybe(string(at_most=10, at_least=10))}),
    "timepicker": _element(
        "timepicker", {**_PICK, "initial_time": maybe(string(at_most=5)), "timezone": maybe(string())}
    ),
    "datetimepicker": _element(
        "datetimepicker",
        {"confirm": maybe(CONFIRM), "focus_on_load": maybe(boolean), "initial_date_time": maybe(integer(0))},
    ),
    "checkboxes": _element(
        "checkboxes",
        {
            "options": needed(array(OPTION, at_least=1, at_most=10)),
            "initial_options": maybe(array(OPTION, at_least=1)),
            "confirm": maybe(CONFIRM),
            "focus_on_load": maybe(boolean),
        },
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {
            "options": needed(array(OPTION, at_least=1, at_most=10)),
            "initial_option": maybe(OPTION),
            "confirm": maybe(CONFIRM),
            "focus_on_load": maybe(boolean),
        },
    ),
    "plain_text_input": _element(
        "plain_text_input",
        {
            **_INPUT,
            "initial_value": maybe(string(at_most=3000)),
            "multiline": maybe(boolean),
            "min_length": maybe(integer(0, 3000)),
            "max_length": maybe(integer(1, 3000)),
        },
    ),
    "number_input": _element(
        "number_input",
        {
            **_INPUT,
            "is_decimal_allowed": needed(boolean),
            "initial_value": maybe(string()),
            "min_value": maybe(string()),
            "max_value": maybe(string()),
        },
    ),
    "email_text_input": _element("email_text_input", {**_INPUT, "initial_value": maybe(string())}),
    "url_text_input": _element("url_text_input", {**_INPUT, "initial_value": maybe(string())}),
    "rich_text_input": _element(
        "rich_text_input", {**_INPUT, "initial_value": maybe(lambda _value, _pointer, _report: None)}
    ),
    "file_input": _element(
        "file_input", {"filetypes": maybe(array(string(), at_least=1)), "max_files": maybe(integer(1, 10))}
    ),
    "image": IMAGE_ELEMENT,
}

_MENUS = (
    "static_select",
    "multi_static_select",
    "external_select",
    "multi_external_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
)
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_TEXT_INPUTS = (
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
)

IN_ACTIONS = (
    "button",
    "overflow",
    *(menu for menu in _MENUS if not menu.startswith("multi_")),
    *_PICKERS,
)
IN_SECTION = ("button", "overflow", "image", *_MENUS, *(picker for picker in _PICKERS if picker != "datetimepicker"))
IN_INPUT = (*_TEXT_INPUTS, *_MENUS, *_PICKERS)


def element(allowed: tuple[str, ...]) -> Check:
    """Accept one of the elements a place allows."""
    return one_of(lambda: ELEMENTS, allowed)
