//! Suppression against an attacker who tries every table that looks the same from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use dorpon_domain::language::Language;
use dorpon_privacy::suppression::{Areas, Equation, Policy, Verdict, audit, protect};
use proptest::prelude::*;

const POLICY: Policy = Policy { minimum: 10, width: 5 };

fn equation(total: usize, parts: &[usize]) -> Equation {
    Equation {
        total,
        parts: parts.to_vec(),
    }
}

/// A table of cells with the equations between them.
#[derive(Clone, Debug, Default)]
struct Case {
    values: Vec<Option<i64>>,
    equations: Vec<Equation>,
    sensitive: Vec<bool>,
    areas: Areas,
}

impl Case {
    fn new(values: &[i64], equations: &[Equation]) -> Self {
        Self {
            values: values.iter().copied().map(Some).collect(),
            equations: equations.to_vec(),
            sensitive: vec![false; values.len()],
            areas: Areas::default(),
        }
    }

    fn protect(&self) -> Vec<Verdict> {
        protect(&self.values, &self.equations, &self.sensitive, &self.areas, &POLICY)
    }

    fn audit(&self, verdicts: &[Verdict]) -> Vec<usize> {
        audit(&self.values, &self.equations, &self.sensitive, verdicts, &POLICY)
            .into_iter()
            .map(|exposure| exposure.cell)
            .collect()
    }

    fn is_small(&self, cell: usize) -> bool {
        self.values[cell].is_some_and(|value| (i64::from(!self.sensitive[cell])..10).contains(&value))
    }

    fn small(&self) -> Vec<usize> {
        (0..self.values.len()).filter(|cell| self.is_small(*cell)).collect()
    }

    /// What small counts alone are hidden: the table before anything is withheld.
    fn naive(&self) -> Vec<Verdict> {
        (0..self.values.len())
            .map(|cell| {
                if self.is_small(cell) {
                    Verdict::BelowMinimum
                } else {
                    Verdict::Shown
                }
            })
            .collect()
    }

    /// Protects, lets the attacker and the audit try, and gives the verdicts.
    fn checked(&self) -> Vec<Verdict> {
        let verdicts = self.protect();
        assert_eq!(verdicts, self.protect(), "the same table gives the same verdicts");
        for (cell, verdict) in verdicts.iter().enumerate() {
            assert!(
                !(self.is_small(cell) && *verdict == Verdict::Shown),
                "cell {cell} is small and shown"
            );
            if *verdict == Verdict::BelowMinimum {
                assert!(self.is_small(cell), "cell {cell} is not small");
            }
        }
        for cell in self.small() {
            if let Some(values) = Attacker::new(self, &verdicts).values_of(cell) {
                assert!(values >= 5, "cell {cell} has {values} values: {self:?} {verdicts:?}");
            }
        }
        assert_eq!(self.audit(&verdicts), Vec::<usize>::new(), "{self:?} {verdicts:?}");
        verdicts
    }
}

/// Enumerates whole-number tables by plain backtracking; shares no code with the library.
struct Attacker<'a> {
    case: &'a Case,
    domains: Vec<Vec<i64>>,
    steps: u64,
}

impl<'a> Attacker<'a> {
    fn new(case: &'a Case, verdicts: &[Verdict]) -> Self {
        let greatest = case.values.iter().flatten().copied().max().unwrap_or(0);
        let withheld_small = (0..verdicts.len())
            .any(|c| verdicts[c] == Verdict::Closed || verdicts[c] == Verdict::Withheld && case.is_small(c));
        // Far enough for every table that the library builds its proof on.
        let bound = if withheld_small {
            greatest * 5 + 100
        } else {
            greatest + 100
        };
        let domains = verdicts
            .iter()
            .enumerate()
            .map(|(cell, verdict)| {
                let truth = case.values[cell].unwrap_or(0);
                let range: Vec<i64> = match verdict {
                    Verdict::Shown => vec![truth],
                    Verdict::BelowMinimum => (i64::from(!case.sensitive[cell])..10).collect(),
                    Verdict::Closed => (0..=bound).collect(),
                    Verdict::Withheld if case.is_small(cell) => (0..=bound).collect(),
                    Verdict::Withheld => (0..=bound).filter(|value| *value == 0 || *value >= 10).collect(),
                };
                assert!(range.contains(&truth), "the truth is possible");
                range
            })
            .collect();
        Self {
            case,
            domains,
            steps: 0,
        }
    }

