//! The files of a printed report in `out/<run>/`, and the page that lists them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dorpon_catalog::report::{Report, ReportClass};
use dorpon_domain::calendar::printed_date;
use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::durable;
use dorpon_lake::paper_lock::PaperLock;
use dorpon_lake::workspace::Workspace;
use dorpon_render::index_page::{IndexEntry, index_page};
use dorpon_render::press::{Order, Press, Printed};
use dorpon_render::sheet;
use dorpon_render::table::{Cell, Table};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::area::ReportArea;
use crate::run::RunRecord;

/// The list of what was printed of a run, beside its page.
const REGISTER: &str = "reports.json";

/// One report, ready to be written.
pub struct Paper<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its language.
    pub language: Language,
    /// Its area.
    pub area: &'a ReportArea,
    /// Its hazard, for a priority list.
    pub hazard: Option<&'a str>,
    /// Its number, for a restricted list: each printing is a paper of its own and replaces no other.
    pub number: Option<&'a str>,
    /// Its tables.
    pub tables: &'a BTreeMap<String, Table>,
    /// What it says of itself.
    pub facts: &'a Value,
    /// The run it is of.
    pub record: &'a RunRecord,
    /// The day it speaks of.
    pub as_of: Date,
}

/// A line of the register.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    report: String,
    title: Bilingual,
    area: String,
    language: Language,
    is_restricted: bool,
    files: BTreeMap<String, Vec<String>>,
}

