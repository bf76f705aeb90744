//! Workbooks. The fuzzer's bytes are the XML of one sheet in an otherwise whole workbook, because a fuzzer never finds
//! the check sums of a zip; every fourth input is taken as the zip itself, damaged as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, content)) = bytes.split_first() else {
        return;
    };
    if kind % 4 == 0 {
        dorpon_ingest_fuzz::look("list_2022-06-30.xlsx", content);
    } else if let Some((chosen, sheet)) = content.split_first() {
        let mut file = vec![*chosen];
        file.extend(dorpon_ingest_fuzz::workbook_around(sheet));
        dorpon_ingest_fuzz::look("list_2022-06-30.xlsx", &file);
    }
});
