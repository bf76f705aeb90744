//! Boundaries of areas: the files of `boundary/`, one line an area, read where a map asks for one.
//!
//! Invariants: a ring has at least three corners and is not closed by a repeated one; degrees are given in
//! ten-thousandths, about eleven metres; an area that no file holds has no boundary and says so by `None`.

use std::collections::BTreeMap;

use dorpon_catalog::source::ReportFiles;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;

/// One corner of a ring: ten-thousandths of a degree of longitude and latitude.
pub(crate) type Corner = (i32, i32);

/// The lines of all boundary files by area code; rings are read when they are asked for.
#[derive(Default)]
pub struct Boundaries {
    lines: BTreeMap<String, Line>,
}

struct Line {
    path: String,
    rings: String,
}

impl Boundaries {
    /// Takes the files of `boundary/`: CSV of `area_code,rings`.
    ///
    /// # Errors
    /// `render.boundary_unreadable`: a file that is not UTF-8, a line without two columns.
    pub fn read(files: &ReportFiles) -> Result<Self, Problem> {
        let mut lines = BTreeMap::new();
        for (path, file) in files {
            if !path.starts_with("boundary/") || !path.ends_with(".csv") {
                continue;
            }
            let text = std::str::from_utf8(&file.content).map_err(|_| unreadable(path, "UTF-8"))?;
            for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
                let (code, rings) = line.split_once(',').ok_or_else(|| unreadable(path, line))?;
                let line = Line {
                    path: path.clone(),
                    rings: rings.to_owned(),
                };
                lines.insert(code.trim().to_owned(), line);
            }
        }
        Ok(Self { lines })
    }

    /// The outer rings of an area, the islands of a district each its own.
    ///
    /// # Errors
    /// `render.boundary_unreadable`: a corner that is no pair of whole numbers on the globe, a ring of fewer than three.
    pub(crate) fn rings(&self, area_code: &str) -> Result<Option<Vec<Vec<Corner>>>, Problem> {
        let Some(line) = self.lines.get(area_code) else {
            return Ok(None);
        };
        let rings: Option<Vec<Vec<Corner>>> = line.rings.split(';').map(ring).collect();
        rings.map(Some).ok_or_else(|| unreadable(&line.path, area_code))
    }
}

/// A ring: the first corner as it is, every other as the step from the one before.
fn ring(text: &str) -> Option<Vec<Corner>> {
    let mut numbers = text.split_ascii_whitespace().map(|number| number.parse::<i32>().ok());
    let mut corners: Vec<Corner> = Vec::new();
    while let Some(longitude) = numbers.next() {
        let step = (longitude?, numbers.next()??);
        let (longitude, latitude) = corners.last().copied().unwrap_or_default();
        let corner = (longitude.checked_add(step.0)?, latitude.checked_add(step.1)?);
        if corner.0.unsigned_abs() > 1_800_000 || corner.1.unsigned_abs() > 900_000 {
            return None;
        }
        corners.push(corner);
    }
    (corners.len() >= 3).then_some(corners)
}

fn unreadable(path: &str, what: &str) -> Problem {
    Problem::new(&message::render::BOUNDARY_UNREADABLE)
        .with("path", path)
        .with("what", what.chars().take(40).collect::<String>())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::borrow::Cow;

    use dorpon_catalog::source::{Origin, ReportFile, load_reports};

    use super::*;

    fn file(text: &str) -> ReportFiles {
        let content = Cow::Owned(text.as_bytes().to_vec());
        let origin = Origin::Workspace;
        [("boundary/union.csv".to_owned(), ReportFile { content, origin })].into()
    }

    #[test]
    fn corners_are_steps_from_the_one_before() {
        let found = Boundaries::read(&file("area_code,rings\n4087,10 20 5 0 0 -5;1 1 1 0 0 1\n")).unwrap();
        let rings = found.rings("4087").unwrap().unwrap();
        assert_eq!(
            rings,
            [vec![(10, 20), (15, 20), (15, 15)], vec![(1, 1), (2, 1), (2, 2)]]
        );
        assert!(found.rings("9999").unwrap().is_none());
    }

    #[test]
    fn a_broken_line_names_its_file_and_area() {
        for rings in [
            "1 1 2 2",
            "1 1 2",
            "x y 1 1 1 1",
            "",
            "1800001 0 1 1 1 1",
            "2147483647 0 1 1 1 1",
        ] {
            let found = Boundaries::read(&file(&format!("area_code,rings\n4087,{rings}\n"))).unwrap();
            assert_eq!(
                found.rings("4087").unwrap_err().code(),
                "render.boundary_unreadable",
                "{rings}"
            );
        }
        let without_columns = Boundaries::read(&file("area_code,rings\n4087\n"));
        assert_eq!(without_columns.err().unwrap().code(), "render.boundary_unreadable");
    }

    #[test]
    fn every_shipped_boundary_can_be_read() {
        let found = Boundaries::read(&load_reports(None).unwrap()).unwrap();
        let readable = found.lines.keys().filter(|code| found.rings(code).unwrap().is_some());
        assert_eq!(readable.count(), 64 + 507 + 81);
    }
}