    /// How many values a cell may have, counted up to 5; `None` when it takes too long to say.
    fn values_of(&mut self, cell: usize) -> Option<usize> {
        let mut possible = 0;
        let mut open = false;
        let truth = self.case.values[cell].unwrap();
        let mut candidates = self.domains[cell].clone();
        candidates.sort_by_key(|value| (value - truth).abs());
        for value in candidates {
            self.steps = 0;
            let mut domains = self.domains.clone();
            domains[cell] = vec![value];
            match self.feasible(&mut domains) {
                Some(true) => possible += 1,
                Some(false) => {}
                None => open = true,
            }
            if possible >= 5 {
                return Some(possible);
            }
        }
        (!open).then_some(possible)
    }

    fn feasible(&mut self, domains: &mut [Vec<i64>]) -> Option<bool> {
        self.steps += 1;
        if self.steps > 3_000 {
            return None;
        }
        // Cut what cannot be, equation by equation.
        loop {
            let mut cut = false;
            for equation in &self.case.equations {
                let least = |c: &usize| domains[*c].iter().min().copied();
                let greatest = |c: &usize| domains[*c].iter().max().copied();
                let parts_least: i64 = equation.parts.iter().map(least).sum::<Option<i64>>().unwrap_or(0);
                let parts_greatest: i64 = equation.parts.iter().map(greatest).sum::<Option<i64>>().unwrap_or(0);
                let (total_least, total_greatest) = (least(&equation.total)?, greatest(&equation.total)?);
                let before = domains[equation.total].len();
                domains[equation.total].retain(|value| (parts_least..=parts_greatest).contains(value));
                cut |= domains[equation.total].len() < before;
                for part in &equation.parts {
                    let others_least = parts_least - domains[*part].iter().min().copied().unwrap_or(0);
                    let others_greatest = parts_greatest - domains[*part].iter().max().copied().unwrap_or(0);
                    let before = domains[*part].len();
                    let mut kept = domains[*part].clone();
                    kept.retain(|value| {
                        value + others_least <= total_greatest && value + others_greatest >= total_least
                    });
                    if kept.len() < before {
                        domains[*part] = kept;
                        cut = true;
                        break;
                    }
                }
                if domains.iter().any(Vec::is_empty) {
                    return Some(false);
                }
            }
            if !cut {
                break;
            }
        }
        let Some(cell) = (0..domains.len())
            .filter(|c| domains[*c].len() > 1)
            .min_by_key(|c| domains[*c].len())
        else {
            return Some(self.case.equations.iter().all(|equation| {
                domains[equation.total][0] == equation.parts.iter().map(|part| domains[*part][0]).sum::<i64>()
            }));
        };
        let truth = self.case.values[cell].unwrap_or(0);
        let mut values = domains[cell].clone();
        values.sort_by_key(|value| (value - truth).abs());
        for value in values {
            let mut next = domains.to_vec();
            next[cell] = vec![value];
            match self.feasible(&mut next) {
                Some(false) => {}
                other => return other,
            }
        }
        Some(false)
    }
}

/// A table of rows and columns with margins; `inner` row by row.
fn two_way(rows: usize, columns: usize, inner: &[i64]) -> Case {
    let mut case = Case::default();
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in 0..=rows {
        for column in 0..=columns {
            let value: i64 = (0..rows)
                .filter(|r| *r == row || row == rows)
                .flat_map(|r| (0..columns).map(move |c| (r, c)))
                .filter(|(_, c)| *c == column || column == columns)
                .map(|(r, c)| inner[r * columns + c])
                .sum();
            case.values.push(Some(value));
        }
    }
    for row in 0..=rows {
        case.equations.push(Equation {
            total: at(row, columns),
            parts: (0..columns).map(|c| at(row, c)).collect(),
        });
    }
    for column in 0..=columns {
        case.equations.push(Equation {
            total: at(rows, column),
            parts: (0..rows).map(|r| at(r, column)).collect(),
        });
    }
    case.sensitive = vec![false; case.values.len()];
    case
}

