//! Puts finished tables on paper: charts, PDF, page images, workbooks. The only crate that knows plotters and typst.
//!
//! Invariants: plotters decides where a line goes, typst sets every letter; a report sees nothing but its own text,
//! the shared template, the strings, the embedded fonts and its data: no network, no clock, no file system; a PDF is
//! PDF/A-2a and PDF/UA-1 at once or is not written; the same inputs give the same bytes.
//!
//! Which figures a report shows is SQL in its front matter, run elsewhere; no SQL, no Parquet and no key comes here.

mod boundary;
pub mod chart;
pub mod formatter;
pub mod index_page;
pub mod press;
mod reading_order;
pub mod return_sheet;
pub mod sheet;
pub mod table;
mod world;
