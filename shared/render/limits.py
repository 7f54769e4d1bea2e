"""Every limit of Slack that a message of ours must keep, once, with where it is written.

All are from docs.slack.dev as of October 2026; the page is named beside the group it belongs to. Lengths are in
characters, counts in items.
"""

# https://docs.slack.dev/reference/block-kit/blocks/ (the overview of surfaces)
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
"""Blocks of a modal or of a Home tab."""
BLOCK_ID = 255

# https://docs.slack.dev/reference/block-kit/blocks/section-block
SECTION_TEXT = 3_000
SECTION_FIELDS = 10
SECTION_FIELD_TEXT = 2_000

# https://docs.slack.dev/reference/block-kit/blocks/header-block
HEADER_TEXT = 150

# https://docs.slack.dev/reference/block-kit/blocks/context-block
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 3_000

# https://docs.slack.dev/reference/block-kit/blocks/actions-block
ACTIONS_ELEMENTS = 25

# https://docs.slack.dev/reference/block-kit/blocks/context-actions-block
CONTEXT_ACTIONS_ELEMENTS = 5

# https://docs.slack.dev/reference/block-kit/block-elements/button-element
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ACTION_ID = 255
ACCESSIBILITY_LABEL = 75

# https://docs.slack.dev/reference/block-kit/blocks/data-table-block
TABLE_ROWS = 100
"""Data rows; the header row comes on top of them."""
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 10_000
"""Over all cells of all tables of one message together."""
TABLE_PAGE_SIZE = 100

# https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
CHARTS_A_MESSAGE = 2
CHART_TITLE = 50
CHART_LABEL = 20
"""Categories, segment labels and series names."""
CHART_AXIS_LABEL = 50
CHART_CATEGORIES = 20
CHART_SERIES = 6
CHART_SEGMENTS = 6

# https://docs.slack.dev/reference/block-kit/blocks/container-block
CONTAINER_CHILDREN = 10
CONTAINER_TITLE = 150

# https://docs.slack.dev/reference/block-kit/blocks/image-block
ALT_TEXT = 2_000

# https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100

# https://docs.slack.dev/reference/views/modal-views
MODAL_TITLE = 24
MODAL_BUTTON = 24
MODAL_METADATA = 3_000
INPUT_VALUE = 3_000
INPUT_LABEL = 2_000
PLACEHOLDER = 150

# https://docs.slack.dev/reference/methods/chat.postMessage (beyond this a text may be cut)
MESSAGE_TEXT = 4_000

# https://docs.slack.dev/reference/methods/assistant.threads.setStatus
LOADING_MESSAGES = 10