/// Unions under upazilas under a district, by sex with `all`, each with
/// eligible = covered + missing: the shape of the coverage mart.
fn coverage(upazilas: &[usize], leaves: &[i64]) -> Case {
    let unions: usize = upazilas.iter().sum();
    let areas = unions + upazilas.len() + 1;
    let district = areas - 1;
    // Sex 0, 1, all = 2; measure covered 0, missing 1, eligible 2.
    let at = |area: usize, sex: usize, measure: usize| (area * 3 + sex) * 3 + measure;
    let mut case = Case {
        values: vec![Some(0); areas * 9],
        ..Case::default()
    };
    let mut children: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut next = 0;
    for (number, count) in upazilas.iter().enumerate() {
        children.push((unions + number, (next..next + count).collect()));
        next += count;
    }
    children.push((district, (unions..unions + upazilas.len()).collect()));
    for union in 0..unions {
        for sex in 0..2 {
            for measure in 0..2 {
                let value = leaves[(union * 2 + sex) * 2 + measure];
                let upazila = children.iter().find(|(_, parts)| parts.contains(&union)).unwrap().0;
                for area in [union, upazila, district] {
                    for sex in [sex, 2] {
                        for measure in [measure, 2] {
                            *case.values[at(area, sex, measure)].as_mut().unwrap() += value;
                        }
                    }
                }
            }
        }
    }
    for area in 0..areas {
        for sex in 0..3 {
            case.equations
                .push(equation(at(area, sex, 2), &[at(area, sex, 0), at(area, sex, 1)]));
        }
        for measure in 0..3 {
            case.equations.push(equation(
                at(area, 2, measure),
                &[at(area, 0, measure), at(area, 1, measure)],
            ));
        }
    }
    for (area, parts) in &children {
        for sex in 0..3 {
            for measure in 0..3 {
                let parts = parts.iter().map(|part| at(*part, sex, measure)).collect();
                case.equations.push(Equation {
                    total: at(*area, sex, measure),
                    parts,
                });
            }
        }
    }
    for (area, parts) in &children {
        for part in parts {
            case.areas.parent.resize(areas, None);
            case.areas.parent[*part] = Some(u32::try_from(*area).unwrap());
        }
    }
    for area in 0..areas {
        for sex in 0..3 {
            for _ in 0..3 {
                case.areas.of_cell.push(Some(u32::try_from(area).unwrap()));
                case.areas.detail.push(u32::from(sex < 2));
            }
        }
    }
    case.sensitive = vec![false; case.values.len()];
    case
}

fn withheld(verdicts: &[Verdict]) -> Vec<usize> {
    (0..verdicts.len())
        .filter(|cell| matches!(verdicts[*cell], Verdict::Withheld | Verdict::Closed))
        .collect()
}

#[test]
fn nothing_small_shows_everything() {
    let case = two_way(2, 2, &[10, 20, 30, 40]);
    assert!(case.checked().iter().all(|verdict| *verdict == Verdict::Shown));
    let zeros = two_way(2, 2, &[0, 20, 0, 40]);
    assert!(zeros.checked().iter().all(|verdict| *verdict == Verdict::Shown));
    assert!(Case::default().checked().is_empty());
}

#[test]
fn a_small_count_that_no_equation_touches_needs_no_company() {
    let case = Case::new(&[3, 50], &[]);
    assert_eq!(case.checked(), [Verdict::BelowMinimum, Verdict::Shown]);
}

#[test]
fn a_single_small_part_takes_the_cheapest_companion() {
    let case = Case::new(&[100, 3, 27, 70], &[equation(0, &[1, 2, 3])]);
    assert_eq!(withheld(&case.checked()), [2]);
}

#[test]
fn eighteen_of_two_small_parts_is_nine_and_nine() {
    let case = Case::new(&[18, 9, 9], &[equation(0, &[1, 2])]);
    assert_eq!(case.audit(&case.naive()), [1, 2]);
    // The total says more than "<10" does: one of the parts is withheld for it.
    let hidden = withheld(&case.checked());
    assert!(hidden == [1] || hidden == [2], "{hidden:?}");
}

