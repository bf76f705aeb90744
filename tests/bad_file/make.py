#!/usr/bin/env python3
"""Makes the corpus of bad files: `python make.py` writes every file of this folder anew, byte for byte the same.

Needs pyarrow (tested with the version in `PYARROW`) for the Parquet files; all else is written with the standard
library, so that a reader sees each part of a broken workbook. Moments are fixed, people, names and numbers are made
up: mobile numbers begin with 013000, identity numbers have a serial that begins with 999. What must become of each
file is in `manifest.toml`, which nobody generates.
"""

import gzip
import io
import random
import struct
import sys
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

PYARROW = "26.0.1"
HERE = Path(__file__).resolve().parent
RANDOM = random.Random(20220630)

# --- People ----------------------------------------------------------------------------------------------------------

WOMEN = ["আমেনা খাতুন", "সখিনা বিবি", "ফুলজান নেছা", "রাবেয়া সুলতানা", "জরিনা পারভীন", "হালিমা আক্তার"]
MEN = ["রহিম উদ্দিন", "কাশেম মোড়ল", "নিতাই সরকার", "গফুর গাজী", "বাবলু সানা", "তপন দাশ"]
ENGLISH = ["Amena Khatun", "Rahim Uddin", "Sakhina Bibi", "Kashem Morol", "Fuljan Nesa", "Nitai Sarkar"]
UNION = "40879071"
BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

LIST = ["beneficiary_id", "programme_code", "name_bn", "sex", "union_code", "enrolled_on", "status"]
LIST_BANGLA = ["ভাতাভোগীর আইডি", "কর্মসূচি", "ভাতাভোগীর নাম", "লিঙ্গ", "ইউনিয়ন কোড", "তালিকাভুক্তির তারিখ", "অবস্থা"]
PAYMENT = ["payment_id", "batch_id", "beneficiary_id", "programme_code", "fiscal_year", "cycle", "amount_taka",
           "provider", "ordered_on", "status"]
PAYMENT_BANGLA = ["পরিশোধ নম্বর", "ব্যাচ নম্বর", "ভাতাভোগীর আইডি", "ভাতার ধরন", "অর্থবছর", "কিস্তি", "টাকার পরিমাণ",
                  "সেবাদাতা", "আদেশের তারিখ", "অবস্থা"]


def bangla(value):
    return str(value).translate(BANGLA_DIGITS)


def person(number, **changes):
    """A row of a list; `changes` replace cells by column name."""
    is_woman = number % 2 == 1
    row = {
        "beneficiary_id": f"B{number:03}",
        "programme_code": "OAA",
        "name_bn": (WOMEN if is_woman else MEN)[number // 2 % 6],
        "sex": "female" if is_woman else "male",
        "union_code": UNION,
        "enrolled_on": f"2019-07-{number % 28 + 1:02}",
        "status": "active",
    }
    row.update(changes)
    return row


def person_bangla(number, **changes):
    row = person(number)
    row.update({
        "beneficiary_id": bangla(1000 + number),
        "programme_code": "বয়স্ক ভাতা",
        "sex": "মহিলা" if number % 2 == 1 else "পুরুষ",
        "union_code": bangla(UNION),
        "enrolled_on": bangla(f"{number % 28 + 1:02}/07/2019"),
        "status": "সক্রিয়",
    })
    row.update(changes)
    return row


def payment(number, **changes):
    row = {
        "payment_id": f"P{number:03}",
        "batch_id": "G2P-01",
        "beneficiary_id": f"B{number:03}",
        "programme_code": "OAA",
        "fiscal_year": "2021-22",
        "cycle": "Q1",
        "amount_taka": "1500",
        "provider": "bkash",
        "ordered_on": f"2021-10-{number % 28 + 1:02}",
        "status": "settled",
    }
    row.update(changes)
    return row


def people(count, first=1, **changes):
    return [person(number, **changes) for number in range(first, first + count)]


def payments(count, first=1, **changes):
    return [payment(number, **changes) for number in range(first, first + count)]


def nid17(year, number):
    return f"{year}8719071999{number:03}"


def cells(rows, columns):
    return [[row.get(column, "") for column in columns] for row in rows]


def table(columns, rows, head=None):
    """The header and the cells below it; `head` are the headings if they are not the names of the columns."""
    return [list(head or columns)] + cells(rows, columns)


# --- Text ------------------------------------------------------------------------------------------------------------

FILES = {}


def add(name, content):
    assert name not in FILES, name
    FILES[name] = content if isinstance(content, bytes) else content.encode()


def csv_text(rows, separator=",", end="\n"):
    def cell(value):
        value = str(value)
        if any(letter in value for letter in (separator, '"', "\n", "\r")):
            return '"' + value.replace('"', '""') + '"'
        return value

    return "".join(separator.join(cell(value) for value in row) + end for row in rows)


def add_list(name, rows, columns=LIST, **how):
    add(name, csv_text(table(columns, rows), **how))


# --- Workbooks -------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLE_DATE, STYLE_FILLED = 1, 2
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="0"/></cellXfs>'
    "</styleSheet>"
)


def letters(index):
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


class Raw(str):
    """The XML of a cell without its reference: `Raw('<c r="{r}"/>')`."""


class Serial(float):
    """A day as a number that the sheet shows as a date."""


EMPTY_BUT_FORMATTED = Raw(f'<c r="{{r}}" s="{STYLE_FILLED}"/>')


