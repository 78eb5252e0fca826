import pytest

from dialogue.understand.several import read_several

OPTIONS = {"身份证": ("身份证原件",), "户口本": ("户口簿",), "照片": ("相片", "一寸照"), "合同": ("租房合同",)}
ALL = "身份证、户口本、照片、合同"
READ = [
    ("身份证和户口本", "身份证、户口本"),
    ("户口本，还有身份证", "身份证、户口本"),
    ("身份证户口本都要", "身份证、户口本"),
    ("都要", ALL),
    ("全部", ALL),
    ("四个都要", ALL),
    ("三个都要", ""),
    ("第一个和第三个", "身份证、照片"),
    ("1、3", "身份证、照片"),
    ("除了照片都要", "身份证、户口本、合同"),
    ("不要照片，其他都要", "身份证、户口本、合同"),
    ("前两个", "身份证、户口本"),
    ("身份症，虎口本", "身份证、户口本"),
    ("一寸照还有租房合同", "照片、合同"),
    ("身份证，不对，户口本和照片", "户口本、照片"),
    ("户口簿", "户口本"),
    ("你好", ""),
    ("要身份证吗", ""),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text: str, value: str) -> None:
    assert read_several(text, OPTIONS).value == value


@pytest.mark.parametrize("text", ["都不要", "一个都不要", "都没有"])
def test_none_of_them(text: str) -> None:
    assert "至少" in read_several(text, OPTIONS).message