#[test]
fn eleven_less_ten_or_more_is_one() {
    // "Withheld" tells that it is not 1 to 9, so the second part alone hides nothing.
    let case = Case::new(&[11, 1, 10], &[equation(0, &[1, 2])]);
    let second_part = [Verdict::Shown, Verdict::BelowMinimum, Verdict::Withheld];
    assert_eq!(case.audit(&second_part), [1]);
    assert!(case.checked()[0] == Verdict::Withheld);
}

#[test]
fn two_small_parts_that_leave_enough_room_keep_their_total() {
    let case = Case::new(&[10, 5, 5], &[equation(0, &[1, 2])]);
    assert_eq!(withheld(&case.checked()), Vec::<usize>::new());
    // 12 = 9 + 3: each is 3 to 9, which is seven values.
    let case = Case::new(&[12, 9, 3], &[equation(0, &[1, 2])]);
    assert_eq!(withheld(&case.checked()), Vec::<usize>::new());
    // 16 = 9 + 7: each is 7 to 9, which is too few.
    let case = Case::new(&[16, 9, 7], &[equation(0, &[1, 2])]);
    let hidden = withheld(&case.checked());
    assert!(hidden == [1] || hidden == [2], "{hidden:?}");
}

#[test]
fn nine_ones_under_a_small_total_are_not_given_away() {
    let values: Vec<i64> = std::iter::once(9).chain([1; 9]).collect();
    let case = Case::new(&values, &[equation(0, &[1, 2, 3, 4, 5, 6, 7, 8, 9])]);
    assert!(!case.audit(&case.naive()).is_empty());
    case.checked();
}

#[test]
fn margins_of_two_and_three() {
    let case = two_way(2, 2, &[3, 20, 30, 40]);
    assert_eq!(case.audit(&case.naive()), [0]);
    // The rectangle's other corners.
    assert_eq!(withheld(&case.checked()), [1, 3, 4]);
    two_way(3, 3, &[3, 20, 30, 40, 4, 50, 60, 70, 80]).checked();
    two_way(3, 3, &[1, 10, 10, 10, 10, 10, 10, 10, 10]).checked();
    two_way(3, 3, &[9, 9, 9, 9, 9, 9, 9, 9, 9]).checked();
    two_way(2, 2, &[5, 0, 0, 20]).checked();
    two_way(1, 3, &[5, 0, 0]).checked();
}

#[test]
fn a_chain_of_levels() {
    // country 0 → division 1 → district 2 → upazila 3, each the only part with a figure.
    let case = Case::new(
        &[100, 60, 40, 30, 30, 33, 7],
        &[equation(0, &[1, 2]), equation(1, &[3, 4]), equation(2, &[5, 6])],
    );
    case.checked();
    let only_child = Case::new(
        &[4, 4, 4, 60, 64],
        &[equation(0, &[1]), equation(1, &[2]), equation(4, &[0, 3])],
    );
    let verdicts = only_child.checked();
    assert_eq!(withheld(&verdicts), [3]);
}

#[test]
fn the_difference_of_two_equations_is_no_way_in() {
    // 0 = 2 + 3 + 4 and 1 = 3 + 4: nothing but 2 is left of them.
    let case = Case::new(&[57, 50, 7, 20, 30], &[equation(0, &[2, 3, 4]), equation(1, &[3, 4])]);
    assert_eq!(case.audit(&case.naive()), [2]);
    let hidden_alike = [
        Verdict::Shown,
        Verdict::Shown,
        Verdict::BelowMinimum,
        Verdict::Withheld,
        Verdict::Withheld,
    ];
    assert_eq!(case.audit(&hidden_alike), [2]);
    case.checked();
}

