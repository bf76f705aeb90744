//! What can be asked for: the commands and their orders, as types.

use std::path::PathBuf;

use dorpon_domain::language::Language;

/// A parsed command line.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The workspace folder.
    pub workspace: PathBuf,
    /// Language of messages.
    pub language: Language,
    /// Whether messages and results are JSON.
    pub json: bool,
    /// Whether notices are kept back.
    pub quiet: bool,
    /// What to do.
    pub action: Action,
}

/// The commands.
#[derive(Clone, Debug)]
pub enum Action {
    /// The main job on the sample data.
    Demo {
        /// Where the workspace is made.
        out: PathBuf,
    },
    /// An empty workspace.
    Init {
        /// Where.
        folder: PathBuf,
    },
    /// What a file looks like and what `ingest` would do.
    Inspect {
        /// The file.
        file: PathBuf,
        /// The extract to read it as, if named.
        extract: Option<String>,
        /// The period, if named.
        period: Option<String>,
        /// `day` or `month` first, where the file leaves it open.
        date_order: Option<String>,
        /// Whether the answer is a first version of a contract.
        draft: bool,
    },
    /// What every extract holds, written from the contracts.
    Dictionary {
        /// Only this extract; else all.
        extract: Option<String>,
    },
    /// All files of the inbox into the lake.
    Inbox,
    /// Every file that ever came.
    History,
    /// The sheet that goes back to the sender of a file.
    Return {
        /// The file as it was sent.
        file: PathBuf,
        /// Its extract, if named.
        extract: Option<String>,
        /// Its period, if named.
        period: Option<String>,
        /// `day` or `month` first, where the file leaves it open.
        date_order: Option<String>,
        /// Where the sheet is written.
        out: Option<PathBuf>,
    },
    /// Files into the lake.
    Ingest {
        /// The extract.
        extract: String,
        /// The files.
        files: Vec<PathBuf>,
        /// Code of the sending office.
        office: String,
        /// The period, if named.
        period: Option<String>,
        /// `day` or `month` first, where the file leaves it open.
        date_order: Option<String>,
        /// Name of a further part of a list that comes in several files.
        batch: Option<String>,
        /// Whether a file may take the place of one with which it shares no row.
        replace: bool,
    },
    /// Stage, entity, mart, check, release, publish.
    Run {
        /// The date as of which everything is counted.
        as_of: Option<String>,
        /// What is printed of it at once.
        reports: EditionOrder,
    },
    /// A table of the published run.
    Query {
        /// Its name.
        name: String,
        /// `column=value` that rows must meet.
        parameters: Vec<String>,
        /// `table`, `csv`, `json`.
        format: String,
        /// Most rows of the answer; absent: all.
        limit: Option<usize>,
        /// Who asks, for layers that name people.
        access: Access,
    },
    /// Free SQL over the published run.
    Sql {
        /// The query.
        query: String,
        /// `table`, `csv`, `json`.
        format: String,
        /// Most rows of the answer; absent: all.
        limit: Option<usize>,
        /// Who asks, for layers that name people.
        access: Access,
    },
    /// A report of the published run on paper.
    Report(ReportOrder),
    /// What a changed programme would do.
    Simulate {
        /// The programme file.
        programme: PathBuf,
        /// Code of the area; absent: everything that the run holds.
        area: Option<String>,
        /// `table`, `csv`, `json`.
        format: String,
        /// Most rows of the answer; absent: all.
        limit: Option<usize>,
        /// Who asks.
        access: Access,
    },
    /// Which records of files are of one person.
    Link(LinkOrder),
    /// What is in the lake, what is published, what happened last.
    Status,
    /// Whether the audit log is whole.
    AuditVerify,
    /// The entries of the audit log.
    AuditShow,
}

/// What is linked, and how.
#[derive(Clone, Debug, Default)]
pub struct LinkOrder {
    /// The files.
    pub files: Vec<PathBuf>,
    /// A model of `queries/link/` by its name, or a file that ends in `.toml`.
    pub model: String,
    /// Where the results are written; absent: nowhere.
    pub out: Option<PathBuf>,
    /// Known persons to measure against.
    pub truth: Option<PathBuf>,
    /// Weights learnt earlier.
    pub weights: Option<PathBuf>,
    /// Whether pairs are counted only.
    pub count_only: bool,
    /// The two records whose weight is explained.
    pub explain: Option<(String, String)>,
    /// Threads; absent: as many as there are processors.
    pub threads: Option<usize>,
    /// The day that the report prints; absent: today.
    pub as_of: Option<String>,
}

/// The public reports that follow a run.
#[derive(Clone, Debug, Default)]
pub struct EditionOrder {
    /// Levels of the areas, as the reference names them; empty: none is printed.
    pub levels: Vec<String>,
    /// `pdf`, `xlsx`, `csv`, `png`; one or more.
    pub formats: Vec<String>,
}

/// Which report is printed, of what, in which forms.
#[derive(Clone, Debug, Default)]
pub struct ReportOrder {
    /// Its name.
    pub name: String,
    /// Code of the area; absent: everything that the run holds.
    pub area: Option<String>,
    /// `pdf`, `xlsx`, `csv`, `png`; one or more.
    pub formats: Vec<String>,
    /// The page to print as an image; absent: all.
    pub page: Option<usize>,
    /// Code of the hazard, for a priority list.
    pub hazard: Option<String>,
    /// The warning signal that is up, for a priority list; absent: a draft.
    pub signal: Option<i64>,
    /// At most this many households of each ward; absent: all.
    pub most: Option<i64>,
    /// Days for which a restricted list holds.
    pub valid_days: Option<i64>,
    /// Who asks, for a restricted list.
    pub access: Access,
}

/// Who asks for a layer beyond `release`, and why.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The layer; absent: `release`.
    pub layer: Option<String>,
    /// Why.
    pub purpose: Option<String>,
    /// Who.
    pub officer: Option<String>,
    /// Their office.
    pub office: Option<String>,
}