def cell_xml(value, reference):
    if value is None or value == "":
        return ""
    if isinstance(value, Raw):
        return value.replace("{r}", reference)
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Serial):
        return f'<c r="{reference}" s="{STYLE_DATE}"><v>{float(value):g}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value}</v></c>'
    text = escape(str(value), {"\n": "&#10;"})
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet_xml(rows, first_row=1, first_column=0, dimension=None, merges=(), tail="", attributes=None):
    body = []
    for number, row in enumerate(rows, first_row):
        inside = "".join(cell_xml(value, f"{letters(column)}{number}") for column, value in enumerate(row, first_column))
        extra = (attributes or {}).get(number, "")
        body.append(f'<row r="{number}"{extra}>{inside}</row>')
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    merged = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    return f'<worksheet xmlns="{MAIN}">{claimed}<sheetData>{"".join(body)}{tail}</sheetData>{merged}</worksheet>'


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    """A zip file of (name, bytes) with a fixed moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression, compresslevel=9) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, (2022, 6, 30, 12, 0, 0))
            info.compress_type = compression
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def workbook_parts(sheets, shared=None, settings="", relation_targets=None, namespace=MAIN):
    """`sheets`: (name, XML, state); `shared`: the XML of the table of texts."""
    entries, relations, types = [], [], []
    for number, (name, _, state) in enumerate(sheets, 1):
        shown = f' state="{state}"' if state else ""
        entries.append(f'<sheet name="{escape(name)}" sheetId="{number}"{shown} r:id="rId{number}"/>')
        target = (relation_targets or {}).get(number, f"worksheets/sheet{number}.xml")
        relations.append(f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="{target}"/>')
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
    relations.append(f'<Relationship Id="rId90" Type="{RELATIONS}/styles" Target="styles.xml"/>')
    if shared:
        relations.append(f'<Relationship Id="rId91" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>')
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = [
        ("[Content_Types].xml",
         f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/xl/workbook.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
         + "".join(types) + "</Types>"),
        ("_rels/.rels",
         f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
         f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml",
         f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">{settings}<sheets>{"".join(entries)}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels",
         f'<Relationships xmlns="{package}/relationships">{"".join(relations)}</Relationships>'),
        ("xl/styles.xml", STYLES),
    ]
    if shared:
        parts.append(("xl/sharedStrings.xml", shared))
    for number, (_, xml, _) in enumerate(sheets, 1):
        parts.append((f"xl/worksheets/sheet{number}.xml", xml))
    return [(name, content.encode() if isinstance(content, str) else content) for name, content in parts]


def workbook(rows, **how):
    """A workbook of one sheet."""
    return zipped(workbook_parts([("তালিকা", sheet_xml(rows, **how), None)]))


def serial(day):
    """The number by which a spreadsheet stores a day."""
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


# --- Encodings, separators, ends of lines ----------------------------------------------------------------------------

def encodings():
    plain = csv_text(table(LIST, [person_bangla(n) for n in range(1, 7)], LIST_BANGLA))
    add("encoding_utf8.csv", plain)
    add("encoding_utf8_mark.csv", "\ufeff" + plain)
    tabs = csv_text(table(LIST, people(6)), "\t", "\r\n")
    add("encoding_utf16_little.txt", b"\xff\xfe" + tabs.encode("utf-16-le"))
    add("encoding_utf16_big.csv", b"\xfe\xff" + csv_text(table(LIST, people(6))).encode("utf-16-be"))
    add("encoding_utf16_without_mark.txt", tabs.encode("utf-16-le"))
    western = people(5)
    for row, name in zip(western, ["René D’Costa", "Amélie Rozario", "Amena Khatun", "Rahim Uddin", "Zoë Gomes"]):
        row["name_bn"] = name
    add("encoding_windows_1252.csv", csv_text(table(LIST, western)).encode("cp1252"))
    damaged = plain.encode()
    place = damaged.index("খাতুন".encode()) + 3
    add("encoding_damaged.csv", damaged[:place] + b"\xe9" + damaged[place:])
    add("nul_bytes.csv", csv_text(table(LIST, people(120))).encode().replace(b"B007", b"B0\x0007"))
    add_list("separator_semicolon.csv", people(6), separator=";")
    add_list("separator_tab.tsv", people(6), separator="\t")
    add_list("separator_pipe.txt", people(6), separator="|")
    add("separator_line.csv", "sep=;\r\n" + csv_text(table(LIST, people(6)), ";", "\r\n"))
    add_list("line_ends_old_mac.csv", people(6), end="\r")
    lines = csv_text(table(LIST, people(6))).splitlines()
    ends = ["\r\n", "\n", "\r\n", "\n", "\n\n", "\r\n", ""]
    add("line_ends_mixed.csv", "".join(line + end for line, end in zip(lines, ends)))
    semicolons = people(6)
    for row in semicolons:
        row["name_bn"] = row["name_bn"] + "; " + "মৃত পিতা, মাতা"
    add_list("separator_in_text.csv", semicolons)


# --- Rows around the table -------------------------------------------------------------------------------------------


def around():
    width = len(LIST)
    titles = [
        ["গণপ্রজাতন্ত্রী বাংলাদেশ সরকার"],
        ["উপজেলা সমাজসেবা কার্যালয়, তালা, সাতক্ষীরা"],
        ["স্মারক নং: ৪১.০১.৮৭৯০.০০০.১৬.০০১.২২", "", "", "", "তারিখ:", "৩০/০৬/২০২২"],
        [],
        ["বিষয়: বয়স্ক ভাতাভোগীর তালিকা, অর্থবছর ২০২১-২২"],
    ]
    body = table(LIST, [person_bangla(n) for n in range(1, 7)], LIST_BANGLA)
    add("title_rows.csv", csv_text([row + [""] * (width - len(row)) for row in titles] + body))
    add("title_rows.xlsx", workbook(titles + [[]] + body, merges=["A1:G1", "A2:G2", "A5:G5"]))
    numbers = [bangla(number) for number in range(1, width + 1)]
    add("column_numbers.csv", csv_text([body[0], numbers] + body[1:]))
    add("column_numbers_in_brackets.xlsx", workbook([body[0], [f"({number})" for number in range(1, width + 1)]] + body[1:]))
    columns = ["beneficiary_id", "programme_code", "name_bn", "father_name", "mother_name", "sex", "union_code",
               "ward_no", "enrolled_on", "status"]
    rows = [person_bangla(n, father_name=MEN[n % 6], mother_name=WOMEN[n % 6], ward_no=bangla(n)) for n in range(1, 7)]
    upper = ["ভাতাভোগীর আইডি", "কর্মসূচি", "নাম", "", "", "লিঙ্গ", "ঠিকানা", "", "তালিকাভুক্তির তারিখ", "অবস্থা"]
    lower = ["", "", "ভাতাভোগীর নাম", "পিতার নাম", "মাতার নাম", "", "ইউনিয়ন কোড", "ওয়ার্ড নং", "", ""]
    add("two_row_header.csv", csv_text([upper, lower] + cells(rows, columns)))
    add("two_row_header.xlsx", workbook(
        [["বয়স্ক ভাতাভোগীর তালিকা"], upper, lower] + cells(rows, columns),
        merges=["A1:J1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:H2", "I2:I3", "J2:J3"],
    ))
    long = [person_bangla(n) for n in range(1, 13)]
    head = [list(LIST_BANGLA)]
    add("repeated_header.csv", csv_text(head + cells(long[:4], LIST) + head + cells(long[4:8], LIST) + head + cells(long[8:], LIST)))
    signature = [[""] * 7, ["প্রস্তুতকারী: অফিস সহকারী"], ["প্রতিস্বাক্ষর: উপজেলা সমাজসেবা কর্মকর্তা"]]
    add("signature_lines.csv", csv_text(head + cells(long, LIST) + signature))
    add("signature_lines_in_last_column.xlsx", workbook(
        head + cells(long, LIST) + [[], [], [None] * 5 + ["স্বাক্ষর"], [None] * 5 + ["উপজেলা সমাজসেবা কর্মকর্তা"]]))
    add("blank_rows_between.csv", csv_text(head + cells(long[:3], LIST) + [[""] * 7, [" "] * 7] + cells(long[3:6], LIST)))
    add("rows_above_header.csv", csv_text(cells(people(3), LIST) + [LIST] + cells(people(3, 4), LIST)))
    add("header_in_row_40.csv", csv_text([[f"টীকা {bangla(n)}"] for n in range(1, 40)] + table(LIST, people(6))))
    add("table_in_a_corner.xlsx", workbook(table(LIST, people(6)), first_row=9, first_column=4))
    add("no_header_row.csv", csv_text(cells(people(8), LIST)))


def totals():
    rows = payments(4, programme_code="বয়স্ক ভাতা") + payments(4, 5, programme_code="বয়স্ক ভাতা")
    width = len(PAYMENT)

    def line(word, amount, place=0):
        row = [""] * width
        row[place], row[6] = word, amount
        return row

    body = cells(rows, PAYMENT)
    add("total_rows_bangla.csv", csv_text(
        [PAYMENT_BANGLA] + body[:4] + [line("উপমোট", "৬,০০০")] + body[4:] + [line("উপমোট", "৬,০০০"), line("সর্বমোট =", "১২,০০০/-")]))
    add("total_rows_english.csv", csv_text(
        [PAYMENT] + body[:4] + [line("Sub-total", "6000")] + body[4:] + [line("Grand Total:", "12,000.00", 5)]))
    add("total_rows_counting.csv", csv_text([PAYMENT_BANGLA] + body + [line("মোট ৮ জন", "১২০০০"), line("মোট টাকা:", "১২০০০", 4)]))
    add("total_rows_in_words.csv", csv_text(
        [PAYMENT_BANGLA] + body + [line("", "12000"), line("কথায়: বার হাজার টাকা মাত্র", "")]))
    add("total_row.xlsx", workbook([PAYMENT_BANGLA] + body + [["সর্বমোট"] + [None] * 5 + [
        Raw('<c r="{r}"><f>SUM(G2:G9)</f><v>12000</v></c>')]], merges=["A10:F10"]))
    add("person_called_total.csv", csv_text(table(LIST, [
        person(1, name_bn="মোট"), person(2, name_bn="সর্বমোট"), person(3, name_bn="মোটু মিয়া"), person(4, name_bn="Total"),
        person(5), person(6), person(7, beneficiary_id="T7", name_bn="মোট")])))
    # The line of a person whose number is missing is no sum, whatever the name.
    add("person_called_total_without_key.csv", csv_text(table(LIST, people(5) + [person(6, beneficiary_id="", name_bn="মোট")])))
    contacts = ["union_code", "ward_no", "role", "name_bn", "mobile"]
    people_to_call = [
        {"union_code": UNION, "ward_no": str(n), "role": "volunteer", "name_bn": name, "mobile": f"013000041{n:02}"}
        for n, name in enumerate(["মোট", "Total", "সর্বমোট", "রহিম উদ্দিন"], 1)
    ]
    add_list("contact_called_total.csv", people_to_call, contacts)
    # All of it is numbers but the name, and the union and ward are blank.
    add_list("contact_called_total_without_place.csv",
             people_to_call[3:] + [dict(people_to_call[3], ward_no=str(n)) for n in range(5, 9)]
             + [{"name_bn": "মোট", "mobile": "01300004199"}], contacts)
    ages = ["area_code", "sex", "age_from", "age_to", "persons"]
    add("sex_called_total.csv", csv_text([ages] + [[UNION, sex, a, b, p] for sex, a, b, p in [
        ("পুরুষ", 0, 4, 410), ("মহিলা", 0, 4, 395), ("মোট", 0, 4, 805), ("মোট", 5, "", 7000), ("total", 0, 14, 2401)]]))


# --- Workbooks that people really send -------------------------------------------------------------------------------

def sheets():
    good = sheet_xml(table(LIST, people(6)))
    old = sheet_xml(table(LIST, people(9, 20)))
    cover = sheet_xml([["উপজেলা সমাজসেবা কার্যালয়"], ["তালিকা পরের পাতায়"]])
    pivot = sheet_xml([["কর্মসূচি", "সংখ্যা"], ["OAA", 6]])
    add("hidden_sheet_beside.xlsx", zipped(workbook_parts([("old", old, "hidden"), ("secret", old, "veryHidden"), ("list", good, None)])))
    add("hidden_sheet_only.xlsx", zipped(workbook_parts([("list", good, "hidden"), ("cover", cover, None)])))
    add("several_sheets.xlsx", zipped(workbook_parts([("প্রচ্ছদ", cover, None), ("তালিকা", good, None), ("সারাংশ", pivot, None)])))
    second = sheet_xml(table(LIST, people(6, 7)))
    add("two_sheets_of_one_table.xlsx", zipped(workbook_parts([("ওয়ার্ড ১", good, None), ("ওয়ার্ড ২", second, None)])))
    body = table(LIST, people(6))
    add("hidden_rows.xlsx", workbook(body, attributes={3: ' hidden="1"', 5: ' hidden="1"'}))
    blank = '<row spans="1:7"/>' * 100_000
    add("blank_rows_100000.xlsx", workbook(body, tail=blank, dimension="A1:G100007"))
    formatted = "".join(f'<row r="{n}">' + "".join(f'<c r="{letters(c)}{n}" s="{STYLE_FILLED}"/>' for c in range(7)) + "</row>"
                        for n in range(8, 1008))
    far = f'<row r="1008"><c r="XFD1008" s="{STYLE_FILLED}"/></row>'
    add("formatted_empty_cells.xlsx", workbook(body, tail=formatted + far, dimension="A1:XFD1008"))
    add("blank_tail.csv", csv_text(body + [[""] * 7] * 2000))
    add("blank_columns.csv", csv_text([row + [""] * 250 for row in body]))
    titled = "".join(f"<si><t>{escape(text)}</t></si>" for text in LIST)
    runs = "<si><r><rPr><b/></rPr><t>আমেনা </t></r><r><t>খাতুন</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"
    shared = f'<sst xmlns="{MAIN}" count="8" uniqueCount="8">{titled}{runs}</sst>'
    head = [Raw(f'<c r="{{r}}" t="s"><v>{n}</v></c>') for n in range(7)]
    rich = [[person(n)[column] for column in LIST] for n in range(1, 7)]
    rich[0][2] = Raw('<c r="{r}" t="s"><v>7</v></c>')
    add("rich_text.xlsx", zipped(workbook_parts([("list", sheet_xml([head] + rich), None)], shared=shared)))
    no_references = "".join("<row>" + "".join(
        f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>' for value in row) + "</row>" for row in body)
    add("without_references.xlsx", zipped(workbook_parts(
        [("list", f'<worksheet xmlns="{MAIN}"><sheetData>{no_references}</sheetData></worksheet>', None)])))
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    add("strict_open_xml.xlsx", zipped([
        (name, content.replace(MAIN.encode(), strict.encode()).replace(
            RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"))
        for name, content in workbook_parts([("list", good, None)])]))
    prefixed = good.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    add("prefixed_names.xlsx", zipped(workbook_parts([("list", prefixed, None)])))
    merged = cells(people(10), LIST)
    for place in (1, 2, 4, 5, 6, 8, 9):
        merged[place][4] = None
    add("merged_union.xlsx", workbook([LIST] + merged, merges=["E2:E4", "E5:E8", "E9:E11"]))


def spreadsheet_values():
    columns = LIST + ["birth_date", "id_type", "id_number", "mobile"]
    rows = cells(people(6), LIST)
    for number, row in enumerate(rows, 1):
        row[5] = Serial(serial(row[5]))
        row += [serial(f"1950-0{number}-15"), "nid", 9990700000 + number, 1300004100 + number]
    add("numbers_and_dates.xlsx", workbook([columns] + rows))
    wide = cells(people(6), LIST)
    for number, row in enumerate(wide, 1):
        row += ["", "nid", int(nid17(1950, number)) if number < 4 else nid17(1950, number), ""]
    add("number_of_17_digits.xlsx", workbook([columns] + wide))
    keys = cells(people(6), LIST)
    keys[2][0] = 19508719071999003
    add("key_of_17_digits.xlsx", workbook([LIST] + keys))
    old = cells(people(5), LIST)
    for number, row in enumerate(old, 1):
        day = date(1950, number, 15)
        row += [Serial((day - date(1904, 1, 1)).days), "nid", nid17(1950, number), ""]
    add("dates_since_1904.xlsx", zipped(workbook_parts(
        [("list", sheet_xml([columns] + old), None)], settings='<workbookPr date1904="1"/>')))
    # The same without a format: a number that only the column tells to be a day.
    plain = [row[:7] + [int(row[7])] + row[8:] for row in old]
    add("serials_since_1904.xlsx", zipped(workbook_parts(
        [("list", sheet_xml([columns] + plain), None)], settings='<workbookPr date1904="1"/>')))
    iso = cells(people(3), LIST)
    for row in iso:
        row[5] = Raw('<c r="{r}" t="d"><v>2019-07-01T00:00:00</v></c>')
    add("dates_in_iso_cells.xlsx", workbook([LIST] + iso))
    far = cells(people(6), LIST)
    for row, value in zip(far, ["1e15", "-5", "1e300", "3000000", "0.5"]):
        row[5] = Raw(f'<c r="{{r}}" s="{STYLE_DATE}"><v>{value}</v></c>')
    add("dates_out_of_every_calendar.xlsx", workbook([LIST] + far))
    pay = cells(payments(10), PAYMENT)
    pay[0][6] = Raw('<c r="{r}"><f>500*3</f><v>1500</v></c>')
    pay[1][6] = Raw('<c r="{r}" t="e"><f>#REF!*3</f><v>#REF!</v></c>')
    pay[2][6] = Raw('<c r="{r}" t="str"><f>TEXT(1500,"0")</f><v>1500</v></c>')
    pay[3][6] = 1500.0
    pay[4][6] = Raw('<c r="{r}"><v>NaN</v></c>')
    pay[5][6] = Raw('<c r="{r}"><v>1499.9999999999998</v></c>')
    add("formulas_and_errors.xlsx", workbook([PAYMENT] + pay))
    names = cells(people(6), LIST)
    names[1][2] = Raw('<c r="{r}" t="e"><v>#NAME?</v></c>')
    names[2][4] = Raw('<c r="{r}" t="e"><v>#N/A</v></c>')
    names[3][4] = Raw('<c r="{r}" t="e"><v>#VALUE!</v></c>')
    add("error_instead_of_name.xlsx", workbook([LIST] + names))
    shelter = ["shelter_id", "name_bn", "union_code", "capacity_persons", "has_ramp", "has_water", "is_usable"]
    add("booleans.xlsx", workbook([shelter] + [
        ["S1", "তালা বিদ্যালয় আশ্রয়কেন্দ্র", UNION, 300, True, False, True],
        ["S2", "কলেজ আশ্রয়কেন্দ্র", UNION, "৪৫০ জন", "হ্যাঁ", "না", "হ্যাঁ"],
        ["S3", "মাদ্রাসা আশ্রয়কেন্দ্র", UNION, 200.5, "Yes", 0, 1],
        ["S4", "বাজার আশ্রয়কেন্দ্র", UNION, None, "হয়তো", None, "N"]]))


# --- Cells -----------------------------------------------------------------------------------------------------------

def repaired():
    columns = LIST + ["id_type", "id_number"]
    forms = [bangla(nid17(1950, 1)), "1950 8719 0719 99002", "1950-87190-71999-003", "'" + nid17(1950, 4),
             "’" + bangla("9990700005"), nid17(1950, 6)]
    add_list("repaired_identity_number.csv", [person(n, id_type="nid", id_number=form) for n, form in enumerate(forms, 1)], columns)
    mobiles = ["8801300004101", "+880 1300-004102", "1300004103", bangla("01300004104"), "'01300004105", "01300004106",
               "008801300004107", "০১৩০০ ০০৪ ১০৮"]
    add_list("repaired_mobile.csv", [person(n, mobile=form) for n, form in enumerate(mobiles, 1)], LIST + ["mobile"])
    # Twelve digits: Bagerhat is district 01. Eight: the first digit of the bank is 0.
    add_list("repaired_lost_zero.csv", [
        person(1, id_type="nid", id_number="119071999001", bank_routing_no=routing("01087001")[1:]),
        person(2, id_type="nid", id_number="419071999002", bank_routing_no=routing("02087002")),
        person(3, id_type="nid", id_number="919071999003", bank_routing_no=routing("07087003")[1:]),
    ], columns + ["bank_routing_no"])
    dates = ["30/06/2019", "1-7-19", bangla("15/08/2018"), "2019-07-04", "43650", "5 July 2019", "৬ জুলাই ২০১৯", "7.7.2019"]
    add_list("repaired_dates.csv", [person(n, enrolled_on=form) for n, form in enumerate(dates, 1)])
    # No-break space, byte-order mark, joiner, ত্ for ৎ, অ and া, another normal form, nukta behind the vowel sign,
    # blanks, a vowel sign in two parts.
    texts = ["রহিম\u00a0উদ্দিন", "\ufeffআমেনা খাতুন", "রহি\u200dম উদ্দিন", "আবুল হাসনাত\u09cd", "অ\u09beমেনা খাতুন",
             "কাশেম মো\u09dcল", "নিতাই গাড\u09bf\u09bcয়াল", "  হালিমা   আক্তার ", "কাশেম ম\u09c7\u09beল্লা"]
    add_list("repaired_text.csv", [person(n, name_bn=form) for n, form in enumerate(texts, 1)])
    amounts = ["1,500/-", "৳ ১,৫০০", "Tk. 1500", "১৫০০ টাকা", "1500.00", "১৫০০.৫০", "1500", "BDT 1,500"]
    add_list("repaired_amounts.csv", [payment(n, amount_taka=form) for n, form in enumerate(amounts, 1)], PAYMENT)
    rows = [person_bangla(n, id_type="এনআইডি", id_number=bangla(nid17(1950, n)), mobile=bangla(f"013000042{n:02}"),
                          ward_no=bangla(f"0{n}"), birth_date=bangla(f"{n:02}/03/১৯৫০")) for n in range(1, 7)]
    head = LIST_BANGLA + ["পরিচয়পত্রের ধরন", "পরিচয়পত্র নম্বর", "মোবাইল নং", "ওয়ার্ড নং", "জন্ম তারিখ"]
    add("bangla_digits_everywhere.csv", csv_text(table(columns + ["mobile", "ward_no", "birth_date"], rows, head)))
    marks = ["-", "N/A", "NULL", "--", "\\N", "nil"]
    add_list("marks_for_nothing.csv", [person(n, father_name=mark, mobile=mark, birth_date=mark) for n, mark in enumerate(marks, 1)],
             LIST + ["father_name", "mobile", "birth_date"])


def routing(eight):
    """A routing number with its check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(eight, (5, 7, 1, 5, 7, 1, 5, 7)))
    return eight + str(-total % 10)