#[test]
fn a_zero_of_a_sensitive_group_is_hidden_too() {
    let mut case = Case::new(&[30, 0, 30], &[equation(0, &[1, 2])]);
    assert!(case.checked().iter().all(|verdict| *verdict == Verdict::Shown));
    case.sensitive = vec![false, true, false];
    let verdicts = case.checked();
    assert_eq!(verdicts[1], Verdict::BelowMinimum);
    assert_ne!(withheld(&verdicts), Vec::<usize>::new());
    // A sum of nothing but zeros would give it away: the sum is withheld too.
    let mut nothing = Case::new(&[0, 0, 0], &[equation(0, &[1, 2])]);
    nothing.sensitive = vec![false, true, false];
    assert_eq!(
        nothing.checked(),
        [Verdict::Closed, Verdict::BelowMinimum, Verdict::Shown]
    );
    let shown = [Verdict::Shown, Verdict::BelowMinimum, Verdict::Closed];
    assert_eq!(nothing.audit(&shown), [1]);
}

#[test]
fn a_cell_without_a_figure() {
    // The total leaves it out, as a sum in SQL does: then the rest adds up and must be hidden.
    let mut case = Case::new(&[53, 3, 50, 0], &[equation(0, &[1, 2, 3])]);
    case.values[3] = None;
    assert_eq!(case.audit(&case.naive()), [1]);
    let verdicts = case.protect();
    assert_eq!(verdicts[3], Verdict::Shown);
    assert_eq!(withheld(&verdicts), [2]);
    assert!(case.audit(&verdicts).is_empty());
    // The total holds more than the rest: it says nothing of the parts.
    case.values[0] = Some(90);
    assert!(withheld(&case.protect()).is_empty());
}

#[test]
fn an_equation_that_does_not_hold_stops_the_publication() {
    let case = Case::new(&[60, 3, 50], &[equation(0, &[1, 2])]);
    assert_eq!(case.audit(&case.protect()), [1]);
    let beyond = Case::new(&[60, 3], &[equation(0, &[1, 7])]);
    assert_eq!(beyond.audit(&beyond.protect()), [1]);
    let nothing_small = Case::new(&[60, 30, 50], &[equation(0, &[1, 2])]);
    assert!(nothing_small.audit(&nothing_small.protect()).is_empty());
}

#[test]
fn a_small_count_that_is_shown_is_an_exposure() {
    let case = Case::new(&[3, 50], &[]);
    assert_eq!(case.audit(&[Verdict::Shown, Verdict::Shown]), [0]);
    assert_eq!(case.audit(&[]), [0]);
}

#[test]
fn extreme_values_do_no_harm() {
    let case = Case::new(&[i64::MAX, i64::MAX - 3, 3], &[equation(0, &[1, 2])]);
    let _ = case.audit(&case.protect());
    let case = Case::new(
        &[i64::MIN, -4, 3, 0],
        &[equation(1, &[1]), equation(0, &[0, 3]), equation(2, &[2, 2])],
    );
    let _ = case.audit(&case.protect());
    let odd = Policy {
        minimum: -5,
        width: i64::MAX,
    };
    assert_eq!(protect(&[Some(3)], &[], &[], &Areas::default(), &odd), [Verdict::Shown]);
}

#[test]
fn the_coverage_mart_of_three_unions() {
    let case = coverage(&[3], &[40, 12, 55, 8, 3, 0, 14, 2, 31, 25, 28, 9]);
    let verdicts = case.checked();
    let shown = verdicts.iter().filter(|verdict| **verdict == Verdict::Shown).count();
    assert!(
        shown * 3 >= verdicts.len(),
        "only {shown} of {} cells are shown",
        verdicts.len()
    );
}

/// Where nothing but small groups lives, their details go first: the totals of the whole stay.
#[test]
fn totals_outlive_the_details_of_small_places() {
    let mut seed = 7_i64;
    let mut leaves = Vec::new();
    for _ in 0..6 * 4 * 4 {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        leaves.push((seed >> 16) % 7);
    }
    let case = coverage(&[4, 4, 4, 4, 4, 4], &leaves);
    let verdicts = case.protect();
    assert_eq!(case.audit(&verdicts), Vec::<usize>::new());
    let last = case.values.len() - 3;
    assert_eq!(verdicts[last..], [Verdict::Shown; 3]);
    // Of the districts below, most totals too.
    let district = |place: usize| (24 + place) * 9 + 6;
    let shown = (0..6)
        .flat_map(|place| district(place)..district(place) + 3)
        .filter(|cell| verdicts[*cell] == Verdict::Shown);
    assert!(shown.count() >= 12, "{verdicts:?}");
}

