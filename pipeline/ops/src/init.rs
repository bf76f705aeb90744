//! `init`: an empty workspace and its keys.

use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::workspace::{Workspace, WorkspaceSettings};
use serde_json::json;

use crate::screen::Screen;

/// Makes the workspace; the keys go outside of it.
///
/// # Errors
/// A workspace is there already; a folder cannot be written.
pub fn perform(folder: &Path, screen: &Screen) -> Result<u8, Problem> {
    let workspace = Workspace::create(folder, WorkspaceSettings::generate()?)?;
    workspace.create_keys()?;
    let keys = workspace.key_file()?;
    let arguments = [
        ("folder", workspace.root.display().to_string()),
        ("keys", keys.display().to_string()),
    ];
    screen.result(&json!({ "workspace": arguments[0].1, "keys": arguments[1].1 }), || {
        message::ops::WORKSPACE_MADE.text(screen.language, &arguments)
    })?;
    Ok(0)
}
