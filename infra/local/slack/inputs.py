"""Elements a person acts on: finding them in blocks, and the value each reports in actions and in a view's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.slack.blocks.grammar import Json

Shape = Literal["value", "option", "options", "plain", "plains", "number"]
STATEFUL: dict[str, tuple[str, Shape]] = {
    "plain_text_input": ("value", "value"),
    "email_text_input": ("value", "value"),
    "url_text_input": ("value", "value"),
    "number_input": ("value", "value"),
    "rich_text_input": ("rich_text_value", "plain"),
    "file_input": ("files", "plains"),
    "static_select": ("selected_option", "option"),
    "external_select": ("selected_option", "option"),
    "radio_buttons": ("selected_option", "option"),
    "multi_static_select": ("selected_options", "options"),
    "multi_external_select": ("selected_options", "options"),
    "checkboxes": ("selected_options", "options"),
    "users_select": ("selected_user", "plain"),
    "conversations_select": ("selected_conversation", "plain"),
    "channels_select": ("selected_channel", "plain"),
    "multi_users_select": ("selected_users", "plains"),
    "multi_conversations_select": ("selected_conversations", "plains"),
    "multi_channels_select": ("selected_channels", "plains"),
    "datepicker": ("selected_date", "plain"),
    "timepicker": ("selected_time", "plain"),
    "datetimepicker": ("selected_date_time", "number"),
}
"""Elements with a state: the field it is reported under, and its form."""
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with the block it stands in, those of blocks inside blocks included."""
    for block in blocks:
        for name in ("accessory", "element"):
            if isinstance(block.get(name), dict):
                yield block, block[name]
        listed = block.get("elements", []) if block["type"] in ("actions", "context_actions") else []
        for element in (*listed, *block.get("actions", [])):
            yield block, element
        yield from elements(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from elements(block["elements"])


def options(element: Json) -> list[Json]:
    """Return the options of a menu, those of its groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _option(element: Json, chosen: object) -> Json | None:
    if isinstance(chosen, dict):
        return chosen
    return next((option for option in options(element) if option["value"] == chosen), None)


def reported(element: Json, chosen: object) -> Json:
    """Return what an element reports when a person has put something in it (an option's value, a text, an id ...)."""
    field, shape = STATEFUL[element["type"]]
    many = chosen if isinstance(chosen, list) else [chosen] if chosen not in (None, "") else []
    value: object
    if shape == "option":
        value = _option(element, chosen)
    elif shape == "options":
        value = [option for option in (_option(element, one) for one in many) if option]
    elif shape == "plains":
        value = many
    elif shape == "number":
        value = int(chosen) if isinstance(chosen, int | str) and str(chosen).isdecimal() else None
    else:
        value = chosen if chosen != "" else None
    return {"type": element["type"], field: value}


def initial(element: Json) -> Json:
    """Return what an element reports before anybody touched it."""
    field = STATEFUL[element["type"]][0]
    return reported(element, element.get(_INITIAL.get(field, "")))


def state_of(blocks: list[Json], chosen: Json) -> Json:
    """Return state.values: what was chosen per block_id and action_id, and the initial value of everything else."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] not in STATEFUL:
            continue
        own = chosen.get(block["block_id"], {})
        touched = element["action_id"] in own
        entry = reported(element, own[element["action_id"]]) if touched else initial(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def is_empty(entry: Json) -> bool:
    """Tell whether a reported value holds nothing."""
    field = STATEFUL[entry["type"]][0]
    return entry.get(field) in (None, "", [])


def problems(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack's own client would refuse before sending: block_id to a sentence."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values[block["block_id"]][element["action_id"]]
        sentence = _problem(element, entry)
        if is_empty(entry):
            sentence = "" if block.get("optional") else "Please complete this required field."
        if sentence:
            found[block["block_id"]] = sentence
    return found


def _problem(element: Json, entry: Json) -> str:
    value = entry.get("value")
    if not isinstance(value, str):
        return ""
    if element["type"] == "number_input":
        return _number_problem(element, value)
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if "max_length" in element and len(value) > element["max_length"]:
        return f"Please enter at most {element['max_length']} characters."
    return ""


def _number_problem(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return ""
