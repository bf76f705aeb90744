//! Writes the files and their manifest, byte for byte the same each time.

use std::fmt::Write as _;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, XlsxError};

use crate::office_file::{Cell, Format, OfficeFile};
use crate::problem::SampleError;
use crate::sample::Sample;

/// Writes `extracts/` and `extracts.toml`.
///
/// # Errors
/// When a file cannot be written.
pub fn write(sample: &Sample, directory: &Path) -> Result<(), SampleError> {
    let extracts = directory.join("extracts");
    for file in &sample.files {
        write_file(file, &extracts)?;
    }
    put(&directory.join("extracts.toml"), manifest(sample).as_bytes())
}

/// Writes one file into a folder, which is made if need be.
///
/// # Errors
/// When the machine refuses.
pub fn write_file(file: &OfficeFile, folder: &Path) -> Result<(), SampleError> {
    create(folder)?;
    let bytes = match file.format {
        Format::Text {
            separator,
            has_byte_order_mark,
        } => text(file, separator, has_byte_order_mark),
        Format::Workbook { title } => workbook(file, title).map_err(|error| error.to_string()),
    };
    let path = folder.join(&file.file);
    let bytes = bytes.map_err(|cause| SampleError::Write(path.clone(), cause))?;
    put(&path, &bytes)
}

/// Creates a folder.
///
/// # Errors
/// When the machine refuses.
pub fn create(directory: &Path) -> Result<(), SampleError> {
    std::fs::create_dir_all(directory).map_err(|error| SampleError::Write(directory.to_owned(), error.to_string()))
}

/// Writes a file.
///
/// # Errors
/// When the machine refuses.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), SampleError> {
    std::fs::write(path, bytes).map_err(|error| SampleError::Write(path.to_owned(), error.to_string()))
}

fn manifest(sample: &Sample) -> String {
    let mut manifest = String::from(
        "# The files of the sample in the order in which they are ingested. Written by pipeline/synthesis.\n\
         # The batch of a payment file stands in its rows.\n",
    );
    for file in &sample.files {
        let _ = write!(
            manifest,
            "\n[[file]]\nfile = \"extracts/{}\"\nextract = \"{}\"\noffice = \"{}\"\nperiod = \"{}\"\n",
            file.file, file.extract, file.office, file.period
        );
    }
    manifest
}

/// Text as spreadsheets save it, with CR LF.
fn text(file: &OfficeFile, separator: u8, has_byte_order_mark: bool) -> Result<Vec<u8>, String> {
    let mut bytes = if has_byte_order_mark {
        "\u{FEFF}".as_bytes().to_vec()
    } else {
        Vec::new()
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(&file.headers).map_err(|error| error.to_string())?;
    for line in &file.lines {
        let cells = line.cells.iter().map(|written| match &written.cell {
            Cell::Blank => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
        });
        writer.write_record(cells).map_err(|error| error.to_string())?;
    }
    bytes.extend(writer.into_inner().map_err(|error| error.to_string())?);
    Ok(bytes)
}

fn workbook(file: &OfficeFile, title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2022, 2, 15)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    let bold = CellFormat::new().set_bold();
    let day_format = CellFormat::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet();
    sheet.set_name("ব্যক্তি")?;
    sheet.write_with_format(0, 0, title, &bold)?;
    for (column, header) in (0_u16..).zip(&file.headers) {
        sheet.write_with_format(2, column, *header, &bold)?;
    }
    for (row, line) in (3_u32..).zip(&file.lines) {
        for (column, written) in (0_u16..).zip(&line.cells) {
            match &written.cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    sheet.write(row, column, text)?;
                }
                Cell::Number(number) => {
                    sheet.write(row, column, *number)?;
                }
                Cell::Day(day) => {
                    let month = u8::try_from(day.month()).unwrap_or(1);
                    let of_month = u8::try_from(day.day()).unwrap_or(1);
                    let year = u16::try_from(day.year()).unwrap_or(1900);
                    let day = ExcelDateTime::from_ymd(year, month, of_month)?;
                    sheet.write_with_format(row, column, &day, &day_format)?;
                }
            }
        }
    }
    workbook.save_to_buffer()
}