def dates():
    births = LIST + ["birth_date"]
    month = ["12/31/1950", "01/15/1951", "03/04/1952", "11/30/1953", "07/22/1954"]
    add_list("dates_month_first.csv", [person(n, birth_date=form) for n, form in enumerate(month, 1)], births)
    both = ["03/04/1950", "01/02/1951", "12/11/1952", "05/05/1953", "07/08/1954"]
    add_list("dates_both_fit.csv", [person(n, birth_date=form) for n, form in enumerate(both, 1)], births)
    mixed = ["12/31/1950", "31/12/1951", "03/04/1952", "15/06/1953", "07/08/1954", "09/10/1955"]
    add_list("dates_mixed.csv", [person(n, birth_date=form) for n, form in enumerate(mixed, 1)], births)
    open_column = [person(n, birth_date=f"0{n}/04/1950", enrolled_on=f"{n + 12}/07/2019") for n in range(1, 6)]
    add_list("dates_decided_by_another_column.csv", open_column, births)


def nulled():
    columns = LIST + ["birth_date", "id_type", "id_number"]
    numbers = ["19508719071999A01", "195087190719990", "11111111111111111", nid17(1899, 4), "19509919071999005",
               "19508779071999006", "19508719071000000"]
    add_list("bad_identity_number.csv", [person(n, id_type="nid", id_number=form) for n, form in enumerate(numbers, 1)], columns)
    add_list("birth_year_differs.csv", people(3) + [person(4, birth_date="1951-02-03", id_type="nid", id_number=nid17(1950, 4))], columns)
    mobiles = ["02123456789", "0130000410", "০১৩০০০০ক৪১", "01200004104", "11111111111"]
    add_list("bad_mobile.csv", [person(n, mobile=form) for n, form in enumerate(mobiles, 1)], LIST + ["mobile"])
    wallets = [("bkash", "01300004101"), ("rocket", "01300004102"), ("rocket", "013000041037"), ("bkash", "013000041047"),
               ("bank_asia", "12345"), ("চাঁদপুর সমিতি", "01300004106")]
    add_list("bad_wallet.csv", [person(n, wallet_provider=who, wallet_number=form) for n, (who, form) in enumerate(wallets, 1)],
             LIST + ["wallet_provider", "wallet_number"])
    right = routing("07087003")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    add_list("bad_routing_number.csv", [person(n, bank_routing_no=form) for n, form in enumerate([right, wrong, "1234", "abc"], 1)],
             LIST + ["bank_routing_no"])
    births = ["2031-01-01", "1879-12-31", "31/02/1950", "1950-13-01", "বহু আগে", "1950-01-01"]
    add_list("bad_birth_date.csv", [person(n, birth_date=form) for n, form in enumerate(births, 1)], LIST + ["birth_date"])
    add_list("unknown_union.csv", [person(1, union_code="99999999"), person(2, union_code="তালা ইউনিয়ন"), person(3, union_code="")] + people(3, 4))
    add_list("value_outside_list.csv", people(3) + [person(4, nid_status="হয়তো", account_holder="চাচা"), person(5, sex="অজানা"),
             person(6, status="কি জানি")], LIST + ["nid_status", "account_holder"])
    lost = ["1.95087E+16", "1.95E+16", "১.৯৯E+১৬", nid17(1950, 4)]
    add_list("exponents.csv", [person(n, id_type="nid", id_number=form, mobile="1.3E+09" if n == 1 else "", wallet_number="1.3E+10" if n == 2 else "")
             for n, form in enumerate(lost, 1)], columns + ["mobile", "wallet_number"])
    add_list("kind_of_number_unknown.csv", [person(1, id_number=nid17(1950, 1)), person(2, id_type="passport", id_number="9990700002"), person(3)], columns)
    head = ["beneficiary_id", "programme_code", "name_bn", "sex", "union_code", "enrolled_on", "status", "এনআইডি", "জন্ম নিবন্ধন নম্বর"]
    side = cells(people(4), LIST)
    for row, pair in zip(side, [(nid17(1950, 1), ""), ("", nid17(1951, 2)), (nid17(1952, 3), nid17(1952, 3)), ("", "")]):
        row += pair
    add("nid_beside_birth_registration.csv", csv_text([head] + side))
    census = ["person_id", "household_id", "name_bn", "sex", "birth_date", "nid", "brn"]
    add_list("nid_of_13_and_17_digits.csv", [
        {"person_id": "X1", "household_id": "H1", "name_bn": WOMEN[0], "sex": "female", "birth_date": "1950-02-03", "nid": nid17(1950, 1)},
        {"person_id": "X2", "household_id": "H2", "name_bn": WOMEN[0], "sex": "female", "birth_date": "1950-02-03", "nid": nid17(1950, 1)[4:]},
        {"person_id": "X3", "household_id": "H2", "name_bn": MEN[0], "sex": "male", "nid": nid17(1950, 3)[4:], "brn": nid17(2015, 4)[:16]},
    ], census)


