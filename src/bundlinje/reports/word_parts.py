"""Small parts of a Word document that python-docx leaves to its XML."""

from __future__ import annotations

import re
from typing import Any

from bundlinje.reports.unbroken import NO_BREAK_HYPHEN


def element(tag: str, /, **attributes: str) -> Any:
    """Return an element; attributes are of the same namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    prefix = tag.split(":")[0]
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"{prefix}:{key}"), value)
    return made


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field with the value that it has now, so that nothing has to be updated."""
    from docx.oxml.ns import qn

    field = element("w:fldSimple", instr=code)
    run, text = element("w:r"), element("w:t")
    text.text = shown
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_link(paragraph: Any, text: str, address: str) -> None:
    """Add a link to an address of the web."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink")
    link.set(qn("r:id"), relation)
    _linked(paragraph, link, text)


def link_to_bookmark(paragraph: Any, text: str, name: str) -> None:
    """Add a link to a place in the document."""
    _linked(paragraph, element("w:hyperlink", anchor=bookmark_name(name)), text)


def _linked(paragraph: Any, link: Any, text: str) -> None:
    from docx.text.run import Run

    paragraph._p.append(link)
    run = Run(element("w:r"), paragraph)
    run.text = text
    run.font.underline = True
    link.append(run._r)
    _coloured(run, "0B5394")


def _coloured(run: Any, colour: str) -> None:
    from docx.shared import RGBColor

    run.font.color.rgb = RGBColor.from_string(colour)


def bookmark(paragraph: Any, name: str) -> None:
    """Make a paragraph a place that links can point to."""
    number = str(len(paragraph.part.element.xpath("//w:bookmarkStart")) + 1)
    paragraph._p.append(element("w:bookmarkStart", id=number, name=bookmark_name(name)))
    paragraph._p.append(element("w:bookmarkEnd", id=number))


def bookmark_name(name: str) -> str:
    """Return a name as Word allows it: letters, digits and underscores, at most 40."""
    return re.sub(r"\W", "_", name)[:40]


def describe(shape: Any, title: str, text: str) -> None:
    """Give a picture its title and alternative text."""
    for side in "TBLR":
        # What is left out here is room around the picture in LibreOffice.
        shape._inline.set(f"dist{side}", "0")
    properties = shape._inline.docPr
    properties.set("name", title)
    properties.set("title", title)
    properties.set("descr", text)


def set_language(document: Any, language: str) -> None:
    """Set the language of the whole document."""
    from docx.oxml.ns import qn

    styles = document.styles.element
    for place in list(styles.iter(qn("w:lang"))):
        place.getparent().remove(place)
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.append(element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))


def side_line(style: Any, colour: str) -> None:
    """Draw a thick line to the left of paragraphs of a style."""
    from docx.shared import Pt

    borders = element("w:pBdr")
    borders.append(element("w:left", val="single", sz="24", space="8", color=colour))
    _into_properties(style, borders)
    style.paragraph_format.left_indent = Pt(10)


def shade(style: Any, colour: str) -> None:
    """Shade paragraphs of a style."""
    _into_properties(style, element("w:shd", val="clear", color="auto", fill=colour))


def _into_properties(style: Any, part: Any) -> None:
    """Put an element where the order of paragraph properties asks for it."""
    properties = style.element.get_or_add_pPr()
    following = (
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:jc", "w:outlineLvl",
    )  # fmt: skip
    properties.insert_element_before(part, *following)


def keep_hyphens(document: Any) -> None:
    """Make hyphens that do not break Word's own: few typefaces have the sign."""
    from docx.oxml.ns import qn

    for text in list(document.element.body.iter(qn("w:t"))):
        parts = (text.text or "").split(NO_BREAK_HYPHEN)
        text.text = parts[0]
        text.set(qn("xml:space"), "preserve")
        for part in reversed(parts[1:]):
            after = element("w:t")
            after.text = part
            after.set(qn("xml:space"), "preserve")
            text.addnext(after)
            text.addnext(element("w:noBreakHyphen"))


def without_thumbnail(document: Any) -> None:
    """Take away the small picture of the empty template that file browsers would show."""
    relations = document.part.package.rels
    for name in [name for name, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[name]
