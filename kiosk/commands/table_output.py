"""Tables on a terminal or in a file, never cut: what a column shows is there to be copied."""

from __future__ import annotations

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text


def print_table(table: Table, console: Console | None = None) -> None:
    """As a table where it fits the terminal or its columns fold, else row by row, a column a line. Into a file or a
    pipe: the whole table, however wide.
    """
    console = console or Console()
    widest = Measurement.get(console, console.options.update(max_width=_ANY_WIDTH), table).maximum
    if not console.is_terminal:
        console.width = max(console.width, widest)
    if widest <= console.width or all(column.no_wrap or column.overflow == "fold" for column in table.columns):
        console.print(table)
    else:
        _print_rows(table, console)


def _print_rows(table: Table, console: Console) -> None:
    """Long lines go on in the next one without a break, so that they are copied whole."""
    for row in zip(*(column.cells for column in table.columns), strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            shown = Text.from_markup(cell) if isinstance(cell, str) else cell
            if str(shown):
                head = Text(f"{column.header}  " if column.header else "", style="bold")
                console.print(Text.assemble(head, shown) if isinstance(shown, Text) else shown, soft_wrap=True)
        console.print()


#: Columns of the widest table: of a list with a hundred fields.
_ANY_WIDTH = 20_000