def bijoy():
    names = ["†gvt Kwig", "†gvt Avãyj Kwig", "†kL gywReyi ingvb", "†gvQvt dv‡Zgv †eMg", "†gv¯Ídv Kvgvj", "†gvnv¤§`"]
    add_list("bijoy_names.csv", [person(n, name_bn=form) for n, form in enumerate(names, 1)])
    add("bijoy_names_windows_1252.csv", csv_text(table(LIST, [person(n, name_bn=form) for n, form in enumerate(names, 1)])).encode("cp1252"))
    add_list("bijoy_that_does_not_come_back.csv", [person(1, name_bn="†gvt K€wig"), person(2, name_bn="evsjv‡`k (Bangladesh)"),
             person(3, name_bn="†gvt Kwig"), person(4)])
    head = ["beneficiary_id", "Kg©m~wP", "fvZv‡fvMxi bvg", "wj½", "union_code", "enrolled_on", "Ae¯’v"]
    add("bijoy_headings.csv", csv_text([head] + cells([person(n, name_bn=form) for n, form in enumerate(names, 1)], LIST)))
    add_list("latin_names_are_not_bijoy.csv", [person(n, name_bn=name) for n, name in enumerate(ENGLISH, 1)])


def quotes():
    add_list("quotes_inside.csv", [person(1, name_bn='আমেনা "ফুলি" খাতুন'), person(2, name_bn='"রহিম"'), person(3)])
    plain = csv_text(table(LIST, people(3)))
    add("quotes_inside_unquoted.csv", plain.replace("আমেনা খাতুন", 'আমেনা "ফুলি" খাতুন').replace("সখিনা বিবি", 'সখিনা" বিবি'))
    whole = csv_text(table(LIST, people(12)))
    add("quote_unclosed.csv", whole.replace(person(4)["name_bn"], '"' + person(4)["name_bn"], 1))
    add("quote_unclosed_in_last_row.csv", csv_text(table(LIST, people(5))) + 'B006,OAA,"রহিম উদ্দিন,male,40879071,2019-07-01,active\n')
    add_list("line_breaks_in_cells.csv", [person(1, name_bn="আমেনা\nখাতুন"), person(2, exit_reason="এক\r\nদুই\nতিন"), person(3)], LIST + ["exit_reason"])
    head = [heading.replace(" ", "\n") for heading in LIST_BANGLA]
    add("line_breaks_in_headings.csv", csv_text([head] + cells([person_bangla(n) for n in range(1, 6)], LIST)))
    add("too_many_columns.csv", csv_text([LIST + [f"x{n}" for n in range(1200)]] + [row + ["1"] * 1200 for row in cells(people(2), LIST)]))
    lines = csv_text(table(LIST, people(9))).splitlines(keepends=True)
    longer = [line.replace("নিতাই", "নিতাই,") for line in lines]
    add("longer_rows.csv", "".join(longer))
    shorter = csv_text(table(LIST, people(5)))
    add("shorter_rows.csv", shorter + "B006,OAA,রহিম উদ্দিন,male,40879071\nB007,OAA,আমেনা খাতুন,female,40879071,2019-07-01\n")
    add_list("formula_injection.csv", [person(1, name_bn="=cmd|' /C calc'!A0"), person(2, name_bn="@SUM(1+1)"), person(3, name_bn="+রহিম")])
    add("control_letters_in_heading.csv", csv_text([["beneficiary_id", "programme_code", "\x1b]0;pwned\x07name_bnn", "\x1b[31msexx", "union_code", "\u202eenrolled", "status"]]
        + cells(people(3), LIST)))


