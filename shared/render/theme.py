"""How Avexra's charts look: colours that colour-blind people can tell apart, one font, quiet lines.

Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), its yellow darkened so that it reads on white; blue leads.
The font is matplotlib's own, so nothing has to be installed where charts are drawn.
"""

SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Colours of series, in order; as many as Slack's own charts may have."""
SERIES_TEXT = ("#0072B2", "#8F6200", "#00785A", "#A3437A", "#237AA8", "#B54D00")
"""The same colours, dark enough to be read as letters on white."""
OTHER = "#9AA0A6"
"""The series, bar or slice that gathers the rest."""
OTHER_TEXT = "#6B7075"
TEXT = "#1D1C1D"
SOFT_TEXT = "#616061"
GRID = "#E8E8E8"
AXIS = "#BDBDBD"
BACKGROUND = "#FFFFFF"

FONT = "DejaVu Sans"
FONT_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
TITLE_SIZE = 15.0
LABEL_SIZE = 12.5
SMALL_SIZE = 11.0

WIDTH_INCHES = 9.6
HEIGHT_INCHES = 5.4
DOTS_PER_INCH = 150
