//! The help in Bangla: the parser writes its headings and remarks in English, so ours take their place.

use clap::{Arg, ArgAction, Command};

/// In the order of the parser's own.
const TEMPLATE: &str = "{about-with-newline}\nব্যবহার: {usage}\n\n{all-args}{after-help}";

/// The command and those below it, with the help in Bangla.
pub(crate) fn in_bangla(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("এই সাহায্য দেখুন");
    let is_whole = command.get_version().is_some();
    let command = command.disable_help_flag(true).disable_version_flag(true).arg(help);
    let command = if is_whole {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help("সংস্করণ দেখুন");
        command.arg(version)
    } else {
        command
    };
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("কমান্ড")
        .mut_args(argument)
        .mut_subcommands(in_bangla)
}

/// An argument whose values are told in words of ours.
fn argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() {
        "যা লিখতে হবে"
    } else {
        "বিকল্প"
    };
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    if !values.is_empty() {
        help.push_str(&format!(" [{}]", values.join(", ")));
    }
    let defaults: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !defaults.is_empty() && argument.get_action().takes_values() {
        help.push_str(&format!(" [না দিলে {}]", defaults.join(", ")));
    }
    argument
        .help(help)
        .help_heading(heading)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true)
}