def rows():
    base = people(8)
    add_list("duplicate_rows.csv", base + [base[2], base[5], base[5]])
    add_list("duplicate_rows_in_other_forms.csv", base + [dict(base[2], union_code=bangla(UNION), enrolled_on="০৪/০৭/২০১৯", programme_code="বয়স্ক ভাতা")])
    add_list("key_with_two_contents.csv", people(12) + [person(3, name_bn="অন্য নাম")])
    add_list("one_person_two_programmes.csv", base + [person(3, programme_code="WAA")])
    add_list("unknown_programme.csv", people(5) + [person(6, programme_code="চাঁদের ভাতা")])
    add_list("missing_key.csv", people(8) + [person(9, beneficiary_id=""), person(10, beneficiary_id="N/A")])
    add_list("error_instead_of_key.csv", people(5) + [person(6, beneficiary_id="#REF!")])
    add_list("nobody.csv", people(5) + [person(6, name_bn="", id_number="")], LIST + ["id_type", "id_number"])
    add_list("number_without_name.csv", people(5) + [person(6, name_bn="", id_type="nid", id_number=nid17(1950, 6))], LIST + ["id_type", "id_number"])
    add_list("broken_number_without_name.csv", people(5) + [person(6, name_bn="", id_type="nid", id_number="12AB")], LIST + ["id_type", "id_number"])
    many = payments(20)
    many[1]["amount_taka"] = "-1500"
    many[4]["amount_taka"] = "(1500)"
    add_list("negative_amount.csv", many, PAYMENT)
    many = payments(20)
    for place, text in [(2, "পনের শত"), (5, ""), (8, "15OO"), (11, "1500000000")]:
        many[place]["amount_taka"] = text
    add_list("unreadable_amount.csv", many, PAYMENT)
    many = payments(20)
    for place, text in [(2, "পরে"), (5, ""), (8, "2021-02-30"), (11, "1890-01-01")]:
        many[place]["ordered_on"] = text
    add_list("unreadable_payment_date.csv", many, PAYMENT)
    add_list("quarantine_beyond_limit.csv", people(7) + people(3, 8, programme_code="কিছু না"))
    add_list("quarantine_at_limit.csv", people(8) + people(2, 9, programme_code="কিছু না"))
    add_list("two_batches.csv", payments(4) + payments(4, 5, batch_id="G2P-02"), PAYMENT)
    add_list("two_periods.csv", payments(4) + payments(4, 5, cycle="Q2"), PAYMENT)
    add_list("other_period.csv", payments(6), PAYMENT)
    add_list("period_unknown.csv", people(3))
    add_list("precise_taka.csv", [payment(1, amount_taka="0.1"), payment(2, amount_taka="0.2"), payment(3, amount_taka="999999.99"),
             payment(3, amount_taka="999999.99"), payment(4, amount_taka="০.৭০"), payment(5), payment(6, programme_code="নেই", amount_taka="100.03")], PAYMENT)


