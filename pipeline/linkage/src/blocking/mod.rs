//! Blocking: which pairs are looked at. Records that agree on all keys of a rule meet.
//!
//! A pair that several rules make belongs to the first of them, so each pair is made exactly once, without keeping the
//! pairs: every record carries the number of its key under every rule, and equal numbers say that a rule holds. Pairs
//! come block by block, the left record first, so that what belongs to it stays at hand.

mod count;
mod expression;

use hashbrown::HashMap;

use crate::dictionary::{NULL, mix};
use crate::model::{BlockingModel, Model};
use crate::record::Records;

pub use count::{BlockingCount, PairCount};
pub use expression::Expression;

/// About how many pairs one task makes.
const TASK_PAIRS: u64 = 200_000;

/// The rules of a list over records.
#[derive(Debug)]
pub struct Blocking {
    rules: Vec<Rule>,
    /// Key numbers, record by record: forward and swapped of each rule in turn.
    keys: Vec<u32>,
    sources: Option<Vec<u16>>,
    tasks: Vec<Task>,
}

#[derive(Debug)]
struct Rule {
    is_swapped: bool,
    /// Records in the order of their forward key, then of their number.
    forward: Vec<u32>,
    /// Records in the order of their swapped key; empty for rules without.
    swapped: Vec<u32>,
    blocks: Vec<Block>,
}

/// The records of one key: ranges of `forward` and, for a swapped rule, of `swapped`.
#[derive(Clone, Debug)]
struct Block {
    forward: (u32, u32),
    swapped: (u32, u32),
}

impl Block {
    fn pairs(&self, is_swapped: bool) -> u64 {
        let count = |range: (u32, u32)| u64::from(range.1 - range.0);
        if is_swapped {
            count(self.forward) * count(self.swapped)
        } else {
            let records = count(self.forward);
            records * records.saturating_sub(1) / 2
        }
    }
}

/// Some lefts of some blocks of one rule.
#[derive(Clone, Copy, Debug)]
struct Task {
    rule: usize,
    from: (usize, u32),
    /// Block and left behind the last.
    until: (usize, u32),
}

impl Blocking {
    /// Prepares rules of a checked model.
    #[must_use]
    pub fn prepare(model: &Model, rules: &[BlockingModel], records: &Records) -> Self {
        let width = rules.len() * 2;
        let mut keys = vec![NULL; records.len() * width];
        let mut prepared = Vec::with_capacity(rules.len());
        for (place, rule) in rules.iter().enumerate() {
            let mut numbers: HashMap<u64, u32> = HashMap::new();
            let mut number = |digest: u64| {
                let next = u32::try_from(numbers.len() + 1).unwrap_or(NULL);
                *numbers.entry(digest).or_insert(next)
            };
            let mut forward = number_keys(model, &rule.keys, records, &mut number);
            let mut swapped = if rule.swapped.is_empty() {
                Vec::new()
            } else {
                number_keys(model, &rule.swapped, records, &mut number)
            };
            let count = numbers.len();
            drop_large(&mut forward, &mut swapped, count, rule.largest_block);
            for (record, row) in keys.chunks_exact_mut(width.max(1)).enumerate() {
                if let Some(cell) = row.get_mut(place * 2) {
                    *cell = forward.get(record).copied().unwrap_or(NULL);
                }
                if let Some(cell) = row.get_mut(place * 2 + 1) {
                    *cell = swapped.get(record).copied().unwrap_or(NULL);
                }
            }
            prepared.push(Rule::of(&forward, &swapped, count));
        }
        let mut blocking = Self {
            rules: prepared,
            keys,
            sources: (model.pairs == crate::model::PairScope::AcrossFiles).then(|| records.sources.clone()),
            tasks: Vec::new(),
        };
        blocking.tasks = blocking.cut();
        blocking
    }

    /// How many tasks there are.
    #[must_use]
    pub fn task_count(&self) -> usize {
        self.tasks.len()
    }

    /// The rule of a task.
    #[must_use]
    pub fn rule_of(&self, task: usize) -> usize {
        self.tasks.get(task).map_or(0, |task| task.rule)
    }

