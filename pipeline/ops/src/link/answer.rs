//! What `link` says on the screen, for reading and as JSON. Numbers, rules and levels; no record and no cell of one.

use std::fmt::Write as _;

use dorpon_domain::message;
use dorpon_linkage::blocking::PairCount;
use dorpon_linkage::evaluation::{Evaluation, Interval, Tally};
use dorpon_linkage::explanation::Waterfall;
use dorpon_linkage::{LinkOutcome, Model};
use serde_json::{Value, json};

use super::level_text;
use crate::screen::Screen;

/// How records stand in clusters.
pub(super) struct Grouping {
    /// Pairs at or above the threshold.
    pub(super) matches: u64,
    /// Clusters of two or more records, by size, ascending: size and how many.
    pub(super) sizes: Vec<(u64, u64)>,
    /// Records that stand alone.
    pub(super) alone: u64,
    /// Records of groups that were too large to publish.
    pub(super) held_records: u64,
}

impl Grouping {
    pub(super) fn of(outcome: &LinkOutcome, model: &Model) -> Self {
        let threshold = dorpon_linkage::weights::weight_of(*model.threshold.as_ref());
        let matches = outcome.pairs.kept.iter().filter(|pair| pair.weight >= threshold);
        let mut firsts = outcome.clusters.of_record.clone();
        firsts.sort_unstable();
        let mut counts: Vec<u64> = firsts
            .chunk_by(|one, other| one == other)
            .map(|cluster| cluster.len() as u64)
            .collect();
        counts.sort_unstable();
        let sizes = counts.chunk_by(|one, other| one == other);
        let mut sizes: Vec<(u64, u64)> = sizes
            .filter_map(|same| Some((*same.first()?, same.len() as u64)))
            .collect();
        let alone = match sizes.first() {
            Some((1, alone)) => *alone,
            _ => 0,
        };
        sizes.retain(|(size, _)| *size > 1);
        Self {
            matches: matches.count() as u64,
            sizes,
            alone,
            held_records: outcome.clusters.held.iter().map(|group| group.len() as u64).sum(),
        }
    }

    /// Clusters of two or more records.
    pub(super) fn clusters(&self) -> u64 {
        self.sizes.iter().map(|(_, count)| count).sum()
    }

    /// Records in them.
    pub(super) fn clustered(&self) -> u64 {
        self.sizes.iter().map(|(size, count)| size * count).sum()
    }
}

/// The outcome as JSON.
pub(super) fn outcome_json(outcome: &LinkOutcome, model: &Model, files: &[String]) -> Value {
    let grouping = Grouping::of(outcome, model);
    json!({
        "model": { "path": model.path, "version": model.version, "digest": model.digest },
        "records": outcome.ids.len(),
        "pairs_compared": outcome.pairs.compared.iter().sum::<u64>(),
        "pairs_kept": outcome.pairs.kept.len(),
        "pairs_matched": grouping.matches,
        "clusters": grouping.clusters(),
        "records_clustered": grouping.clustered(),
        "records_alone": grouping.alone,
        "clusters_divided": outcome.clusters.divided,
        "groups_held": outcome.clusters.held.len(),
        "records_held": grouping.held_records,
        "evaluation": outcome.evaluation.as_ref().map(evaluation_json),
        "files": files,
    })
}

fn evaluation_json(found: &Evaluation) -> Value {
    let interval = |share: Interval| json!({ "value": share.value, "low": share.low, "high": share.high });
    let tally = |tally: Tally| {
        json!({
            "right": tally.right, "wrong": tally.wrong, "missed": tally.missed,
            "precision": interval(tally.precision()), "recall": interval(tally.recall()), "f1": interval(tally.f1()),
        })
    };
    let rules: Vec<Value> = found
        .rules
        .iter()
        .map(|(rule, recall)| json!({ "rule": rule, "recall": interval(*recall) }))
        .collect();
    json!({
        "pairs": tally(found.pairs),
        "clusters": tally(found.clusters),
        "best": { "match_weight": found.best.weight, "match_probability": found.best.probability,
                  "pairs": tally(found.best.tally) },
        "blocking_rules": rules,
        "blocking_reach": interval(found.reach),
    })
}

/// The outcome for reading.
pub(super) fn outcome_text(outcome: &LinkOutcome, model: &Model, files: &[String], screen: &Screen) -> String {
    let grouping = Grouping::of(outcome, model);
    let language = screen.language;
    let say = |bn: &'static str, en: &'static str| language.pick(bn, en);
    let number = |value: u64| value.to_string();
    let threshold = screen.digits(&model.threshold.as_ref().to_string());
    let mut lines = vec![
        message::linkage::LINKED.text(
            language,
            &[
                ("records", outcome.ids.len().to_string()),
                ("compared", number(outcome.pairs.compared.iter().sum())),
                ("matches", number(grouping.matches)),
                ("threshold", threshold),
            ],
        ),
        message::linkage::CLUSTERED.text(
            language,
            &[
                ("clustered", number(grouping.clustered())),
                ("clusters", number(grouping.clusters())),
                ("alone", number(grouping.alone)),
            ],
        ),
    ];
    if !outcome.clusters.held.is_empty() {
        lines.push(message::linkage::HELD.text(
            language,
            &[
                ("groups", outcome.clusters.held.len().to_string()),
                ("records", number(grouping.held_records)),
            ],
        ));
    }
    if let Some(found) = &outcome.evaluation {
        let share =
            |share: Interval| screen.digits(&format!("{:.4} ({:.4}–{:.4})", share.value, share.low, share.high));
        for (what, tally) in [
            (say("জোড়া", "pairs"), found.pairs),
            (say("গুচ্ছ", "clusters"), found.clusters),
        ] {
            lines.push(format!(
                "{what}: {} {}, {} {}, {} {}",
                say("নির্ভুলতা", "precision"),
                share(tally.precision()),
                say("শনাক্তের হার", "recall"),
                share(tally.recall()),
                say("এফ১", "F1"),
                share(tally.f1())
            ));
        }
    }
    lines.extend(files.iter().cloned());
    lines.join("\n")
}