def headers():
    add("header_ambiguous.csv", csv_text([["ভাতাভোগীর আইডি", "কর্মসূচি", "নাম", "ভাতাভোগীর নাম", "লিঙ্গ", "ইউনিয়ন কোড", "তালিকাভুক্তির তারিখ", "অবস্থা"]]
        + [row[:3] + row[2:] for row in cells(people(3), LIST)]))
    add("header_twice_the_same.csv", csv_text([LIST + ["status"]] + [row + ["exited"] for row in cells(people(3), LIST)]))
    add("column_missing.csv", csv_text([row[:3] + row[4:] for row in table(LIST, people(3))]))
    add("header_of_nothing.csv", "ফল,রং,ওজন\nআম,হলুদ,২\nজাম,কালো,১\n")
    add_list("wrong_extract.csv", payments(3), PAYMENT)
    add("empty.csv", "")
    add("only_header.csv", csv_text([LIST]))
    add("only_header_and_total.csv", csv_text([PAYMENT, ["সর্বমোট"] + [""] * 5 + ["0"] + [""] * 3]))
    add("only_blank_lines.csv", "\n  \n,,,\n\r\n")
    add("headings_in_odd_forms.csv", csv_text(
        [["BENEFICIARY-ID ", " Programme  Code", "নাম (বাংলা)*", "লিঙ্গ :", "ইউনিয়ন-কোড", "Date of  Enrolment.", "বর্তমান_অবস্থা"]]
        + cells(people(5), LIST)))
    add("columns_in_another_order.csv", csv_text(table(list(reversed(LIST)) + ["মন্তব্য"], people(5))))
    add("২০২২-০৬-৩০ ভাতাভোগীর তালিকা (চূড়ান্ত).csv", csv_text(table(LIST, people(5))))
    add_list("name_of_the_file.csv", people(4))


# --- Files that are something else -----------------------------------------------------------------------------------

def ole(stream_names):
    """A compound file, as far as its first sector and its directory."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    entries = b""
    for name, kind in [("Root Entry", 5)] + [(name, 2) for name in stream_names]:
        text = name.encode("utf-16-le")
        entries += text + b"\0" * (64 - len(text)) + struct.pack("<HBB", len(text) + 2, kind, 1) + b"\xff" * 12 + b"\0" * 48
    return head[:512] + fat + entries + b"\0" * (512 - len(entries) % 512)


def foreign():
    add("pdf_saved_as.csv", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    add("photo_saved_as.xlsx", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + RANDOM.randbytes(600) + b"\xff\xd9")
    html = "<html><head><meta charset='utf-8'></head><body><table border=1>"
    for row in table(LIST, people(4)):
        html += "<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>\n"
    add("web_page_saved_as.xls", html + "</table></body></html>")
    add("json_saved_as.csv", '[\n  {"beneficiary_id": "B001", "name_bn": "আমেনা খাতুন", "mobile": "01300004101"}\n]\n')
    add("old_workbook.xls", ole(["Workbook"]))
    add("password.xlsx", ole(["EncryptionInfo", "EncryptedPackage"]))
    add("open_document.xlsx", zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"<office:document-content/>")]))
    add("letter_saved_as.xlsx", zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")]))


# --- Attacks on the reader of workbooks ------------------------------------------------------------------------------

def hostile_workbooks():
    body = table(LIST, people(6))
    add("dimension_huge.xlsx", workbook(body, dimension="A1:XFD1048576"))
    add("million_columns.xlsx", workbook(body, tail='<row r="8"><c r="BDWGN8"><v>1</v></c></row>', dimension="A1:BDWGN8"))
    add("row_beyond_the_last.xlsx", workbook(body, tail='<row r="4294967296"><c r="A4294967296"><v>1</v></c></row>'))
    add("reference_nonsense.xlsx", workbook(body, tail='<row r="8"><c r="99ZZ"><v>1</v></c></row>'))
    shared = f'<sst xmlns="{MAIN}" count="1000000000" uniqueCount="1000000000"><si><t>x</t></si></sst>'
    add("billion_shared_strings.xlsx", zipped(workbook_parts([("list", sheet_xml(body), None)], shared=shared)))
    late = f'<sst xmlns="{MAIN}"{" " * 70000}uniqueCount="1000000000"><si><t>x</t></si></sst>'
    add("billion_shared_strings_far_away.xlsx", zipped(workbook_parts([("list", sheet_xml(body), None)], shared=late)))
    few = f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>x</t></si></sst>'
    wrong = cells(people(6), LIST)
    wrong[1][2] = Raw('<c r="{r}" t="s"><v>999999</v></c>')
    add("shared_string_that_is_not_there.xlsx", zipped(workbook_parts([("list", sheet_xml([LIST] + wrong), None)], shared=few)))
    styled = cells(people(6), LIST)
    styled[0][5] = Raw('<c r="{r}" s="4000000"><v>43650</v></c>')
    add("style_that_is_not_there.xlsx", workbook([LIST] + styled))
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
    bomb = cells(people(6), LIST)
    bomb[0][2] = Raw('<c r="{r}" t="inlineStr"><is><t>&j;</t></is></c>')
    add("entity_bomb.xlsx", zipped(workbook_parts([("list", entities + sheet_xml([LIST] + bomb), None)])))
    add("sheet_outside_the_workbook.xlsx", zipped(workbook_parts([("list", sheet_xml(body), None)], relation_targets={1: "../../../../etc/passwd"})))
    add("sheet_missing.xlsx", zipped([part for part in workbook_parts([("list", sheet_xml(body), None)]) if "sheet1" not in part[0]]))
    whole = workbook(body)
    add("truncated.xlsx", whole[:len(whole) * 2 // 3])
    cut = sheet_xml(body)
    add("sheet_cut_off.xlsx", zipped(workbook_parts([("list", cut[:len(cut) * 2 // 3], None)])))
    add("check_sum_wrong.xlsx", flip(whole, "xl/worksheets/sheet1.xml"))
    zeros = sheet_xml(body, tail=" " * 5_000)
    add("sheet_bomb.xlsx", zipped(workbook_parts([("list", zeros.encode()[:-40] + b" " * (80 << 20), None)])))
    add("parts_that_overlap.xlsx", overlapping(400, 60 << 20))
    add("deep_nesting.xlsx", zipped(workbook_parts([("list", f'<worksheet xmlns="{MAIN}">' + "<a>" * 100_000 + "</worksheet>", None)])))


def flip(archive, part):
    """The archive with another check sum for a part."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        crc = struct.pack("<I", opened.getinfo(part).CRC)
    return archive.replace(crc, struct.pack("<I", struct.unpack("<I", crc)[0] ^ 1))


