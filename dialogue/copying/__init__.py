"""A service copied under another name, with its conversation tests and the sample answers of its questions.

made = copied(folder, script_file, "暂住登记预约")
made.script, made.tests, made.collisions
"""

from dialogue.copying.copy import ServiceCopy, copied

__all__ = ["ServiceCopy", "copied"]