    /// Visits the pairs of one task, the smaller record first, each pair of all tasks exactly once.
    pub fn visit(&self, task: usize, mut visit: impl FnMut(u32, u32)) {
        let Some(task) = self.tasks.get(task) else { return };
        let Some(rule) = self.rules.get(task.rule) else { return };
        let (mut block, mut left) = task.from;
        while (block, left) < task.until {
            let Some(found) = rule.blocks.get(block) else { return };
            let end = if block == task.until.0 {
                task.until.1
            } else {
                found.forward.1 - found.forward.0
            };
            while left < end {
                self.visit_left(task.rule, rule, found, left, &mut visit);
                left += 1;
            }
            (block, left) = (block + 1, 0);
        }
    }

    fn visit_left(&self, place: usize, rule: &Rule, block: &Block, left: u32, visit: &mut impl FnMut(u32, u32)) {
        let position = block.forward.0 + left;
        let Some(one) = rule.forward.get(position as usize).copied() else {
            return;
        };
        let one_keys = self.keys_of(one);
        let others = if rule.is_swapped {
            rule.swapped.get(block.swapped.0 as usize..block.swapped.1 as usize)
        } else {
            rule.forward.get(position as usize + 1..block.forward.1 as usize)
        };
        for other in others.unwrap_or_default() {
            let other = *other;
            if one == other {
                continue;
            }
            let other_keys = self.keys_of(other);
            if self.is_earlier(place, one_keys, other_keys) || !self.is_allowed(one, other) {
                continue;
            }
            if rule.is_swapped {
                // Swapped both ways, the pair stands in two places: the one of the smaller record counts.
                let both_ways =
                    key(other_keys, place * 2) != NULL && key(other_keys, place * 2) == key(one_keys, place * 2 + 1);
                if both_ways && one > other {
                    continue;
                }
            }
            visit(one.min(other), one.max(other));
        }
    }

    /// Whether one of the rules before `place` makes this pair.
    #[inline]
    fn is_earlier(&self, place: usize, one: &[u32], other: &[u32]) -> bool {
        self.rules
            .iter()
            .take(place)
            .enumerate()
            .any(|(earlier, rule)| holds(earlier, rule.is_swapped, one, other))
    }

    /// Whether a rule makes a pair of records.
    #[must_use]
    pub fn holds(&self, rule: usize, left: u32, right: u32) -> bool {
        let is_swapped = self.rules.get(rule).is_some_and(|rule| rule.is_swapped);
        self.is_allowed(left, right) && holds(rule, is_swapped, self.keys_of(left), self.keys_of(right))
    }

    /// The first rule that makes a pair.
    #[must_use]
    pub fn first_rule(&self, left: u32, right: u32) -> Option<usize> {
        (0..self.rules.len()).find(|rule| self.holds(*rule, left, right))
    }

    fn is_allowed(&self, left: u32, right: u32) -> bool {
        match &self.sources {
            None => true,
            Some(sources) => sources.get(left as usize) != sources.get(right as usize),
        }
    }

    fn keys_of(&self, record: u32) -> &[u32] {
        let width = self.rules.len() * 2;
        let start = record as usize * width;
        self.keys.get(start..start + width).unwrap_or_default()
    }

    fn cut(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let mut from = (0, 0);
            let mut pairs = 0;
            for (position, block) in rule.blocks.iter().enumerate() {
                let lefts = block.forward.1 - block.forward.0;
                if block.pairs(rule.is_swapped) < TASK_PAIRS {
                    pairs += block.pairs(rule.is_swapped);
                    if pairs >= TASK_PAIRS {
                        tasks.push(Task {
                            rule: place,
                            from,
                            until: (position, lefts),
                        });
                        (from, pairs) = ((position + 1, 0), 0);
                    }
                    continue;
                }
                for left in 0..lefts {
                    let rights = if rule.is_swapped {
                        block.swapped.1 - block.swapped.0
                    } else {
                        lefts - left
                    };
                    pairs += u64::from(rights);
                    if pairs >= TASK_PAIRS {
                        tasks.push(Task {
                            rule: place,
                            from,
                            until: (position, left + 1),
                        });
                        (from, pairs) = ((position, left + 1), 0);
                    }
                }
            }
            if pairs > 0 {
                tasks.push(Task {
                    rule: place,
                    from,
                    until: (rule.blocks.len(), 0),
                });
            }
        }
        tasks
    }
}

