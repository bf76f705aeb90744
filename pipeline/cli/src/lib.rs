//! The command line: what can be typed, in types, with help in both languages. No logic.

mod action;
mod help;
pub mod usage;

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dorpon_domain::language::Language;
use dorpon_domain::number::ascii_digits;

pub use action::{Access, Action, EditionOrder, Invocation, LinkOrder, ReportOrder};

/// Name of the report behind `list disaster`.
const DISASTER_LIST: &str = "uno_disaster_list";

/// Reads a command line; the first item is the program's own name.
///
/// # Errors
/// Clap's own error: usage, or help and version to print.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let matches = command(language_of(&arguments)).try_get_matches_from(arguments)?;
    Ok(invocation(&matches))
}

/// The language that a command line asks for, even where it does not parse.
#[must_use]
pub fn language_of(arguments: &[OsString]) -> Language {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = texts.windows(2).find_map(|pair| match pair {
        ["--lang", code] => Some(*code),
        _ => None,
    });
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let code = after
        .or(joined)
        .map(str::to_owned)
        .or_else(|| std::env::var("DORPON_LANG").ok());
    if code.as_deref() == Some("en") {
        Language::English
    } else {
        Language::Bangla
    }
}

/// Whether a command line asks for JSON, even where it does not parse.
#[must_use]
pub fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--json")
}

