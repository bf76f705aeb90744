//! The page that lists what a run printed: `index.html` beside the files.
//!
//! Invariants: the page stands alone (no script, nothing fetched, and a policy in it that would refuse both) and opens
//! from a disk or a stick; every text in it is escaped; it names reports and areas, never a person; the same entries
//! give the same bytes.

use std::fmt::Write;

use dorpon_catalog::report::ReportClass;
use dorpon_domain::calendar::gregorian_text;
use dorpon_domain::language::Language;
use dorpon_domain::number::count_text;
use jiff::civil::Date;

/// One printed report.
#[derive(Clone, Debug)]
pub struct IndexEntry {
    /// Title of the report, in its own language.
    pub title: String,
    /// Name of the area, in the same language.
    pub area: String,
    /// The day that the report speaks of.
    pub date: Date,
    /// Who may hold it.
    pub class: ReportClass,
    /// Its files: how the format is called (`PDF`) and the file relative to the page, with `/` between folders.
    pub formats: Vec<(String, String)>,
    /// The language that it is printed in.
    pub language: Language,
}

/// Sets the page with the letters of the system: a page that names no font file needs none.
const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #c5ccd4; --shade: #eef2f6; \
--link: #0b57a4; --held: #8a1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #15181c; --line: #454c55; --shade: #22272d; \
--link: #8fc1ff; --held: #ff9f9f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem; max-width: 62rem; color: var(--ink); background: var(--paper); \
font: 1rem/1.6 \"Noto Sans Bengali\", \"Nirmala UI\", \"Bangla Sangam MN\", \"Noto Sans\", sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
code { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
caption { padding: .25rem 0; text-align: left; }
th, td { padding: .5rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--shade); }
tbody th { font-weight: 600; }
a { display: inline-block; padding: .1rem .5rem .1rem 0; color: var(--link); }
.restricted { color: var(--held); font-weight: 600; }
@media (max-width: 40rem) {
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); }
tbody th, tbody td { display: block; padding: .1rem 0; border: 0; }
tbody td::before { content: attr(data-heading) \": \"; font-weight: 600; }
}
@media print {
:root { --ink: #000000; --paper: #ffffff; --line: #808080; --shade: #ffffff; --link: #000000; --held: #000000; }
body { max-width: none; padding: 0; font-size: 10pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
}
";

/// Nothing but the style above: no script, no image, no font, no frame, no form.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of a run, with its entries in the given order. `as_of` is the day that the run speaks of.
#[must_use]
pub fn index_page(run_id: &str, as_of: Date, entries: &[IndexEntry], language: Language) -> String {
    let title = language.pick("প্রতিবেদনের তালিকা", "Reports");
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{run_word}: <code>{run}</code><br>{date_word}: {date}</p>\n",
        code = language.code(),
        run_word = language.pick("হিসাব", "Run"),
        run = escaped(run_id),
        date_word = language.pick("যে তারিখের অবস্থা", "As of"),
        date = dated(as_of, language),
    );
    page.push_str(&table(entries, language));
    if entries.iter().any(|entry| entry.class == ReportClass::Restricted) {
        let warning = language.pick(
            "সীমিত প্রতিবেদনে ব্যক্তির তথ্য থাকে। অনুমোদিত কর্মকর্তা ছাড়া কাউকে দেওয়া যাবে না।",
            "Restricted reports name people. They are for the authorised officer only.",
        );
        let _ = writeln!(page, "<p><strong>{warning}</strong></p>");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn table(entries: &[IndexEntry], language: Language) -> String {
    let headings = match language {
        Language::Bangla => ["প্রতিবেদন", "এলাকা", "তারিখ", "প্রবেশাধিকার", "ভাষা", "ফাইল"],
        Language::English => ["Report", "Area", "Date", "Access", "Language", "Files"],
    };
    let count = count_text(i64::try_from(entries.len()).unwrap_or(i64::MAX), language);
    let caption = match language {
        Language::Bangla => format!("মোট {count}টি প্রতিবেদন"),
        Language::English if entries.len() == 1 => format!("{count} report"),
        Language::English => format!("{count} reports"),
    };
    let mut table = format!("<table>\n<caption>{caption}</caption>\n<thead>\n<tr>");
    for heading in headings {
        let _ = write!(table, "<th scope=\"col\">{heading}</th>");
    }
    table.push_str("</tr>\n</thead>\n<tbody>\n");
    for entry in entries {
        table.push_str(&row(entry, headings, language));
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

fn row(entry: &IndexEntry, headings: [&str; 6], language: Language) -> String {
    // A screen reader speaks a text in its language, which may not be that of the page.
    let spoken = if entry.language == language {
        String::new()
    } else {
        format!(" lang=\"{}\"", entry.language.code())
    };
    let class = match entry.class {
        ReportClass::Public => language.pick("উন্মুক্ত", "Public").to_owned(),
        ReportClass::Restricted => {
            let word = language.pick("সীমিত", "Restricted");
            format!("<span class=\"restricted\">{word}</span>")
        }
    };
    let own_language = match entry.language {
        Language::Bangla => language.pick("বাংলা", "Bangla"),
        Language::English => language.pick("ইংরেজি", "English"),
    };
    let mut row = format!("<tr><th scope=\"row\"{spoken}>{}</th>", escaped(&entry.title));
    let cells = [
        (spoken.as_str(), escaped(&entry.area)),
        ("", dated(entry.date, language)),
        ("", class),
        ("", own_language.to_owned()),
        ("", links(entry)),
    ];
    for (heading, (attribute, cell)) in headings.iter().skip(1).zip(cells) {
        let _ = write!(row, "<td data-heading=\"{heading}\"{attribute}>{cell}</td>");
    }
    row.push_str("</tr>\n");
    row
}

/// Each link tells a screen reader which report it opens, as "PDF" alone would not.
fn links(entry: &IndexEntry) -> String {
    let mut links = String::new();
    for (label, file) in &entry.formats {
        let _ = write!(
            links,
            "<a href=\"{address}\" hreflang=\"{code}\" aria-label=\"{label}: {title}, {area}\">{label}</a> ",
            address = address(file),
            code = entry.language.code(),
            label = escaped(label),
            title = escaped(&entry.title),
            area = escaped(&entry.area),
        );
    }
    links.trim_end().to_owned()
}

fn dated(date: Date, language: Language) -> String {
    format!("<time datetime=\"{date}\">{}</time>", gregorian_text(date, language))
}

/// Text as HTML holds it, inside an element or an attribute in double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A file beside the page as an address. The leading `./` keeps a file name from being read as a scheme or a host.
fn address(file: &str) -> String {
    let mut address = String::from("./");
    for byte in file.trim_start_matches('/').bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            byte => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    fn entries() -> Vec<IndexEntry> {
        let entry = IndexEntry {
            title: "আওতা ও ঘাটতি".to_owned(),
            area: "শ্যামনগর".to_owned(),
            date: date(2022, 6, 30),
            class: ReportClass::Public,
            formats: vec![
                ("PDF".to_owned(), "planner/planner_gap.bn.pdf".to_owned()),
                ("XLSX".to_owned(), "planner/planner_gap.bn.xlsx".to_owned()),
            ],
            language: Language::Bangla,
        };
        let restricted = IndexEntry {
            title: "List <script>alert(\"1\")</script> & 'more'".to_owned(),
            area: "A \"B\" <b>".to_owned(),
            class: ReportClass::Restricted,
            formats: vec![("PDF <i>".to_owned(), "javascript:alert(1)/তালিকা \"১\".pdf".to_owned())],
            language: Language::English,
            ..entry.clone()
        };
        vec![entry, restricted]
    }

    fn page(language: Language) -> String {
        index_page("0a1b<c>", date(2022, 6, 30), &entries(), language)
    }

    #[test]
    fn every_text_is_escaped() {
        let page = page(Language::Bangla);
        for raw in [
            "<script",
            "<b>",
            "<i>",
            "<c>",
            "href=\"javascript",
            "'more'",
            "alert(\"",
        ] {
            assert!(!page.contains(raw), "{raw}");
        }
        assert!(page.contains("List &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;"));
        assert!(page.contains("href=\"./javascript%3Aalert%281%29/%E0%A6%A4"));
        assert_eq!(address("//host/file"), "./host/file");
    }

    #[test]
    fn the_page_stands_alone() {
        let page = page(Language::Bangla);
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
        for foreign in ["http:", "https:", "//", "url(", "@import", "src=", "<link", "onclick"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn it_has_the_structure_that_a_reader_needs() {
        let page = page(Language::Bangla);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"bn\">"));
        assert_eq!(page.matches("<th scope=\"col\">").count(), 6);
        assert_eq!(page.matches("<th scope=\"row\"").count(), 2);
        assert_eq!(page.matches("<td ").count(), 10);
        for element in [
            "html", "head", "body", "main", "h1", "table", "caption", "thead", "tbody", "style", "title",
        ] {
            assert_eq!(page.matches(&format!("</{element}>")).count(), 1, "{element}");
        }
        for expected in [
            "মোট ২টি প্রতিবেদন",
            "৩০ জুন ২০২২",
            ">সীমিত<",
            ">উন্মুক্ত<",
            "lang=\"en\">List",
            "ব্যক্তির তথ্য",
        ] {
            assert!(page.contains(expected), "{expected}");
        }
    }

    #[test]
    fn the_english_edition_and_an_empty_one() {
        let page = page(Language::English);
        for expected in [
            "<html lang=\"en\">",
            "2 reports",
            "30 June 2022",
            ">Restricted<",
            "lang=\"bn\">আওতা",
        ] {
            assert!(page.contains(expected), "{expected}");
        }
        let empty = index_page("0a1b", date(2022, 6, 30), &[], Language::Bangla);
        assert!(empty.contains("মোট ০টি প্রতিবেদন") && !empty.contains("সীমিত"));
    }

    #[test]
    fn the_same_entries_give_the_same_bytes() {
        assert_eq!(page(Language::Bangla), page(Language::Bangla));
    }
}
