//! One process at a time writes the papers of a run; the next one waits its turn, which is short.
//!
//! The lock is the operating system's lock on `.lock` in the folder of the papers: it ends with the process that
//! holds it, however that ends.

use std::fs::File;
use std::path::Path;

use dorpon_domain::problem::Problem;

use crate::durable;

/// The right to write into a folder of papers, until dropped.
#[derive(Debug)]
pub struct PaperLock {
    file: File,
}

impl PaperLock {
    /// Makes the folder where there is none and waits for the lock.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub fn acquire(folder: &Path) -> Result<Self, Problem> {
        durable::create_folder(folder)?;
        let path = folder.join(".lock");
        let file = durable::private_file()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| durable::unwritable(&path, error))?;
        file.lock().map_err(|error| durable::unwritable(&path, error))?;
        Ok(Self { file })
    }
}

impl Drop for PaperLock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}
