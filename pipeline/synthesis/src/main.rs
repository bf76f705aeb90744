//! `dorpon-synthesis DIR` writes the sample anew under `DIR`; `dorpon-synthesis nation DIR` writes an inbox with files of
//! every district.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use dorpon_synthesis::SampleError;
use dorpon_synthesis::nation::{self, Extent};

const USAGE: &str = "usage: dorpon-synthesis DIR   (DIR is sample-data)
       dorpon-synthesis nation DIR [UNIONS [PERSONS]]   (DIR is the inbox of a workspace; unions of a district, persons of a union)";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let answer = match arguments.as_slice() {
        [nation, directory, extent @ ..] if nation == "nation" => match read_extent(extent) {
            Some(extent) => write_nation(directory.into(), extent),
            None => return usage(),
        },
        [directory] => write_sample(directory.into()),
        _ => return usage(),
    };
    match answer {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(8)
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn write_sample(directory: PathBuf) -> Result<String, SampleError> {
    let sample = dorpon_synthesis::write_sample(&directory)?;
    Ok(format!(
        "{} files, {} list entries",
        sample.files.len(),
        sample.entries.len()
    ))
}

fn write_nation(inbox: PathBuf, extent: Extent) -> Result<String, SampleError> {
    let written = nation::write(&inbox, extent)?;
    Ok(format!(
        "{} districts, {} unions, {} persons, {} list entries, {} payments",
        written.districts, written.unions, written.persons, written.entries, written.payments
    ))
}

fn read_extent(arguments: &[OsString]) -> Option<Extent> {
    let number = |position: usize, otherwise: usize| match arguments.get(position) {
        Some(text) => text.to_str()?.parse().ok(),
        None => Some(otherwise),
    };
    let usual = Extent::default();
    let extent = Extent {
        unions: number(0, usual.unions)?,
        persons: number(1, usual.persons)?,
    };
    (arguments.len() <= 2).then_some(extent)
}
