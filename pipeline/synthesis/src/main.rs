//! `dorpon-synthesis DIR` writes the sample anew under `DIR`.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(directory), None) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        eprintln!("usage: dorpon-synthesis DIR   (DIR is sample-data)");
        return ExitCode::from(2);
    };
    match dorpon_synthesis::write_sample(&directory) {
        Ok(sample) => {
            println!("{} files, {} list entries", sample.files.len(), sample.entries.len());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(8)
        }
    }
}
