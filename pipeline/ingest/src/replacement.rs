//! What a file would replace: the file that the same office sent before for the same slice, and other parts of its list.
//!
//! A correction repeats most keys of what it corrects. A file that repeats none of them is another part of the list (a
//! ward, a programme, a provider), and would silently take the place of the first part.

use std::hash::{BuildHasher as _, Hasher as _};
use std::path::Path;

use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;
use dorpon_lake::slice::{Replaced, Slice, SliceName};
use dorpon_lake::table_file::read_columns;
use foldhash::quality::RandomState;
use hashbrown::HashSet;

use crate::IngestRequest;
use crate::file::FileFacts;

/// What the loaded rows at `fresh` replace in their slice.
///
/// # Errors
/// `replaces_other_rows` where they repeat no key of what they would replace, `part_repeats_rows` where they repeat keys
/// of another part of the list; problems of the lake.
pub(crate) fn check(
    request: &IngestRequest<'_>,
    facts: &FileFacts,
    name: &SliceName,
    period: &str,
    fresh: &Path,
) -> Result<Option<Replaced>, Problem> {
    let contract = request.contract;
    let slices = Slice::list(request.workspace, &contract.extract)?;
    let current = Slice::current(&slices);
    let before = current
        .iter()
        .find(|slice| slice.name == *name && slice.sidecar.sha256 != facts.sha256);
    // What is paid twice is found payment by payment, when the run is checked.
    let parts = current.iter().filter(|slice| {
        contract.taka_column.is_none()
            && slice.name != *name
            && slice.sidecar.office == request.office
            && slice.sidecar.period == period
    });
    let parts: Vec<&Slice> = parts.collect();
    if before.is_none() && parts.is_empty() {
        return Ok(None);
    }
    let keys = KeySet::of(fresh, contract, request)?;
    for part in parts {
        let shared = keys.shared(&part.data(), contract, request)?;
        if shared > 0 {
            return Err(facts
                .problem(&message::PART_REPEATS_ROWS, None)
                .with("extract", &contract.extract)
                .with("other", &part.sidecar.file_name)
                .with("batch", part.sidecar.batch.as_deref().unwrap_or("–"))
                .with("shared", shared));
        }
    }
    let Some(before) = before else {
        return Ok(None);
    };
    let replaced = Replaced {
        file_name: before.sidecar.file_name.clone(),
        rows: before.sidecar.rows.loaded(),
        repeated: keys.shared(&before.data(), contract, request)?,
    };
    if replaced.rows > 0 && replaced.repeated == 0 && !request.may_replace {
        return Err(facts
            .problem(&message::REPLACES_OTHER_ROWS, None)
            .with("extract", &contract.extract)
            .with("other", &replaced.file_name)
            .with("rows", replaced.rows));
    }
    Ok(Some(replaced))
}

/// Hashes of the keys of a table.
struct KeySet {
    state: RandomState,
    hashes: HashSet<u64>,
}

impl KeySet {
    fn of(table: &Path, contract: &ExtractContract, request: &IngestRequest<'_>) -> Result<Self, Problem> {
        let mut set = Self {
            state: RandomState::default(),
            hashes: HashSet::new(),
        };
        let mut hashes = Vec::new();
        set.each(table, contract, request, &mut |hash| hashes.push(hash))?;
        set.hashes.extend(hashes);
        Ok(set)
    }

    /// How many rows of another table have a key of this one.
    fn shared(&self, table: &Path, contract: &ExtractContract, request: &IngestRequest<'_>) -> Result<u64, Problem> {
        let mut shared = 0;
        self.each(table, contract, request, &mut |hash| {
            shared += u64::from(self.hashes.contains(&hash));
        })?;
        Ok(shared)
    }

    fn each(
        &self,
        table: &Path,
        contract: &ExtractContract,
        request: &IngestRequest<'_>,
        see: &mut dyn FnMut(u64),
    ) -> Result<(), Problem> {
        for batch in read_columns(table, request.keys, &contract.key)? {
            self.each_row(&batch?, table, see)?;
        }
        Ok(())
    }

    fn each_row(&self, batch: &RecordBatch, table: &Path, see: &mut dyn FnMut(u64)) -> Result<(), Problem> {
        let options = FormatOptions::default();
        let unreadable = |error| {
            Problem::new(&dorpon_domain::message::lake::TABLE_DAMAGED)
                .with("path", table.display())
                .because(error)
        };
        let columns: Vec<(&dyn Array, ArrayFormatter<'_>)> = batch
            .columns()
            .iter()
            .map(|column| Ok((column.as_ref(), ArrayFormatter::try_new(column, &options)?)))
            .collect::<Result<_, arrow::error::ArrowError>>()
            .map_err(unreadable)?;
        for row in 0..batch.num_rows() {
            let mut hasher = self.state.build_hasher();
            for (column, shown) in &columns {
                let text = if column.is_null(row) {
                    String::new()
                } else {
                    shown.value(row).to_string()
                };
                hasher.write_usize(text.len());
                hasher.write(text.as_bytes());
            }
            see(hasher.finish());
        }
        Ok(())
    }
}
