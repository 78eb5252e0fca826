"""The hall's own place names (`gazetteer.csv`), found by sound in an address.

load_gazetteer(data, problems).spellings("何平路12号")    # ("和平路12号",)
"""

from dialogue.gazetteer.csv_file import load_gazetteer
from dialogue.gazetteer.gazetteer import NO_GAZETTEER, Gazetteer, Place

__all__ = ["NO_GAZETTEER", "Gazetteer", "Place", "load_gazetteer"]
