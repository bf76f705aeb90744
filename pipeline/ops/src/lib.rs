//! What the commands do: each module is one command, and nothing here parses a command
//! line or knows SQL.
//!
//! Invariants: one process at a time changes a workspace; a run publishes everything or
//! changes nothing; the clock is read in [`clock`] only; a layer that names people is
//! shown only against a purpose and an officer, after the audit log has taken it down.

pub mod audit;
pub mod clock;
pub mod demo;
pub mod dictionary;
pub mod history;
pub mod inbox;
pub mod ingest;
pub mod init;
pub mod inspect;
pub mod link;
pub mod person_link;
pub mod process_memory;
pub mod published;
pub mod query;
pub mod report;
pub mod return_file;
pub mod run;
pub mod screen;
pub mod simulate;
pub mod slice_choice;
pub mod status;
pub mod watch;
pub mod workbench;

use dorpon_cli::{Action, Invocation};
use dorpon_domain::problem::Problem;

use crate::screen::Screen;

/// Does what a command line asks for; answers with the exit code.
///
/// # Errors
/// The problem that ended the command.
pub fn perform(invocation: &Invocation, screen: &Screen) -> Result<u8, Problem> {
    let workspace = invocation.workspace.as_path();
    match &invocation.action {
        Action::Demo { out } => demo::perform(out, screen),
        Action::Init { folder } => init::perform(folder, screen),
        Action::Inspect {
            file,
            extract,
            period,
            date_order,
            draft,
        } => {
            let order = inspect::Order {
                file,
                extract: extract.as_deref(),
                period: period.as_deref(),
                date_order: date_order.as_deref(),
                draft: *draft,
            };
            inspect::perform(workspace, &order, screen)
        }
        Action::Dictionary { extract } => dictionary::perform(workspace, extract.as_deref(), screen),
        Action::Inbox => inbox::perform(workspace, screen),
        Action::History => history::perform(workspace, screen),
        Action::Return {
            file,
            extract,
            period,
            date_order,
            out,
        } => {
            let order = return_file::Order {
                file,
                extract: extract.as_deref(),
                period: period.as_deref(),
                date_order: date_order.as_deref(),
                out: out.as_deref(),
            };
            return_file::perform(workspace, &order, screen)
        }
        Action::Ingest {
            extract,
            files,
            office,
            period,
            date_order,
            batch,
            replace,
        } => {
            let order = ingest::Order {
                extract,
                files,
                office,
                period: period.as_deref(),
                date_order: date_order.as_deref(),
                batch: batch.as_deref(),
                may_replace: *replace,
            };
            ingest::perform(workspace, &order, screen)
        }
        Action::Run { as_of, reports } => run::perform(workspace, as_of.as_deref(), reports, screen),
        Action::Query {
            name,
            parameters,
            format,
            limit,
            access,
        } => query::named(
            workspace,
            name,
            parameters,
            &query::Form { format, limit: *limit },
            access,
            screen,
        ),
        Action::Sql {
            query,
            format,
            limit,
            access,
        } => query::free(workspace, query, &query::Form { format, limit: *limit }, access, screen),
        Action::AuditVerify => audit::verify(workspace, screen),
        Action::AuditShow => audit::show(workspace, screen),
        Action::Report(order) => report::perform(workspace, order, screen),
        Action::Simulate {
            programme,
            area,
            format,
            limit,
            access,
        } => {
            let form = query::Form { format, limit: *limit };
            simulate::perform(workspace, programme, area.as_deref(), &form, access, screen)
        }
        Action::Link(order) => link::perform(workspace, order, screen),
        Action::Status => status::perform(workspace, screen),
    }
}
