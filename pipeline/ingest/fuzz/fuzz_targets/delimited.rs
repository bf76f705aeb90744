//! Text files: encodings, separators, headers, cells.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dorpon_ingest_fuzz::look("list_2022-06-30.csv", bytes));
