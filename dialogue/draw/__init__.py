"""A service script as a flow chart.

svg = draw(library.script("社保卡挂失"))
"""

from dialogue.draw.layout import Chart, lay_out
from dialogue.draw.svg import draw

__all__ = ["Chart", "draw", "lay_out"]