/// A chain of circuits reaches what no single one does: six small neighbours can each give up little.
#[test]
fn several_neighbours_together_make_room_for_one() {
    let case = Case::new(&[19, 3, 3, 3, 3, 3, 4], &[equation(0, &[1, 2, 3, 4, 5, 6])]);
    assert_eq!(withheld(&case.checked()), Vec::<usize>::new());
}

#[test]
fn a_verdict_reads_as_an_office_writes_it() {
    assert_eq!(Verdict::BelowMinimum.text(&POLICY, Language::Bangla).unwrap(), "<১০");
    assert_eq!(Verdict::BelowMinimum.text(&POLICY, Language::English).unwrap(), "<10");
    assert_eq!(Verdict::Withheld.text(&POLICY, Language::Bangla).unwrap(), "অপ্রকাশিত");
    assert_eq!(Verdict::Withheld.text(&POLICY, Language::English).unwrap(), "withheld");
    assert_eq!(Verdict::Shown.text(&POLICY, Language::English), None);
}

fn count() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0_i64), 4 => 1..10_i64, 4 => 10..40_i64]
}

/// Cells of which the later ones are sums of some earlier ones, in any tangle.
fn tangle() -> impl Strategy<Value = Case> {
    let sums = prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 1..5), 1..5);
    (prop::collection::vec(count(), 2..7), sums).prop_map(|(leaves, sums)| {
        let mut case = Case::new(&leaves, &[]);
        for sum in sums {
            let mut parts: Vec<usize> = sum.iter().map(|index| index.index(case.values.len())).collect();
            parts.sort_unstable();
            parts.dedup();
            let value = parts.iter().map(|part| case.values[*part].unwrap()).sum();
            case.equations.push(Equation {
                total: case.values.len(),
                parts,
            });
            case.values.push(Some(value));
        }
        case.sensitive = vec![false; case.values.len()];
        case
    })
}

fn table() -> impl Strategy<Value = Case> {
    (1..4_usize, 1..4_usize).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(count(), rows * columns).prop_map(move |inner| two_way(rows, columns, &inner))
    })
}

fn marts() -> impl Strategy<Value = Case> {
    prop_oneof![Just(vec![1]), Just(vec![2]), Just(vec![2, 1])].prop_flat_map(|upazilas: Vec<usize>| {
        let leaves = upazilas.iter().sum::<usize>() * 4;
        prop::collection::vec(count(), leaves).prop_map(move |leaves| coverage(&upazilas, &leaves))
    })
}

fn sensitive(case: impl Strategy<Value = Case>) -> impl Strategy<Value = Case> {
    case.prop_flat_map(|case| {
        let length = case.values.len();
        prop::collection::vec(prop::bool::weighted(0.2), length).prop_map(move |sensitive| {
            let mut case = case.clone();
            case.sensitive = sensitive;
            case
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_table_is_given_away(case in table()) {
        case.checked();
    }

    #[test]
    fn no_tangle_is_given_away(case in tangle()) {
        case.checked();
    }

    #[test]
    fn no_mart_is_given_away(case in marts()) {
        case.checked();
    }

    #[test]
    fn no_sensitive_group_is_given_away(case in sensitive(prop_oneof![table(), tangle()])) {
        case.checked();
    }

    /// The audit finds what the attacker finds when nothing but small counts is hidden.
    #[test]
    fn the_audit_is_no_weaker_than_the_attacker(case in prop_oneof![table(), tangle()]) {
        let verdicts = case.naive();
        let audited = case.audit(&verdicts);
        for cell in case.small() {
            if let Some(values) = Attacker::new(&case, &verdicts).values_of(cell) {
                prop_assert_eq!(values < 5, audited.contains(&cell), "cell {}: {} values", cell, values);
            }
        }
    }
}

/// More on request: `DORPON_SUPPRESSION_CASES=5000 cargo test -p dorpon-privacy`.
fn cases() -> u32 {
    std::env::var("DORPON_SUPPRESSION_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(96)
}
