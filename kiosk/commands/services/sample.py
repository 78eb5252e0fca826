"""`kiosk services sample`: numbers to write into conversation tests."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

import typer

from dialogue.script.fields import nearest
from dialogue.testing.samples import WITH_CHECK_DIGIT, Sex, samples

_MOST_AGE = 120


def sample(
    kind: Annotated[str, typer.Argument(metavar="类型", help="身份证、统一社会信用代码。 The kind of number.")],
    age: Annotated[int | None, typer.Option(min=0, max=_MOST_AGE, help="今天的周岁。 Age in years, today.")] = None,
    sex: Annotated[str | None, typer.Option(help="男 或 女。 Sex: 男 (male) or 女 (female).")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=1000, help="要几个。 How many numbers.")] = 1,
) -> None:
    """给对话测试用的号码：校验码对，没有发给任何人。 Numbers for tests: valid check digits, issued to nobody."""
    kinds = {word: name for name, word in WITH_CHECK_DIGIT.items()}
    if kind not in kinds:
        raise typer.BadParameter(f"没有“{kind}”这种号码；{nearest(kind, kinds)}")
    if sex not in (None, "男", "女"):
        raise typer.BadParameter(f"--sex 不能是“{sex}”；写 男 或 女")
    if kinds[kind] != "id_number" and (age is not None or sex is not None):
        raise typer.BadParameter("--age 和 --sex 只用于身份证")
    for number in samples(kinds[kind], count, date.today(), age=age, sex=cast("Sex | None", sex)):
        typer.echo(number)
