"""The conclusion as DOCX: the same text with headings, lists, tables and page numbers of Word."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any, Final

from monitoring.wording.annex import Table
from monitoring.wording.document import Advice, Document

FONT: Final = "Times New Roman"
#: A4 with the margins of Kazakh office work, and what lies between them; millimetres.
WIDTH, HEIGHT, LEFT, RIGHT, EDGE = 210, 297, 30, 15, 20
INNER: Final = WIDTH - LEFT - RIGHT
#: Left free for the emblem; millimetres.
EMBLEM: Final = 25
#: The share of a table's width that its first column takes, and of one with many columns.
FIRST, FIRST_OF_MANY, MANY = 0.36, 0.28, 7
#: Parts of the line that the office, the place to sign and the name take.
SIGNATURE: Final = (0.42, 0.23, 0.35)
#: The earliest day that a ZIP archive, which a DOCX is, can name.
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LOCALES: Final = {"kk": "kk-KZ", "ru": "ru-RU"}


def as_docx(doc: Document) -> bytes:
    """A Word document on A4; no clock is asked."""
    from docx import Document as NewFile

    file = NewFile()
    _name(file, doc)
    _styles(file, doc)
    _pages(file, doc)
    _head(file, doc)
    _body(file, doc)
    _signature(file, doc)
    _annex(file, doc)
    return _packed(file)


def _name(file: Any, doc: Document) -> None:
    core = file.core_properties
    core.title, core.author = f"{doc.title} № {doc.number}", doc.centre
    core.language, core.comments = _LOCALES[doc.language], ""
    core.created = core.modified = _signed(doc)


def _styles(file: Any, doc: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    language = file.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    language.set(qn("w:val"), _LOCALES[doc.language])
    for name, size in (("Normal", 12), ("Title", 14), ("Heading 1", 12), ("Heading 2", 12)):
        style = file.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        style.font.bold = name != "Normal"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # those of the theme come before a name
        for alphabet in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(alphabet), FONT)
    file.styles["Normal"].paragraph_format.space_after = Pt(6)
    caption = file.styles["Caption"]
    caption.font.size, caption.font.color.rgb = Pt(11), RGBColor(0, 0, 0)
    caption.paragraph_format.keep_with_next = True
    title = file.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _pages(file: Any, doc: Document) -> None:
    """A4; page numbers below, from the second page on the conclusion's number above."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin = section.bottom_margin = Mm(EDGE)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run(f"№ {doc.number}")
    for footer in (section.footer, section.first_page_footer):
        below = footer.paragraphs[0]
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(below, "PAGE")
        below.add_run(" / ")
        _field(below, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """What Word itself fills in when the file is opened."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _head(file: Any, doc: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm

    right, centre = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    to = file.add_paragraph(doc.to)
    to.alignment, to.paragraph_format.left_indent = right, Mm(INNER / 2)
    whose = file.add_paragraph(f"{doc.centre}, {doc.region}")
    whose.alignment, whose.paragraph_format.space_before = centre, Mm(EMBLEM)
    file.add_paragraph(doc.title, style="Title").alignment = centre
    line = file.add_paragraph("\t".join(filter(None, (doc.day, f"№ {doc.number}", doc.place))))
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(INNER / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(INNER), WD_TAB_ALIGNMENT.RIGHT)
    quarter = file.add_paragraph()
    quarter.add_run(doc.quarter).bold, quarter.alignment = True, centre
    for text in (doc.basis, *doc.notes):
        file.add_paragraph(text)


def _body(file: Any, doc: Document) -> None:
    for heading, sentences in doc.sections:
        file.add_heading(heading, level=1)
        for sentence in sentences:
            file.add_paragraph(sentence)
    file.add_heading(doc.heading, level=1)
    if doc.none:
        file.add_paragraph(doc.none)
    for text, advice in doc.shortcomings:
        file.add_paragraph(text, style="List Number").paragraph_format.keep_with_next = True
        for one in advice:
            paragraph = file.add_paragraph(style="List Continue")
            paragraph.add_run(f"{doc.words['advice']}: ").bold = True
            paragraph.add_run(f"{_advice(one)}.")
    if doc.further:
        file.add_heading(doc.words["further"], level=2)
        for one in doc.further:
            file.add_paragraph(f"{_advice(one)}.", style="List Bullet")
    if doc.earlier:
        file.add_heading(doc.words["earlier"], level=1)
        for one in doc.earlier:
            why = f": {one.why}" if one.why else ""
            file.add_paragraph(f"{_advice(one)} – {one.outcome}{why}", style="List Bullet")


def _advice(one: Advice) -> str:
    return f"{one.text} ({one.details})"


def _signature(file: Any, doc: Document) -> None:
    """The office, a line to sign on, the name; never alone on a page."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    file.paragraphs[-1].paragraph_format.keep_with_next = True
    space = file.add_paragraph()
    space.paragraph_format.space_after, space.paragraph_format.keep_with_next = Pt(18), True
    grid = file.add_table(rows=1, cols=len(SIGNATURE))
    grid.autofit = False
    row = grid.rows[0]
    _mark(row, "w:cantSplit")
    for cell, part, text in zip(row.cells, SIGNATURE, (doc.office, "", doc.signer), strict=True):
        cell.width, cell.text = Mm(INNER * part), text
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    below = f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="4"/></w:tcBorders>'
    properties = row.cells[1]._tc.get_or_add_tcPr()
    properties.insert_element_before(parse_xml(below), "w:shd", "w:noWrap", "w:vAlign")


def _annex(file: Any, doc: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    to = file.add_paragraph(doc.annex.to)
    to.alignment, to.paragraph_format.page_break_before = WD_ALIGN_PARAGRAPH.RIGHT, True
    file.add_heading(doc.annex.title, level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for table in doc.annex.tables:
        file.add_paragraph(table.caption, style="Caption")
        if table.rows:
            _table(file, table)
        for text in filter(None, (table.none, table.note)):
            file.add_paragraph().add_run(text).font.size = Pt(10)


def _table(file: Any, table: Table) -> None:
    from docx.shared import Mm

    columns = len(table.head)
    grid = file.add_table(rows=0, cols=columns, style="Table Grid")
    grid.autofit = False
    _margins(grid)
    _mark(_line(grid, table.head, bold=True, size=8), "w:tblHeader")
    for row in table.rows:
        line = _line(grid, (row.label, *row.cells), bold=bool(row.kind))
        if row.kind == "group":
            _merge(line)
    first = INNER * (FIRST if columns < MANY else FIRST_OF_MANY)
    others = (INNER - first) / (columns - 1)
    for number, column in enumerate(grid.columns):
        column.width = Mm(others if number else first)
        for cell in column.cells:
            cell.width = column.width
    file.add_paragraph()


def _line(grid: Any, texts: tuple[str, ...], *, bold: bool, size: float = 10) -> Any:
    """A row with a text in each cell; the heading of several rows has one text only."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    row = grid.add_row()
    _mark(row, "w:cantSplit")
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=False)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if number else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
    return row


def _margins(grid: Any) -> None:
    """Less room beside the text of a cell than Word leaves: long words must fit into a column."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = "".join(f'<w:{side} w:w="50" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _merge(row: Any) -> None:
    """One cell over the whole row, without the empty paragraphs of those that it takes in."""
    cell = row.cells[0].merge(row.cells[-1])
    for paragraph in cell.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    cell.paragraphs[0].paragraph_format.keep_with_next = True


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _signed(doc: Document) -> datetime:
    """The day of signing, so that making the file again gives the same file."""
    day = date.fromisoformat(doc.signed_on) if doc.signed_on else date(1980, 1, 1)
    return datetime.combine(day, time(), tzinfo=UTC)


def _packed(file: Any) -> bytes:
    """The archive with its members in a fixed order and at a fixed time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