def overlapping(count, size):
    """A workbook whose table of contents names the same packed bytes many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b" " * size) + packer.flush()
    crc = zlib.crc32(b" " * size)
    fields = struct.pack("<HHHHHIII", 20, 0, 8, 0x6000, 0x54DE, crc, len(packed), size)
    name = b"xl/workbook.xml"
    local = b"PK\x03\x04" + fields + struct.pack("<HH", len(name), 0) + name + packed
    directory = b""
    for number in range(count):
        each = name if number == 0 else b"xl/media/image%05d.png" % number
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHHHII", len(each), 0, 0, 0, 0, 0, 0) + each
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


# --- Packs -----------------------------------------------------------------------------------------------------------

def packs():
    plain = csv_text(table(LIST, people(6))).encode()
    packed = gzip.compress(plain, 9, mtime=0)
    add("packed.csv.gz", packed)
    add("packed_in_two_members.csv.gz", gzip.compress(plain[:300], 9, mtime=0) + gzip.compress(plain[300:], 9, mtime=0))
    add("packed_truncated.csv.gz", packed[:len(packed) * 2 // 3])
    add("packed_check_sum_wrong.csv.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:])
    add("packed_workbook.xlsx.gz", gzip.compress(workbook(table(LIST, people(6))), 9, mtime=0))
    add("packed_twice.csv.gz.gz", gzip.compress(packed, 9, mtime=0))
    add("packed_nothing.csv.gz", gzip.compress(b"", 9, mtime=0))
    add("packed_bomb.csv.gz", gzip.compress(plain + b"," * (70 << 20), 9, mtime=0))
    add("zip_good.zip", zipped([("ভাতা/list.csv", plain), ("__MACOSX/ভাতা/._list.csv", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1")]))
    add("zip_workbook.zip", zipped([("list.xlsx", workbook(table(LIST, people(6))))]))
    add("zip_several.zip", zipped([("one.csv", plain), ("two.csv", plain)]))
    add("zip_in_zip.zip", zipped([("inner.zip", zipped([("list.csv", plain)]))]))
    add("zip_password.zip", with_password(zipped([("list.csv", plain)])))
    add("zip_path_traversal.zip", zipped([("../../../../tmp/dorpon-was-here.csv", plain)]))
    whole = zipped([("list.csv", plain)])
    add("zip_truncated.zip", whole[:len(whole) // 2])
    add("zip_empty.zip", zipped([]))
    add("zip_bomb.zip", zipped([("list.csv", plain + b"," * (70 << 20))]))
    add("zip_that_claims_2_gb.zip", claim(whole, 2 << 30))
    add("zip_check_sum_wrong.zip", flip(whole, "list.csv"))


def with_password(archive):
    """The archive with the bit for encryption set in both headers of its only file."""
    changed = bytearray(archive)
    changed[6] |= 1
    changed[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def claim(archive, size):
    """The archive with another unpacked size in both headers of its only file."""
    changed = bytearray(archive)
    changed[22:26] = struct.pack("<I", size)
    directory = archive.index(b"PK\x01\x02")
    changed[directory + 24:directory + 28] = struct.pack("<I", size)
    return bytes(changed)


# --- Parquet ---------------------------------------------------------------------------------------------------------

def parquets():
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    def written(columns, **how):
        out = io.BytesIO()
        parquet.write_table(arrow.table(columns), out, **{"compression": "zstd", "store_schema": False, **how})
        return out.getvalue()

    lines = people(6)
    texts = {column: [row[column] for row in lines] for column in LIST}
    add("table.parquet", written(texts))
    add("table_uncompressed.parquet", written(texts, compression="none"))
    add("table_snappy.parquet", written(texts, compression="snappy"))
    add("table_dictionary.parquet", written({name: arrow.array(values).dictionary_encode() for name, values in texts.items()}, store_schema=True))
    rows = payments(6)
    typed = {
        "payment_id": arrow.array([row["payment_id"] for row in rows], arrow.large_string()),
        "batch_id": arrow.array(["G2P-01"] * 6).dictionary_encode(),
        "beneficiary_id": arrow.array(range(1, 7), arrow.int64()),
        "programme_code": arrow.array([row["programme_code"] for row in rows]),
        "fiscal_year": arrow.array(["2021-22"] * 6),
        "cycle": arrow.array(["Q1"] * 6),
        "months_covered": arrow.array([3] * 6, arrow.int8()),
        "amount_taka": arrow.array([Decimal("1500.50")] * 6, arrow.decimal128(12, 2)),
        "provider": arrow.array(["bkash"] * 6),
        "due_on": arrow.array([date(2021, 10, 15)] * 5 + [None], arrow.date32()),
        "ordered_on": arrow.array([datetime(2021, 10, n, 0, 0) for n in range(1, 7)], arrow.timestamp("ms")),
        "settled_on": arrow.array([date(2021, 10, 20)] * 6, arrow.date64()),
        "status": arrow.array(["settled"] * 6),
    }
    add("table_typed.parquet", written(typed, store_schema=True))
    floats = dict(typed, amount_taka=arrow.array([1500.5, 1500.0, 0.1 + 0.2, float("nan"), 1500.0, 1500.0]))
    add("table_of_floats.parquet", written(floats))
    wide = {**texts, "id_type": ["nid"] * 6, "id_number": arrow.array([int(nid17(1950, n)) for n in range(1, 7)], arrow.int64())}
    add("table_exact_integers.parquet", written(wide))
    wide["id_number"] = arrow.array([float(nid17(1950, n)) for n in range(1, 7)])
    add("table_inexact_floats.parquet", written(wide))
    nested = {**texts, "address": arrow.array([{"village": "তালা", "road": n} for n in range(6)]), "visits": arrow.array([[1, 2]] * 6)}
    add("table_nested.parquet", written(nested))
    whole = written(texts)
    add("table_truncated.parquet", whole[:len(whole) * 2 // 3])
    add("table_encrypted.parquet", b"PARE" + RANDOM.randbytes(400) + struct.pack("<I", 100) + b"PARE")
    add("table_foot_longer_than_file.parquet", whole[:-8] + struct.pack("<I", 0x04FFFFFF) + b"PAR1")
    add("table_without_rows.parquet", written({name: arrow.array([], arrow.string()) for name in LIST}))


# --- Published tables ------------------------------------------------------------------------------------------------

def published():
    add("population_wide.csv", csv_text([
        ["ADM2_PCODE", "ADM3_EN", "ADM3_PCODE", "T_TL", "F_TL", "F_00_04", "F_05_09", "F_80plus", "M_TL", "M_00_04", "M_05_09", "M_80plus", "year"],
        ["BD4087", "Tala", "BD408790", 310, 150, 70, 60, 20, 160, "৭৫", "65", "20", 2022],
        ["BD4087", "Assasuni", "BD408704", 300, 145, 70, "", 15, 155, 70, 60, 25, 2022]]))
    add("population_unknown_bands.csv", csv_text([
        ["area_code", "F_00_04", "M_00_04", "X_00_04", "মহিলা ৫-৯", "পুরুষ ৫-৯"], ["40879071", 70, 75, 3, "৬০", "৬৫"]]))
    add("population_half_persons.csv", csv_text([["area_code", "F_00_04", "M_00_04", "F_05_09", "M_05_09", "F_10_14", "M_10_14"],
        ["40879071", 70, 75, "60.5", "-3", "about 60", 65]]))
    add("hazard_wide.csv", csv_text([
        ["district code", "ঘূর্ণিঝড়ের ঝুঁকি", "FLOOD_RISK_RIVERINE_AND_FLASH_FLOOD", "River Erosion", "INFORM_RISK", "Rank"],
        ["BD4087", "9.1", "৭.৫", "6", "7.2", "1"], ["BD4041", "7", "11", "", "x", "2"]]))
    bands = ["0-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-49", "50-59", "60-64", "65+"]
    head = ["union code", "kind", "name", "total population"] + [f"age {band} (%)" for band in bands] + ["disabled (%)"]
    shares = ["8", "9", "9", "9", "8", "8", "28", "10", "4", "7"]
    add("area_shares.csv", csv_text([
        head, [UNION, "union", "Nagarghata", "28081"] + shares + ["1.5"],
        ["40879011", "union", "Dhandia", "27000"] + shares[:-1] + ["17"] + ["1.5"],
        ["40879015", "union", "Islamkati", "26000"] + shares[:-1] + [""] + ["1.5"],
        ["40999999", "union", "New Union", "25000"] + shares[:-1] + ["7.9"] + ["150"]]))


def from_a_stranger():
    """What somebody sent who knew the program only by its manual."""
    # The sheet that went back to a sender, sent in again.
    leading = ["সারি", "অবস্থা", "কারণ", "করণীয়"]
    add("return_sheet_sent_in.csv", csv_text([leading + LIST_BANGLA] + [
        ["২", "আটক", "তারিখটি পড়া যায় না", "তারিখ লিখুন"] + row for row in cells(people(2), LIST)]))
    # One person twice, one of the two with a number that nobody can read.
    columns = LIST + ["id_type", "id_number", "mobile"]
    good = [person(n, id_type="nid", id_number=nid17(1950, n), mobile=f"01300000{n:03}") for n in range(1, 13)]
    twice = dict(good[0], id_number="12345")
    add("twice_with_a_typing_error.csv", csv_text(table(columns, good + [twice])))
    add("payment_twice_with_a_bad_wallet.csv", csv_text(table(PAYMENT + ["wallet_number"], [
        payment(n, wallet_number=f"01300000{n:03}") for n in range(1, 13)] + [payment(1, wallet_number="0171234567")])))
    # Birth dates that fit both orders but for one typing error; enrolment says that days come first.
    born = [person(n, birth_date=f"{n % 12 + 1:02}/06/1950", enrolled_on=f"{n % 15 + 13:02}/07/2019") for n in range(1, 21)]
    born[7]["birth_date"] = "05/14/1950"
    add("one_date_against_the_others.csv", csv_text(table(LIST + ["birth_date"], born)))
    # A word for a sum where the key stands.
    shelter = ["shelter_id", "name_bn", "union_code", "usable", "capacity_persons"]
    add("total_in_the_key.csv", csv_text([shelter] + [[f"S{n}", f"আশ্রয়কেন্দ্র {n}", UNION, "yes", 300] for n in range(1, 8)] + [
        ["মোট", "৭টি", "", "", 2100]]))
    # Letters that a Western code page lost, and letters that were read in a wrong encoding.
    lost = people(12)
    lost[0]["name_bn"] = "????? ?????"
    lost[1]["name_bn"] = "".join(chr(byte) for byte in "সখিনা বিবি".encode())
    add("lost_and_scrambled_names.csv", csv_text(table(LIST, lost)))
    # Digits kept as text by a formula; wards in words; codes of other levels of area.
    odd = people(12)
    for row in odd:
        row["beneficiary_id"] = f'="{row["beneficiary_id"]}"'
        row["ward_no"] = "৮"
    odd[0]["ward_no"], odd[1]["ward_no"], odd[2]["ward_no"] = "৮ নং", "ওয়ার্ড-৮", "Ward No. 8"
    odd[3]["union_code"], odd[4]["union_code"] = "408790", "4087"
    add("guarded_codes_and_wards.csv", csv_text(table(LIST + ["ward_no"], odd)))
    # Headings as offices write them.
    add("headings_in_other_words.csv", csv_text([
        ["ভাতাভোগীর আইডি নং", "কর্মসূচীর নাম", "ভাতাভোগীর নাম (বাংলা)", "লিঙ্গ (পুরুষ/মহিলা)", "ইউনিয়নের কোড", "তালিকাভূক্তির তারিখ",
         "ভাতাভোগীর অবস্থা", "জাতীয় পরিচয়পত্রের নং", "মোবাইল নাম্বার", "মন্তব্য"]] + [
        row + [nid17(1950, n), f"01300000{n:03}", "x"] for n, row in enumerate(cells(people(6), LIST), 1)]))
    add("two_row_header_of_names.csv", csv_text([
        ["ভাতাভোগীর আইডি", "কর্মসূচি", "ভাতাভোগীর নাম", "", "লিঙ্গ", "ইউনিয়ন কোড", "তালিকাভুক্তির তারিখ", "অবস্থা", "পরিচয়পত্র", ""],
        ["", "", "বাংলা", "ইংরেজি", "", "", "", "", "ধরন", "নম্বর"]] + [
        row[:3] + [ENGLISH[n % 6]] + row[3:] + ["nid", nid17(1950, n)] for n, row in enumerate(cells(people(6), LIST), 1)]))
    # A short list with as many signatures as the share of bad rows allows, and more.
    add("signatures_below_a_short_list.csv", csv_text(table(LIST, people(6)) + [
        [""] * 5 + [sign, ""] for sign in ["স্বাক্ষর", "উপজেলা সমাজসেবা কর্মকর্তা", "তালা, সাতক্ষীরা", "৩০/০৬/২০২২"]]))


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    for part in (encodings, around, totals, sheets, spreadsheet_values, repaired, dates, nulled, bijoy, quotes, rows, headers,
                 foreign, hostile_workbooks, packs, parquets, published, from_a_stranger):
        part()
    for name, content in FILES.items():
        (HERE / name).write_bytes(content)
    print(f"{len(FILES)} files, {sum(map(len, FILES.values()))} bytes")


if __name__ == "__main__":
    main()
