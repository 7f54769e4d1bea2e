"""Text that is not UTF-8 is read in the code page in which its letters make words."""

# ruff: noqa: RUF001 - letters of other alphabets are what this is about

from __future__ import annotations

import pytest

from shared.core.ingest.text.encoding import decode

_TEXTS = {
    "cp1252": "name;città\nMüller;Zürich €5\nFrançois;Orléans – naïve\nÑandú;“quoted” it’s\n",
    "iso8859_2": "Łukasz Wiśniewski;Łódź, Gdańsk\nŻółć;świętokrzyskie\n",
    "cp1251": "имя;город\nиван;москва\nАнна;Санкт-Петербург\n",
    "koi8_r": "имя;город\nИван Петров;Москва\nАнна;Санкт-Петербург\n",
    "cp866": "имя;город\nИван Петров;Москва\nАнна;Санкт-Петербург\n",
    "cp1253": "όνομα;πόλη\nΓιώργος;Αθήνα\nΜαρία;Θεσσαλονίκη\n",
    "cp1255": "שם;עיר\nדוד כהן;תל אביב\n",
    "cp1256": "الاسم;المدينة\nمحمد;القاهرة\n",
    "cp874": "ชื่อ;เมือง\nสมชาย;กรุงเทพมหานคร\n",
    "cp932": "名前;都市\n田中さん;東京\nスズキ;大阪\n",
    "cp949": "이름;도시\n김철수;서울\n박영희;부산\n",
    "gb18030": "姓名;城市\n张伟;北京\n王芳;上海市浦东新区\n",
    "big5": "姓名;城市\n張偉;台北\n陳怡君;高雄市前鎮區\n",
    "cp850": "Name;Straße\nMüller;Königsallee für Gäste\nJörg;Bäckerstraße 5\n",
    "mac_roman": "Name;Straße\nMüller;Königsallee für Gäste\nJörg;Bäckerstraße 5\n",
    "utf-16-le": "姓名;城市\n张伟;北京\n",
    "utf-16-be": "имя;город\nИван Петров;Москва\n",
}


@pytest.mark.parametrize("encoding", _TEXTS)
def test_letters_tell_the_code_page(encoding: str) -> None:
    """Every text comes back, whatever it was written in."""
    assert decode(_TEXTS[encoding].encode(encoding)).text == _TEXTS[encoding]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("nombre\nMuñoz Peña\n¿qué? ¡sí!\n", "cp1252"),
        ("x\n5 µm ± 2 °C ½\n", "cp1252"),
        ("area\n5 m²\n6 m³\nNº 1º\n", "cp1252"),
        ("price\n£5\n£1,200.50\n", "cp1252"),
        ("nafn\nÞór Guðmundsson\nJón Sigurðsson það\n", "cp1252"),
        ("był; miał\nżona\n", "iso8859_2"),
        ("Částka\nJiří Dvořák\nŁukasz Żółw\n", "iso8859_2"),
        ("jméno\nŽižka\nŠkoda\nČeněk\n", "iso8859_2"),
        ("nume;oraş\nŞtefan;Iaşi\nŢuţea;Bucureşti\n", "cp1250"),
        ("ürün;fiyat\nkağıt;5\nsu şişesi;7\n", "cp1254"),
        ("ad;şehir\nIşıl;İstanbul\nÇağrı;Muğla\n", "cp1254"),
        ("名前,メモ\n田中さん,よろしくお願いします\n", "euc_jp"),
        ("日期,客户,金额\n2024年1月5日,北京科技有限公司,1200\n", "gb18030"),
    ],
)
def test_few_letters_and_signs_tell_it_too(text: str, encoding: str) -> None:
    """Signs that stand with numbers, at the beginning of questions or behind metres are no letters of another page."""
    assert decode(text.encode(encoding)).text == text


def test_a_single_letter_is_western() -> None:
    """Little evidence changes nothing: most such files were written by Windows in the west."""
    assert decode("café,1\n".encode("cp1252")).text == "café,1\n"


def test_the_guess_is_named() -> None:
    """People are told which alphabet was taken for theirs."""
    (repair,) = decode(_TEXTS["cp1251"].encode("cp1251")).repairs
    assert "Windows-1251 (Cyrillic)" in repair.what
