import pytest

from dialogue.understand.address import read_address, read_typed_address

READ = [
    ("我住在朝阳区建国路八十八号十二号楼三单元五零二室", "朝阳区建国路88号12号楼3单元502室"),
    ("建设路十号，不对，十二号", "建设路12号"),
    ("建设路十号三单元，不对，十二号", "建设路12号3单元"),
    ("幸福小区五号楼二单元三零二", "幸福小区5号楼2单元302"),
    ("幸福小区5号楼2单元302，不对，303", "幸福小区5号楼2单元303"),
    ("我家在西湖区文三路幺零二号", "西湖区文三路102号"),
    ("三里屯太古里", "三里屯太古里"),
    ("五道口华清嘉园三号楼", "五道口华清嘉园3号楼"),
    ("人民路和解放路交叉口", "人民路和解放路交叉口"),
    ("李家村二组十八号", "李家村2组18号"),
    ("地址是浦东新区世纪大道一百号", "浦东新区世纪大道100号"),
    ("幸福路二号，不对，和平路三号", "和平路3号"),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text: str, value: str) -> None:
    assert read_address(text).value == value


@pytest.mark.parametrize(
    "text",
    ["好的", "我不知道", "什么地址", "我住三楼", "是的", "社保卡丢了", "我想办居住证", "要写到门牌号吗", "嗯", "不对"],
)
def test_no_address(text: str) -> None:
    assert read_address(text).nothing


SPOKEN = [
    ("不锈钢厂宿舍三号楼", "不锈钢厂宿舍3号楼"), ("哪吒路三号", "哪吒路3号"), ("想想幼儿园门口", "想想幼儿园门口"),
    ("额尔敦路十号", "额尔敦路10号"),
    ("写字楼三层", "写字楼3层"), ("没家庄十号", "没家庄10号"), ("嗯，何家村十号", "何家村10号"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SPOKEN)
def test_a_place_may_hold_words_that_mean_no_or_ask(text: str, value: str) -> None:
    assert read_address(text).value == value


@pytest.mark.parametrize(
    "typed",
    ["陕西省咸阳市乾县", "臺北路3號", "建设路十号", "（北区）3号楼", "不锈钢厂宿舍3号楼", "额尔敦路10号", "写字楼3层",
    "老营盘", "Unit 5, 88 Nanjing Rd", "𠮷野路5号"],
)  # fmt: skip
def test_a_typed_address_stays_as_it_is(typed: str) -> None:
    assert read_typed_address(typed).value == typed
    assert read_typed_address(f"我家住在{typed}").value == typed


@pytest.mark.parametrize("text", ["好的", "不知道", "我想想", "要写到门牌号吗", "我想办居住证", "在"])
def test_no_typed_address(text: str) -> None:
    assert read_typed_address(text).nothing


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("建设路，建设路十八号", "建设路18号"),
        ("中山路五十六号，旁边是个幼儿园", "中山路56号"),
        ("滨江路九号，门口有棵大树", "滨江路9号"),
        ("创新大厦A座二千三百零五", "创新大厦A座2305"),
        ("阳光花园二期，三号楼，二单元，四零二", "阳光花园2期3号楼2单元402"),
        ("新华街，新华小区五号楼", "新华街，新华小区5号楼"),
    ],
)
def test_what_is_said_on_and_what_stands_beside_it(said: str, value: str) -> None:
    reading = read_address(said)
    assert (reading.value, reading.doubtful) == (value, False)


@pytest.mark.parametrize("said", ["说不清叫什么路，反正挨着体育馆", "我也不知道是哪条街，反正靠近车站"])
def test_where_only_a_neighbour_is_known_the_place_is_asked_for(said: str) -> None:
    assert not read_address(said).value