/// The pre-count as JSON.
pub(super) fn count_json(count: &PairCount, model: &Model) -> Value {
    let rules: Vec<Value> = count
        .rules
        .iter()
        .map(|rule| {
            json!({ "rule": rule.rule, "pairs": rule.pairs, "blocks": rule.blocks, "largest_blocks": rule.largest_blocks })
        })
        .collect();
    json!({
        "records": count.records,
        "rules": rules,
        "pairs": count.pairs,
        "pair_limit": model.pair_limit,
        "processor_seconds": count.processor_seconds,
        "memory_mib": count.memory_mib,
        "memory_limit_mib": model.memory_limit_mib,
        "is_refused": count.check(model).is_err(),
    })
}

/// The pre-count for reading.
pub(super) fn count_text(count: &PairCount, model: &Model, screen: &Screen) -> String {
    let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(text, "{}: {}", say("নথি", "records"), screen.count(count.records));
    for rule in &count.rules {
        let largest: Vec<String> = rule.largest_blocks.iter().map(|size| screen.count(*size)).collect();
        let _ = writeln!(
            text,
            "  {}: {} {}, {} {}, {} {}",
            rule.rule,
            screen.count(rule.pairs),
            say("জোড়া", "pairs"),
            screen.count(rule.blocks),
            say("ব্লক", "blocks"),
            say("সবচেয়ে বড়", "largest"),
            if largest.is_empty() {
                "–".to_owned()
            } else {
                largest.join("; ")
            }
        );
    }
    let limit = say("সীমা", "limit");
    let _ = writeln!(
        text,
        "{}: {} ({limit} {})",
        say("মোট জোড়া, সর্বোচ্চ", "pairs in all, at most"),
        screen.count(count.pairs),
        screen.count(model.pair_limit)
    );
    let _ = writeln!(
        text,
        "{}: {} {}, {} MiB ({limit} {} MiB)",
        say("আনুমানিক", "estimate"),
        screen.count(count.processor_seconds),
        say("প্রসেসর-সেকেন্ড", "processor seconds"),
        screen.count(count.memory_mib),
        screen.count(model.memory_limit_mib)
    );
    if count.check(model).is_err() {
        let _ = writeln!(text, "{}", message::linkage::ABOVE_LIMIT.text(screen.language, &[]));
    }
    text
}

/// The waterfall of a pair as JSON.
pub(super) fn waterfall_json(waterfall: &Waterfall) -> Value {
    let steps: Vec<Value> = waterfall
        .steps
        .iter()
        .map(|step| {
            json!({ "comparison": step.comparison, "level": step.level, "weight": step.weight,
                    "term_weight": step.term, "sum": step.sum })
        })
        .collect();
    json!({
        "start": waterfall.start,
        "steps": steps,
        "relatives": waterfall.relatives,
        "match_weight": waterfall.weight,
        "match_probability": waterfall.probability,
        "blocking_rules": waterfall.rules,
    })
}

/// The waterfall of a pair for reading: what each step adds, and the weight up to there.
pub(super) fn waterfall_text(waterfall: &Waterfall, model: &Model, screen: &Screen) -> String {
    let language = screen.language;
    let say = |bn: &'static str, en: &'static str| language.pick(bn, en);
    let mut text = String::new();
    let mut line = |part: f64, sum: f64, what: &str| {
        let figures = screen.digits(&format!("{part:>+8.2} {sum:>8.2}"));
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{figures}  {what}");
    };
    let start = say("কোনো তুলনার আগে", "before anything is compared");
    line(waterfall.start, waterfall.start, start);
    for step in &waterfall.steps {
        let mut what = format!(
            "{}: {}",
            level_text::comparison(model, &step.comparison, language),
            level_text::level(model, &step.level, language)
        );
        if step.term != 0.0 {
            let rarity = say("মানটি কতটা বিরল", "how rare the value is");
            let _ = write!(what, " ({rarity}: {})", screen.digits(&format!("{:+.2}", step.term)));
        }
        line(step.weight + step.term, step.sum, &what);
    }
    if waterfall.relatives != 0.0 {
        let relatives = say("দুজন আত্মীয় হতে পারেন", "the two may be relatives");
        line(waterfall.relatives, waterfall.weight, relatives);
    }
    let _ = writeln!(
        text,
        "{}: {}, {}: {}",
        say("মিলের ওজন", "match weight"),
        screen.digits(&format!("{:.2}", waterfall.weight)),
        say("মিলের সম্ভাবনা", "match probability"),
        screen.digits(&format!("{:.4}", waterfall.probability))
    );
    if waterfall.rules.is_empty() {
        let _ = writeln!(text, "{}", message::linkage::NO_RULE_PAIRS.text(language, &[]));
    } else {
        let _ = writeln!(
            text,
            "{}: {}",
            say("যে নিয়মে জোড়া", "paired by"),
            waterfall.rules.join("; ")
        );
    }
    text
}