#[inline]
fn holds(rule: usize, is_swapped: bool, one: &[u32], other: &[u32]) -> bool {
    let (mine, yours) = (key(one, rule * 2), key(other, rule * 2));
    if !is_swapped {
        return mine != NULL && mine == yours;
    }
    (mine != NULL && mine == key(other, rule * 2 + 1)) || (yours != NULL && yours == key(one, rule * 2 + 1))
}

#[inline]
fn key(keys: &[u32], place: usize) -> u32 {
    keys.get(place).copied().unwrap_or(NULL)
}

/// The key number of each record: 0 where one of the keys is missing.
fn number_keys(
    model: &Model,
    keys: &[crate::model::Name],
    records: &Records,
    number: &mut impl FnMut(u64) -> u32,
) -> Vec<u32> {
    let mut digests = Vec::new();
    for text in keys {
        let column = text.as_ref().split('.').next().unwrap_or_default();
        let Some(place) = records.place(column) else { continue };
        let Some(found) = records.columns.get(place) else {
            continue;
        };
        debug_assert!(model.column.contains_key(column));
        if let Some(expression) = Expression::parse(text.as_ref(), found.kind) {
            digests.push((place, expression.digests(found)));
        }
    }
    let whole = digests.len() == keys.len();
    (0..u32::try_from(records.len()).unwrap_or(u32::MAX))
        .map(|record| {
            let row = records.row(record);
            let mut digest = 0;
            for (place, of_value) in &digests {
                let value = row.get(*place).copied().unwrap_or(NULL);
                match of_value.get(value as usize) {
                    Some(0) | None => return NULL,
                    Some(part) => digest = mix(digest, *part),
                }
            }
            if whole { number(digest) } else { NULL }
        })
        .collect()
}

/// Takes the keys of too large blocks away.
fn drop_large(forward: &mut [u32], swapped: &mut [u32], count: usize, largest: Option<u64>) {
    let Some(largest) = largest else { return };
    let mut sizes = vec![0_u64; count + 1];
    for number in forward.iter().chain(swapped.iter()) {
        if let Some(size) = sizes.get_mut(*number as usize) {
            *size += 1;
        }
    }
    for number in forward.iter_mut().chain(swapped) {
        if sizes.get(*number as usize).is_some_and(|size| *size > largest) {
            *number = NULL;
        }
    }
}

impl Rule {
    fn of(forward: &[u32], swapped: &[u32], count: usize) -> Self {
        let (forward_order, forward_starts) = sorted(forward, count);
        let is_swapped = !swapped.is_empty();
        let (swapped_order, swapped_starts) = if is_swapped {
            sorted(swapped, count)
        } else {
            (Vec::new(), Vec::new())
        };
        let mut blocks = Vec::new();
        for number in 1..=count {
            let range = |starts: &[u32]| {
                let at = |place: usize| starts.get(place).copied().unwrap_or(0);
                (at(number), at(number + 1))
            };
            let block = Block {
                forward: range(&forward_starts),
                swapped: range(&swapped_starts),
            };
            if block.pairs(is_swapped) > 0 {
                blocks.push(block);
            }
        }
        Self {
            is_swapped,
            forward: forward_order,
            swapped: swapped_order,
            blocks,
        }
    }
}

/// Records with a key, by key and record (counting sort), and where each key begins.
fn sorted(keys: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; count + 2];
    for number in keys.iter().filter(|number| **number != NULL) {
        if let Some(start) = starts.get_mut(*number as usize + 1) {
            *start += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut order = vec![0_u32; sum as usize];
    for (record, number) in (0_u32..).zip(keys) {
        if *number == NULL {
            continue;
        }
        if let Some(place) = next.get_mut(*number as usize) {
            if let Some(cell) = order.get_mut(*place as usize) {
                *cell = record;
            }
            *place += 1;
        }
    }
    (order, starts)
}
