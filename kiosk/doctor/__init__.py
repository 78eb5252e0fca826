"""What is installed, which model on which device, what is missing, and how to get it.

The checks change nothing and load no model.
"""

from kiosk.doctor.examination import examine
from kiosk.doctor.result import CheckResult, exit_code, table

__all__ = ["CheckResult", "examine", "exit_code", "table"]
