"""What belongs together stands on one line."""

from bundlinje.basics.formats import NO_BREAK as NB
from bundlinje.reports.content import paragraph
from bundlinje.reports.unbroken import NO_BREAK_HYPHEN as HYPHEN
from bundlinje.reports.unbroken import unbroken


def test_a_number_keeps_its_sign_and_unit():
    assert unbroken("1,9 mio. kr. og 12 %") == f"1,9{NB}mio.{NB}kr. og 12{NB}%"


def test_a_chance_keeps_its_word():
    assert unbroken("over 99 % eller under 1 %") == f"over{NB}99{NB}% eller under{NB}1{NB}%"


def test_an_interval_keeps_its_hyphen():
    assert unbroken("90 %-interval") == f"90{NB}%{HYPHEN}interval"


def test_a_section_of_the_law_keeps_its_number():
    assert unbroken("§ 85 a og § 110-boform") == f"§{NB}85{NB}a og §{NB}110{HYPHEN}boform"


def test_other_text_and_every_part_of_a_report():
    assert unbroken(paragraph("den 5. maj, 3 børn")) == paragraph("den 5. maj, 3 børn")
    assert unbroken(paragraph("§ 110")) == paragraph(f"§{NB}110")