/// The whole command line in one language.
#[must_use]
pub fn command(language: Language) -> Command {
    let text = |bn: &'static str, en: &'static str| language.pick(bn, en);
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let format = || {
        option("format", "FORMAT", text("ফলের রূপ", "form of the result"))
            .value_parser(["table", "csv", "json"])
            .default_value("table")
    };
    let limit = || {
        option(
            "limit",
            "N",
            text(
                "সর্বোচ্চ কত সারি (না বললে সব)",
                "at most this many rows (all, unless given)",
            ),
        )
        .value_parser(value_parser!(usize))
    };
    let access = || {
        [
            option(
                "layer",
                "LAYER",
                text(
                    "স্তর: release (উন্মুক্ত), mart, entity, stage",
                    "layer: release (open), mart, entity, stage",
                ),
            )
            .value_parser(["release", "mart", "entity", "stage"]),
            option(
                "purpose",
                "TEXT",
                text(
                    "কী উদ্দেশ্যে দেখা হচ্ছে (নিরীক্ষা-খাতায় লেখা হয়)",
                    "why it is looked at (kept in the audit log)",
                ),
            ),
            option(
                "officer",
                "NAME",
                text("কে দেখছেন (নিরীক্ষা-খাতায় লেখা হয়)", "who looks (kept in the audit log)"),
            ),
            option("office", "CODE", text("কর্মকর্তার কার্যালয়", "the officer's office")),
        ]
    };
    let paper_format = || {
        option(
            "format",
            "FORMAT",
            text("ফাইলের রূপ; একাধিক হলে কমা দিয়ে", "form of the file; several with commas"),
        )
        .value_parser(["pdf", "xlsx", "csv", "png"])
        .value_delimiter(',')
        .action(ArgAction::Append)
        .default_value("pdf")
    };
    let paper = || {
        [
            paper_format(),
            option(
                "page",
                "NUMBER",
                text("শুধু এই পৃষ্ঠার ছবি (png)", "only this page as an image (png)"),
            )
            .value_parser(whole_number(1..=i64::from(u32::MAX))),
            option(
                "signal",
                "NUMBER",
                text(
                    "জারি থাকা সংকেত; না দিলে তালিকাটি খসড়া",
                    "warning signal that is up; without it the list is a draft",
                ),
            )
            .value_parser(whole_number(1..=99)),
            option(
                "most",
                "NUMBER",
                text("প্রতি ওয়ার্ডে সর্বোচ্চ এতটি খানা", "at most this many households of each ward"),
            )
            .value_parser(whole_number(1..=i64::from(u32::MAX))),
            option(
                "valid-days",
                "DAYS",
                text(
                    "তালিকার মেয়াদ, দিনে (না দিলে ৩০)",
                    "days for which the list holds (30 unless given)",
                ),
            )
            .value_parser(whole_number(1..=366)),
        ]
    };
    let period = || {
        option(
            "period",
            "PERIOD",
            text(
                "সময়কাল: 2022, 2022-06-30 বা 2021-22-Q1",
                "period: 2022, 2022-06-30 or 2021-22-Q1",
            ),
        )
    };
    let date_order = || {
        let help = text(
            "তারিখে আগে কী: day বা month (ফাইল থেকে বোঝা না গেলে)",
            "what comes first in dates, where the file leaves it open",
        );
        option("date-order", "ORDER", help).value_parser(["day", "month"])
    };
    let whole = Command::new("dorpon")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(
            "দর্পণ: কার্যালয়ের তথ্য-ফাইল থেকে যাচাইকৃত তালিকা, পরিসংখ্যান ও প্রতিবেদন",
            "Dorpon: checked lists, figures and reports from the extracts of social-protection offices",
        ))
        .after_help(text(
            "প্রস্থান-কোড: 0 সম্পন্ন · 1 দর্পণের ত্রুটি · 2 কমান্ডে ভুল · 3 ফাইল ফেরত · 4 যাচাই ব্যর্থ, কিছুই প্রকাশিত হয়নি · 5 প্রকাশিত, তবে উৎস পুরোনো · 6 গোপনীয়তা রক্ষায় প্রত্যাখ্যাত · 7 অন্য একটি কাজ চলছে · 8 যন্ত্র বা ডিস্কের সমস্যা",
            "Exit codes: 0 done · 1 a bug · 2 usage · 3 a file refused · 4 checks failed, nothing published · 5 published, a source is late · 6 privacy refused · 7 another run holds the lock · 8 the machine failed",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            option("workspace", "DIR", text("কর্মক্ষেত্রের ফোল্ডার", "workspace folder"))
                .value_parser(value_parser!(PathBuf))
                .env("DORPON_WORKSPACE")
                .default_value(".")
                .global(true),
        )
        .arg(
            option("lang", "LANG", text("বার্তার ভাষা", "language of messages"))
                .value_parser(["bn", "en"])
                .env("DORPON_LANG")
                .default_value("bn")
                .global(true),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).global(true).help(text("যন্ত্রপাঠ্য ফল ও বার্তা (JSON)", "results and messages as JSON")))
        .arg(Arg::new("quiet").long("quiet").short('q').action(ArgAction::SetTrue).global(true).help(text("শুধু ফল ও ত্রুটি দেখান", "only results and errors")))
        .subcommand(
            Command::new("demo")
                .about(text("নমুনা তথ্যে মূল কাজটি করে দেখুন", "do the main job on the sample data"))
                .arg(
                    option("out", "DIR", text("যেখানে কর্মক্ষেত্র তৈরি হবে", "where the workspace is made"))
                        .value_parser(value_parser!(PathBuf))
                        .default_value("dorpon-demo"),
                )

        )
        .subcommand(
            Command::new("init").about(text("খালি কর্মক্ষেত্র তৈরি করুন", "make an empty workspace")).arg(
                Arg::new("folder").value_name("DIR").required(true).value_parser(value_parser!(PathBuf)).help(text("ফোল্ডার", "folder")),
            ),
        )
        .subcommand(
            Command::new("inspect")
                .about(text("ফাইলটি কোন তথ্যের, কলামগুলো কেমন, আর নিলে কী হবে", "which extract a file is, its columns, and what ingest would do"))
                .arg(Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(text("ফাইল", "file")))
                .arg(option("extract", "EXTRACT", text("কোন চুক্তি অনুযায়ী পড়া হবে", "the contract to read it by")))
                .arg(period())
                .arg(date_order())
                .arg(
                    Arg::new("draft")
                        .long("draft")
                        .action(ArgAction::SetTrue)
                        .help(text("ফাইলটির জন্য একটি নতুন চুক্তির খসড়া লিখুন (নাম: --extract)", "write a first version of a contract for the file (its name: --extract)")),
                ),
        )
        .subcommand(
            Command::new("return")
                .about(text("প্রেরকের কাছে ফেরত যাওয়ার শিট: ভুল ঘর, কারণ ও করণীয়সহ", "the sheet that goes back to the sender: bad cells, reasons, what to do"))
                .arg(Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(text("যে ফাইল পাঠানো হয়েছিল", "the file as it was sent")))
                .arg(option("extract", "EXTRACT", text("কোন চুক্তি অনুযায়ী পড়া হবে", "the contract to read it by")))
                .arg(period())
                .arg(date_order())
                .arg(option("out", "FILE", text("শিটটি যেখানে লেখা হবে (নতুন নাম); না দিলে ফাইলের পাশে", "where the sheet is written (a new name); by default beside the file")).value_parser(value_parser!(PathBuf))),
        )
        .subcommand(
            Command::new("ingest")
                .about(text("ফাইল যাচাই করে ভান্ডারে নিন", "check files and take them into the lake"))
                .arg(Arg::new("extract").value_name("EXTRACT").required_unless_present_any(["inbox", "history"]).help(text("তথ্যের ধরন: census_person, beneficiary, payment …", "kind of file: census_person, beneficiary, payment …")))
                .arg(Arg::new("files").value_name("FILE").required_unless_present_any(["inbox", "history"]).num_args(1..).value_parser(value_parser!(PathBuf)).help(text("এক বা একাধিক ফাইল", "one or more files")))
                .arg(option("office", "CODE", text("প্রেরক কার্যালয়ের কোড", "code of the sending office")).required_unless_present_any(["inbox", "history"]))
                .arg(
                    Arg::new("inbox")
                        .long("inbox")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["extract", "files", "office", "period", "date-order", "batch", "replace", "history"])
                        .help(text("inbox/<কার্যালয়>/ ফোল্ডারের সব ফাইল চিনে নিয়ে গ্রহণ করুন", "recognise and take all files of inbox/<office>/")),
                )
                .arg(
                    Arg::new("history")
                        .long("history")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["extract", "files", "office", "period", "date-order", "batch", "replace"])
                        .help(text("এ পর্যন্ত আসা সব ফাইলের হিসাব দেখুন", "show every file that ever came, and its balance")),
                )
                .arg(period())
                .arg(date_order())
                .arg(option("batch", "NAME", text("তালিকা কয়েক ফাইলে এলে এ অংশের নাম, যেমন ward-8", "name of this part of a list that comes in several files, such as ward-8")))
                .arg(
                    Arg::new("replace")
                        .long("replace")
                        .action(ArgAction::SetTrue)
                        .help(text("কোনো সারি না মিললেও আগের ফাইলের বদলে নিন", "take the place of the file before, even if no row of it is repeated")),
                ),
        )
        .subcommand(
            Command::new("dictionary")
                .about(text("তথ্য-অভিধান: কোন ফাইলে কোন কলাম, কী মান (Markdown)", "the data dictionary: which columns and values each file holds (Markdown)"))
                .arg(Arg::new("extract").value_name("EXTRACT").help(text("শুধু এই তথ্যের ধরন", "only this extract"))),
        )
        .subcommand(
            Command::new("run")
                .about(text("হিসাব করুন, যাচাই করুন, প্রকাশ করুন", "compute, check and publish"))
                .arg(option("as-of", "DATE", text("যে তারিখের অবস্থা: 2022-06-30", "the date as of which everything is counted: 2022-06-30")))
                .arg(
                    option("reports", "LEVEL", text("এ স্তরের প্রতিটি এলাকার সব উন্মুক্ত প্রতিবেদনও ছাপুন; একাধিক হলে কমা দিয়ে", "also print every public report of every area of this level; several with commas"))
                        .value_parser(["country", "division", "district", "upazila", "union", "city_corporation", "paurashava", "city_ward"])
                        .value_delimiter(',')
                        .action(ArgAction::Append),
                )
                .arg(paper_format().requires("reports")),
        )
        .subcommand(
            Command::new("query")
                .about(text("প্রকাশিত একটি সারণি দেখুন", "show a table of the published run"))
                .arg(Arg::new("name").value_name("NAME").required(true).help(text("সারণির নাম, যেমন coverage_by_union_programme", "its name, for example coverage_by_union_programme")))
                .arg(option("param", "COLUMN=VALUE", text("শুধু এই মানের সারি", "only rows with this value")).action(ArgAction::Append))
                .arg(format())
                .arg(limit())
                .args(access()),
        )
        .subcommand(
            Command::new("sql")
                .about(text("প্রকাশিত তথ্যে নিজের SQL", "your own SQL over the published run"))
                .arg(Arg::new("query").value_name("SQL").required(true).help(text("কোয়েরি", "the query")))
                .arg(format())
                .arg(limit())
                .args(access()),
        )
        .subcommand(
            Command::new("report")
                .about(text("প্রকাশিত হিসাবের একটি প্রতিবেদন ছাপুন", "print a report of the published run"))
                .arg(Arg::new("name").value_name("NAME").required(true).help(text("প্রতিবেদনের নাম, যেমন planner_coverage", "its name, for example planner_coverage")))
                .arg(option("area", "CODE", text("এলাকার কোড; না দিলে হিসাবের সব এলাকা", "code of the area; by default all that the run holds")))
                .arg(option("hazard", "HAZARD", text("দুর্যোগ, যেমন cyclone (অগ্রাধিকার তালিকার জন্য)", "hazard, for example cyclone (for a priority list)")))
                .args(paper())
                .args(access().into_iter().filter(|argument| argument.get_id() != "layer")),
        )
        .subcommand(
            Command::new("simulate")
                .about(text("কর্মসূচির নিয়ম বা হার বদলালে কী হতো দেখুন (উদ্দেশ্য ও কর্মকর্তা লাগবে)", "what a programme with other rules or rates would do (wants purpose and officer)"))
                .arg(option("programme", "FILE", text("কর্মসূচির ফাইল, queries/programmes/-এর মতো", "the programme file, as in queries/programmes/")).required(true).value_parser(value_parser!(PathBuf)))
                .arg(option("area", "CODE", text("এলাকার কোড; না দিলে হিসাবের সব এলাকা", "code of the area; by default all that the run holds")))
                .args([format(), limit()])
                .args(access().into_iter().filter(|argument| argument.get_id() != "layer")),
        )
        .subcommand(
            Command::new("list")
                .about(text("নামসহ সীমিত তালিকা ছাপুন (উদ্দেশ্য ও কর্মকর্তা লাগবে)", "print a restricted list of named people (wants purpose and officer)"))
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(
                    Command::new("disaster")
                        .about(text("দুর্যোগে অগ্রাধিকার তালিকা", "priority list for a hazard"))
                        .arg(option("hazard", "HAZARD", text("দুর্যোগ, যেমন cyclone", "hazard, for example cyclone")).required(true))
                        .arg(option("area", "CODE", text("উপজেলা, ইউনিয়ন বা পৌরসভার কোড", "code of the upazila, union or paurashava")).required(true))
                        .args(paper())
                        .args(access().into_iter().filter(|argument| argument.get_id() != "layer")),
                ),
        )
        .subcommand(
            Command::new("audit")
                .about(text("নিরীক্ষা-খাতা: কে কী দেখেছেন, আর খাতাটি অক্ষত কি না", "the audit log: who looked at what, and whether it is whole"))
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommand(Command::new("verify").about(text("প্রতিটি লেখা ও খাতার শেষ যাচাই করুন", "check every entry and the end of the log")))
                .subcommand(Command::new("show").about(text("সব লেখা দেখুন, নতুনটি শেষে", "show the entries, newest last"))),
        )
        .subcommand(
            Command::new("link")
                .about(text("একই ব্যক্তির নথি খুঁজে বের করুন (যেকোনো CSV বা Parquet ফাইলে)", "find the records of one person, in any CSV or Parquet files"))
                .arg(Arg::new("files").value_name("FILE").required(true).num_args(1..).value_parser(value_parser!(PathBuf)).help(text("এক বা একাধিক ফাইল", "one or more files")))
                .arg(option("model", "MODEL", text("queries/link/ ফোল্ডারের মডেলের নাম (beneficiary, register_beneficiary …) বা নিজের .toml ফাইল", "name of a model of queries/link/ (beneficiary, register_beneficiary …), or a .toml file of your own")).required(true))
                .arg(
                    option("out", "DIR", text("যেখানে ফল লেখা হবে", "where the results are written"))
                        .value_parser(value_parser!(PathBuf))
                        .required_unless_present_any(["count-only", "explain"]),
                )
                .arg(option("truth", "FILE", text("জানা ফল (record_id, cluster_id): এর সঙ্গে মিলিয়ে নির্ভুলতা মাপা হয়", "known persons (record_id, cluster_id) to measure against")).value_parser(value_parser!(PathBuf)))
                .arg(option("weights", "FILE", text("আগে নির্ণীত ওজন; না দিলে এই ফাইলগুলো থেকে নির্ণয় করা হয়", "weights learnt earlier; by default they are learnt from these files")).value_parser(value_parser!(PathBuf)))
                .arg(
                    Arg::new("count-only")
                        .long("count-only")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["out", "truth", "weights", "explain"])
                        .help(text("শুধু গুনুন: কোন নিয়মে কত জোড়া, কত সময় ও মেমোরি লাগবে", "count only: how many pairs each rule makes, the time and memory they would take")),
                )
                .arg(
                    option("explain", "ID", text("এই দুই নথির মিলের ওজন কীভাবে এসেছে দেখুন", "show how the match weight of these two records comes about"))
                        .num_args(2)
                        .conflicts_with_all(["out", "truth"]),
                )
                .arg(option("threads", "N", text("কত থ্রেডে চলবে (না বললে প্রসেসর যতটি)", "threads (as many as there are processors, unless given)")).value_parser(whole_number(1..=1024)))
                .arg(option("as-of", "DATE", text("প্রতিবেদনে যে তারিখ ছাপা হবে (না দিলে আজ)", "the day that the report prints (today, unless given)"))),
        )
        .subcommand(Command::new("status").about(text("ভান্ডারে কী আছে, কী প্রকাশিত, সর্বশেষ কী ঘটেছে", "what is in the lake, what is published, what happened last")));
    match language {
        Language::Bangla => help::in_bangla(whole),
        Language::English => whole,
    }
}