impl Paper<'_> {
    /// Writes the asked formats and brings the page of the run up to date; answers with the files.
    ///
    /// # Errors
    /// A report that cannot be set, a format or page it does not have, a disk that refuses.
    pub fn write(
        &self,
        press: &Press,
        workspace: &Workspace,
        formats: &[String],
        page: Option<usize>,
    ) -> Result<Vec<PathBuf>, Problem> {
        let stem = self.stem();
        let needs_paper = formats.iter().any(|format| format == "pdf" || format == "png");
        let printed = needs_paper
            .then(|| {
                press.set(&Order {
                    report: self.report,
                    language: self.language,
                    tables: self.tables,
                    facts: self.facts,
                    identity: &format!("{}-{stem}", self.record.run_id),
                })
            })
            .transpose()?;
        let mut contents: Vec<(String, String, Vec<u8>)> = Vec::new();
        for format in formats {
            match (format.as_str(), &printed) {
                ("pdf", Some(printed)) => contents.push(("PDF".to_owned(), format!("{stem}.pdf"), printed.pdf()?)),
                ("png", Some(printed)) => {
                    for (number, image) in images(printed, page)? {
                        contents.push(("PNG".to_owned(), format!("{stem}-page-{number:02}.png"), image));
                    }
                }
                ("xlsx", _) => contents.push(("XLSX".to_owned(), format!("{stem}.xlsx"), self.workbook()?)),
                ("csv", _) => {
                    for (name, table) in self.titled() {
                        contents.push(("CSV".to_owned(), format!("{stem}-{name}.csv"), self.csv(table)?));
                    }
                }
                _ => {}
            }
        }
        let folder = workspace.out().join(&self.record.run_id);
        let _lock = PaperLock::acquire(&folder)?;
        let known = read_register(&folder)?;
        let is_restricted = self.report.front.class == ReportClass::Restricted;
        let mut written = Vec::new();
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (label, name, content) in contents {
            let path = folder.join(&name);
            durable::replace_file(&path, &content)?;
            if is_restricted {
                keep_private(&path)?;
            }
            files.entry(label).or_default().push(name);
            written.push(path);
        }
        let entry = Entry {
            report: stem,
            title: self.report.front.title.clone(),
            area: self.area.full_name.clone(),
            language: self.language,
            is_restricted,
            files,
        };
        self.register(&folder, known, entry)?;
        Ok(written)
    }

    /// ASCII name of the files: report, hazard, area, date, number of a list, language.
    fn stem(&self) -> String {
        let hazard = self.hazard.map(|hazard| format!("-{hazard}")).unwrap_or_default();
        let number = self.number.and_then(|number| number.rsplit('-').next());
        let number = number.map(|number| format!("-no{number}")).unwrap_or_default();
        format!(
            "{}{hazard}-{}-{}{number}-{}",
            self.report.name,
            self.area.code,
            self.record.as_of,
            self.language.code()
        )
    }

    /// Tables that stand on their own, in the order of their names.
    fn titled(&self) -> Vec<(&String, &Table)> {
        self.tables.iter().filter(|(_, table)| table.title.is_some()).collect()
    }

    fn workbook(&self) -> Result<Vec<u8>, Problem> {
        let tables = self.titled().into_iter().map(|(_, table)| table);
        sheet::workbook(&self.report.front.title, tables, &self.notes(), self.language)
    }

    /// What the notes sheet says: the same facts that the paper prints in its method box.
    fn notes(&self) -> Vec<(String, String)> {
        let pick = |bn: &str, en: &str| self.language.pick(bn, en).to_owned();
        let fact = |path: &str| {
            let value = self.facts.pointer(path);
            value.map_or_else(String::new, |value| match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            })
        };
        let day = |text: &str| {
            let day = text.parse::<Date>().ok();
            day.and_then(|day| printed_date(day, "long", self.language))
                .unwrap_or_default()
        };
        let fiscal_year = fact("/run/fiscal_year");
        let fiscal_year = FiscalYear::parse(&fiscal_year).map_or(fiscal_year, |year| year.text(self.language));
        let mut notes = vec![
            (
                pick("প্রতিবেদন", "Report"),
                self.report.front.title.text(self.language).to_owned(),
            ),
            (pick("এলাকা", "Area"), self.area.full_name.clone()),
            (pick("যে তারিখের অবস্থা", "As of"), day(&fact("/run/as_of"))),
            (pick("অর্থবছর", "Fiscal year"), fiscal_year),
            (pick("হিসাব নম্বর", "Run"), fact("/run/id")),
            (pick("বিধির সংস্করণ", "Version of the rules"), fact("/run/rules")),
        ];
        for source in self
            .facts
            .get("sources")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = |name: &str| source.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            notes.push((
                pick("উৎস", "Source"),
                format!("{}; {}", text("title"), day(&text("newest_on"))),
            ));
        }
        if self.facts.get("issue").is_some() {
            for (bn, en, path) in [
                ("উদ্দেশ্য", "Purpose", "/issue/purpose"),
                ("কর্মকর্তা", "Officer", "/issue/officer"),
                ("তালিকা নম্বর", "List number", "/issue/number"),
                ("মেয়াদ শেষ", "Expires on", "/issue/expires_on"),
                ("সারিসংখ্যা", "Rows", "/issue/row_count"),
                ("বিষয়বস্তুর সংকেত", "Content hash", "/issue/content_hash"),
            ] {
                let value = fact(path);
                let value = if path.ends_with("_on") { day(&value) } else { value };
                notes.push((pick(bn, en), value));
            }
        } else {
            notes.push((
                pick("অপ্রকাশিত মান", "Withheld values"),
                pick(
                    "১ থেকে ৯ পর্যন্ত গণনা “<১০” লেখা; যা থেকে তা বের করা যেত, সেটি “অপ্রকাশিত”।",
                    "Counts from 1 to 9 read “<10”; what would give one away reads “withheld”.",
                ),
            ));
        }
        notes
    }

    /// UTF-8 with BOM, so that a spreadsheet opens it rightly; plain figures, headings of the language.
    fn csv(&self, table: &Table) -> Result<Vec<u8>, Problem> {
        let failed = |error: csv::Error| Problem::new(&message::ops::OUTPUT_FAILED).because(error);
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        let headings = table.columns.iter().map(|column| column.heading.text(self.language));
        writer.write_record(headings).map_err(failed)?;
        for row in &table.rows {
            let cells = row.iter().map(|cell| match cell {
                // A text that a spreadsheet would take for a formula stays text.
                Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
                cell => cell.plain_text(self.language),
            });
            writer.write_record(cells).map_err(failed)?;
        }
        writer
            .into_inner()
            .map_err(|error| Problem::new(&message::ops::OUTPUT_FAILED).because(error))
    }

    fn register(&self, folder: &Path, mut entries: Vec<Entry>, entry: Entry) -> Result<(), Problem> {
        match entries.iter_mut().find(|known| known.report == entry.report) {
            Some(known) => {
                known.files.extend(entry.files);
                known.title = entry.title;
            }
            None => entries.push(entry),
        }
        entries.sort_by(|one, other| one.report.cmp(&other.report));
        let text = serde_json::to_string_pretty(&entries).unwrap_or_default();
        durable::replace_file(&folder.join(REGISTER), format!("{text}\n").as_bytes())?;
        let shown: Vec<IndexEntry> = entries
            .iter()
            .map(|entry| IndexEntry {
                title: entry.title.text(entry.language).to_owned(),
                area: entry.area.clone(),
                date: self.as_of,
                class: if entry.is_restricted {
                    ReportClass::Restricted
                } else {
                    ReportClass::Public
                },
                language: entry.language,
                formats: entry
                    .files
                    .iter()
                    .flat_map(|(label, files)| files.iter().map(move |file| (label.clone(), file.clone())))
                    .collect(),
            })
            .collect();
        let page = index_page(&self.record.run_id, self.as_of, &shown, self.language);
        durable::replace_file(&folder.join("index.html"), page.as_bytes())
    }
}

/// What was printed of the run before; nothing where there is no register yet.
fn read_register(folder: &Path) -> Result<Vec<Entry>, Problem> {
    let path = folder.join(REGISTER);
    match std::fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(durable::unreadable(&path, error)),
        Ok(text) => serde_json::from_slice(&text).map_err(|error| {
            Problem::new(&message::ops::REGISTER_DAMAGED)
                .with("path", path.display())
                .because(error)
        }),
    }
}

/// All pages, or the one asked for, with their numbers.
fn images(printed: &Printed, page: Option<usize>) -> Result<Vec<(usize, Vec<u8>)>, Problem> {
    let numbers = match page {
        Some(number) => number..=number,
        None => 1..=printed.page_count(),
    };
    numbers
        .map(|number| Ok((number, printed.page_image(number)?)))
        .collect()
}

/// A list of named people is readable by its owner only.
fn keep_private(path: &Path) -> Result<(), Problem> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(|error| {
            Problem::new(&message::lake::FILE_UNWRITABLE)
                .with("path", path.display())
                .because(error)
        })?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
