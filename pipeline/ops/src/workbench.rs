//! A workspace with its keys and catalog: what every command starts from.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use dorpon_catalog::Catalog;
use dorpon_domain::parallel::processors;
use dorpon_domain::problem::Problem;
use dorpon_engine::Session;
use dorpon_engine::session::SessionLimits;
use dorpon_lake::durable;
use dorpon_lake::state::StateDatabase;
use dorpon_lake::workspace::Workspace;
use dorpon_privacy::KeyRing;
use jiff::civil::Date;

/// A workspace, opened.
pub struct Workbench {
    /// The workspace.
    pub workspace: Workspace,
    /// Its keys.
    pub keys: Arc<KeyRing>,
    /// The shipped and the workspace's own catalog files.
    pub catalog: Catalog,
}

impl Workbench {
    /// Opens the workspace at a folder.
    ///
    /// # Errors
    /// No workspace there, no keys, a catalog file that does not parse.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let workspace = Workspace::open(folder)?;
        let keys = Arc::new(workspace.load_keys()?);
        let catalog = Catalog::load(Some(&workspace.root.join("queries")))?;
        Ok(Self {
            workspace,
            keys,
            catalog,
        })
    }

    /// How many threads work side by side: as the settings say, else as many as the machine runs at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        match self.workspace.settings.limits.threads {
            Some(threads) => usize::try_from(threads).unwrap_or(1).max(1),
            None => processors(),
        }
    }

    /// The workspace's database.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn state(&self) -> Result<StateDatabase, Problem> {
        let head = self.workspace.audit_head()?;
        Ok(StateDatabase::open(&self.workspace.state())?.with_audit_head(head))
    }

    /// A query session as of a date. `user` names the folder for what does not fit in memory;
    /// what a killed process left there is removed first, for it is not encrypted.
    ///
    /// # Errors
    /// The machine refuses.
    pub fn session(&self, as_of: Date, user: &str) -> Result<Session, Problem> {
        let spill = self.workspace.lake().join(".spill");
        let spill_folder = spill.join(user);
        durable::remove_folder(&spill_folder)?;
        for folder in if spill.is_dir() {
            durable::entries(&spill)?
        } else {
            Vec::new()
        } {
            if is_left_over(&folder) {
                durable::remove_folder(&folder)?;
            }
        }
        let limits = SessionLimits {
            memory_mib: self.workspace.settings.limits.memory_mib,
            threads: self.workspace.settings.limits.threads,
            spill_folder,
        };
        Session::open(Arc::clone(&self.keys), &limits, as_of)
    }
}

/// Whether a spill folder is that of a query whose process is gone. Where processes cannot
/// be looked up, nothing is taken for left over.
fn is_left_over(folder: &Path) -> bool {
    let processes = Path::new("/proc");
    let number = folder
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.strip_prefix("query-"))
        .map(|rest| rest.split_once('-').map_or(rest, |(process, _)| process));
    processes.join("self").exists() && number.is_some_and(|number| !processes.join(number).exists())
}

/// Codes of all areas of the reference.
#[must_use]
pub fn area_codes(catalog: &Catalog) -> BTreeSet<String> {
    catalog
        .reference
        .get("area")
        .map(|table| {
            table
                .csv
                .lines()
                .skip(1)
                .filter_map(|line| line.split(',').next())
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}
