"""The hall's questions and answers: opening hours, fees, what to bring.

An answer is the approved text with its source, or none.
"""

from dialogue.knowledge.files import load_folder, load_passages
from dialogue.knowledge.find import Found, Knowledge
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.yaml_file import load_knowledge

__all__ = ["Found", "Knowledge", "Passage", "load_folder", "load_knowledge", "load_passages"]
