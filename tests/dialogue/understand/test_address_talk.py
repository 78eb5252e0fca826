"""An address is what stands between the talk around it."""

import pytest

from dialogue.understand.address import read_address


@pytest.mark.parametrize(
    ("text", "value"),
    [("文汇路，文化的文，汇报的汇，十八号", "文汇路18号"),
     ("我住在朝阳路八十八号，朝阳就是早上的太阳那个朝阳", "朝阳路88号"),
     ("十六栋，呸，十七栋，丽景花园的", "丽景花园17栋"), ("户口在老家，人住在和平里四区六号", "和平里4区6号"),
     ("寄到单位，科技路一号", "科技路1号"), ("西湖区文三路一号，哦不是，是文二路一号", "西湖区文二路1号"),
     ("和平路的和平小区三号楼", "和平路的和平小区3号楼"), ("人民东路与青年路交叉口", "人民东路与青年路交叉口")],
)  # fmt: skip
def test_the_talk_is_left_out(text: str, value: str) -> None:
    assert read_address(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "老地方，你们系统里有",
        "咱也说不清门牌",
        "就是你们大厅后头那个家属院",
        "楼上的，五零二",
        "三单元五零一",
        "跟身份证上一样",
    ],
)
def test_a_place_without_a_name_is_none(text: str) -> None:
    assert not read_address(text).value


@pytest.mark.parametrize("text", ["我闺女家，学府路二十号", "门牌号我忘了，就在人民公园北门", "大概是建国路五十几号吧"])
def test_what_is_not_certain_is_read_back(text: str) -> None:
    assert read_address(text).doubtful