/// A whole number within the range, in Bangla or English digits.
fn whole_number(range: RangeInclusive<i64>) -> impl Fn(&str) -> Result<i64, String> + Clone {
    move |text| {
        let number = ascii_digits(text).parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("{} – {}", range.start(), range.end()))
    }
}

fn invocation(matches: &ArgMatches) -> Invocation {
    let path = |matches: &ArgMatches, name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let text = |matches: &ArgMatches, name: &str| matches.get_one::<String>(name).cloned();
    let words = |matches: &ArgMatches, name: &str| -> Vec<String> {
        matches.get_many(name).unwrap_or_default().cloned().collect()
    };
    let access = |matches: &ArgMatches| Access {
        layer: text(matches, "layer"),
        purpose: text(matches, "purpose"),
        officer: text(matches, "officer"),
        office: text(matches, "office"),
    };
    let order = |matches: &ArgMatches, name: String| ReportOrder {
        name,
        area: text(matches, "area"),
        formats: words(matches, "format"),
        page: matches
            .get_one::<i64>("page")
            .and_then(|page| usize::try_from(*page).ok()),
        hazard: text(matches, "hazard"),
        signal: matches.get_one::<i64>("signal").copied(),
        most: matches.get_one::<i64>("most").copied(),
        valid_days: matches.get_one::<i64>("valid-days").copied(),
        access: Access {
            layer: None,
            purpose: text(matches, "purpose"),
            officer: text(matches, "officer"),
            office: text(matches, "office"),
        },
    };
    let action = match matches.subcommand() {
        Some(("demo", demo)) => {
            let named = |name| demo.value_source(name) == Some(clap::parser::ValueSource::CommandLine);
            let place = if named("workspace") && !named("out") {
                "workspace"
            } else {
                "out"
            };
            Action::Demo { out: path(demo, place) }
        }
        Some(("init", init)) => Action::Init {
            folder: path(init, "folder"),
        },
        Some(("inspect", inspect)) => Action::Inspect {
            file: path(inspect, "file"),
            extract: text(inspect, "extract"),
            period: text(inspect, "period"),
            date_order: text(inspect, "date-order"),
            draft: inspect.get_flag("draft"),
        },
        Some(("dictionary", dictionary)) => Action::Dictionary {
            extract: text(dictionary, "extract"),
        },
        Some(("return", sent)) => Action::Return {
            file: path(sent, "file"),
            extract: text(sent, "extract"),
            period: text(sent, "period"),
            date_order: text(sent, "date-order"),
            out: sent.get_one::<PathBuf>("out").cloned(),
        },
        Some(("ingest", ingest)) if ingest.get_flag("inbox") => Action::Inbox,
        Some(("ingest", ingest)) if ingest.get_flag("history") => Action::History,
        Some(("ingest", ingest)) => Action::Ingest {
            extract: text(ingest, "extract").unwrap_or_default(),
            files: ingest
                .get_many::<PathBuf>("files")
                .unwrap_or_default()
                .cloned()
                .collect(),
            office: text(ingest, "office").unwrap_or_default(),
            period: text(ingest, "period"),
            date_order: text(ingest, "date-order"),
            batch: text(ingest, "batch"),
            replace: ingest.get_flag("replace"),
        },
        Some(("run", run)) => Action::Run {
            as_of: text(run, "as-of"),
            reports: EditionOrder {
                levels: words(run, "reports"),
                formats: words(run, "format"),
            },
        },
        Some(("query", query)) => Action::Query {
            name: text(query, "name").unwrap_or_default(),
            parameters: query.get_many::<String>("param").unwrap_or_default().cloned().collect(),
            format: text(query, "format").unwrap_or_default(),
            limit: query.get_one::<usize>("limit").copied(),
            access: access(query),
        },
        Some(("sql", sql)) => Action::Sql {
            query: text(sql, "query").unwrap_or_default(),
            format: text(sql, "format").unwrap_or_default(),
            limit: sql.get_one::<usize>("limit").copied(),
            access: access(sql),
        },
        Some(("report", report)) => Action::Report(order(report, text(report, "name").unwrap_or_default())),
        Some(("simulate", simulate)) => Action::Simulate {
            programme: path(simulate, "programme"),
            area: text(simulate, "area"),
            format: text(simulate, "format").unwrap_or_default(),
            limit: simulate.get_one::<usize>("limit").copied(),
            access: Access {
                layer: None,
                purpose: text(simulate, "purpose"),
                officer: text(simulate, "officer"),
                office: text(simulate, "office"),
            },
        },
        Some(("list", list)) => {
            let (_, disaster) = list.subcommand().unwrap_or(("disaster", list));
            Action::Report(order(disaster, DISASTER_LIST.to_owned()))
        }
        Some(("link", link)) => Action::Link(LinkOrder {
            files: link.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect(),
            model: text(link, "model").unwrap_or_default(),
            out: link.get_one::<PathBuf>("out").cloned(),
            truth: link.get_one::<PathBuf>("truth").cloned(),
            weights: link.get_one::<PathBuf>("weights").cloned(),
            count_only: link.get_flag("count-only"),
            explain: {
                let mut ids = link.get_many::<String>("explain").unwrap_or_default().cloned();
                ids.next().zip(ids.next())
            },
            threads: link
                .get_one::<i64>("threads")
                .and_then(|threads| usize::try_from(*threads).ok()),
            as_of: text(link, "as-of"),
        }),
        Some(("audit", audit)) if audit.subcommand_name() == Some("show") => Action::AuditShow,
        Some(("audit", _)) => Action::AuditVerify,
        _ => Action::Status,
    };
    let language = if text(matches, "lang").as_deref() == Some("en") {
        Language::English
    } else {
        Language::Bangla
    };
    Invocation {
        workspace: path(matches, "workspace"),
        language,
        json: matches.get_flag("json"),
        quiet: matches.get_flag("quiet"),
        action,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        command(Language::Bangla).debug_assert();
        command(Language::English).debug_assert();
    }
}
