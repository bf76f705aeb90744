//! Who may have which allowance, and by which condition the answer falls.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::register_person::{BirthWindow, Holder, RegisterPerson, is_alive};
use crate::allowance::{Entry, PROGRAMMES};
use crate::family::Sex;
use crate::population::Ward;

/// The answer for one person and programme.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// Eligible.
    Yes,
    /// Not eligible.
    No,
    /// A fact is missing.
    CannotTell,
}

impl Answer {
    /// The word of the figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// One answer with its reason.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Position of the person.
    pub person: usize,
    /// Programme.
    pub programme: &'static str,
    /// The answer.
    pub answer: Answer,
    /// The condition that decides a `No` or a `CannotTell`.
    pub deciding_condition: Option<&'static str>,
    /// The first paper that is missing.
    pub missing_document: Option<&'static str>,
    /// Whether the person is on the programme's list.
    pub is_covered: bool,
}

/// Earliest day of enrolment of each person in each programme that covers it.
#[derive(Clone, Debug, Default)]
pub struct Cover(BTreeMap<(Holder, &'static str), Option<Date>>);

impl Cover {
    /// Who is covered by what at `as_of`.
    #[must_use]
    pub fn of(entries: &[Entry], holders: &[Holder], as_of: Date) -> Self {
        let mut cover: BTreeMap<(Holder, &'static str), Option<Date>> = BTreeMap::new();
        for (entry, holder) in entries.iter().zip(holders) {
            if !entry.is_active(as_of) {
                continue;
            }
            cover
                .entry((holder.clone(), entry.programme))
                .and_modify(|earliest| *earliest = (*earliest).min(entry.enrolled_on))
                .or_insert(entry.enrolled_on);
        }
        Self(cover)
    }

    /// Whether `holder` is covered by `programme`.
    #[must_use]
    pub fn is_covered(&self, holder: &Holder, programme: &'static str) -> bool {
        self.0.contains_key(&(holder.clone(), programme))
    }

    /// Every covered holder and programme.
    pub fn iter(&self) -> impl Iterator<Item = (&Holder, &'static str)> {
        self.0.keys().map(|(holder, programme)| (holder, *programme))
    }

    /// Whether no other of the three allowances stands before `programme`. An unknown day counts as the earliest.
    fn has_no_earlier_benefit(&self, holder: &Holder, programme: &'static str) -> bool {
        let own = self.0.get(&(holder.clone(), programme));
        PROGRAMMES.into_iter().filter(|other| *other != programme).all(|other| {
            match (self.0.get(&(holder.clone(), other)), own) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(theirs), Some(own)) => (*own, programme) < (*theirs, other),
            }
        })
    }
}

/// The answers of all persons for all three programmes.
#[must_use]
pub fn outcomes(wards: &[Ward], people: &[RegisterPerson<'_>], cover: &Cover, as_of: Date) -> Vec<Outcome> {
    // Of each household: living members, whether one draws a pension, whether one may.
    let mut members: BTreeMap<&str, (i64, bool, bool)> = BTreeMap::new();
    for person in wards
        .iter()
        .flat_map(|ward| &ward.persons)
        .filter(|person| is_alive(person, as_of))
    {
        let counted = members.entry(person.household_id.as_str()).or_default();
        counted.0 += 1;
        counted.1 |= person.has_pension == Some(true);
        counted.2 |= person.has_pension.is_none();
    }
    let mut outcomes = Vec::new();
    for (position, person) in people.iter().enumerate() {
        let household = members
            .get(person.anchor.household_id.as_str())
            .copied()
            .unwrap_or_default();
        for programme in PROGRAMMES {
            let holder = Holder::Registered(position);
            let facts = Facts {
                person,
                household,
                exclusive: cover.has_no_earlier_benefit(&holder, programme),
                as_of,
            };
            let (answer, deciding_condition, missing_document) = facts.decide(programme);
            let is_covered = cover.is_covered(&holder, programme);
            outcomes.push(Outcome {
                person: position,
                programme,
                answer,
                deciding_condition,
                missing_document,
                is_covered,
            });
        }
    }
    outcomes
}

struct Facts<'a> {
    person: &'a RegisterPerson<'a>,
    household: (i64, bool, bool),
    exclusive: bool,
    as_of: Date,
}

type Decision = (Answer, Option<&'static str>, Option<&'static str>);
type Condition = (&'static str, Option<bool>);

impl Facts<'_> {
    fn decide(&self, programme: &str) -> Decision {
        let (hard, reported, documents) = self.conditions(programme);
        let missing_document = documents
            .iter()
            .find(|(_, holds)| *holds != Some(true))
            .map(|(name, _)| *name);
        let decided = |answer, name| (answer, Some(name), missing_document);
        if let Some((name, _)) = hard.iter().find(|(_, holds)| *holds == Some(false)) {
            return decided(Answer::No, *name);
        }
        if let Some((name, _)) = hard.iter().find(|(_, holds)| holds.is_none()) {
            return decided(Answer::CannotTell, *name);
        }
        if let Some((name, _)) = reported.iter().find(|(_, holds)| *holds != Some(true)) {
            return decided(Answer::CannotTell, *name);
        }
        (Answer::Yes, None, missing_document)
    }

    fn conditions(&self, programme: &str) -> (Vec<Condition>, Vec<Condition>, Vec<Condition>) {
        let anchor = self.person.anchor;
        let alive: Condition = ("alive", Some(is_alive(anchor, self.as_of)));
        let residence: Condition = ("residence", self.person.household.map(|_| true));
        let employment: Condition = ("government_employee", anchor.is_government_employee.map(|is| !is));
        let (living, has_pension, may_have_pension) = self.household;
        let pension: Condition = (
            "pension",
            match (has_pension, may_have_pension) {
                (true, _) => Some(false),
                (false, true) => None,
                (false, false) => Some(true),
            },
        );
        let exclusive: Condition = ("exclusive_benefit", Some(self.exclusive));
        let income_up_to = |ceiling: i64| ("income", anchor.yearly_income_taka.map(|taka| taka <= ceiling));
        let nid: Condition = ("nid", Some(anchor.nid.is_some()));
        match programme {
            "OAA" => (
                vec![
                    alive,
                    ("age", self.old_enough()),
                    residence,
                    employment,
                    pension,
                    exclusive,
                ],
                vec![income_up_to(10_000)],
                vec![nid],
            ),
            "WAA" => {
                let sex = anchor.sex.map(|sex| sex == Sex::Female);
                let status = anchor
                    .marital_status
                    .map(|status| matches!(status, "widowed" | "deserted"));
                (
                    vec![
                        alive,
                        ("sex", sex),
                        ("age", self.born_before_years(18)),
                        ("marital_status", status),
                        residence,
                        employment,
                        pension,
                        exclusive,
                    ],
                    vec![income_up_to(12_000)],
                    vec![nid],
                )
            }
            _ => {
                let per_head = self
                    .person
                    .household
                    .and_then(|household| household.monthly_income_taka)
                    .filter(|_| living > 0)
                    .map(|monthly| monthly * 12 <= 36_000 * living);
                let disability = anchor.disability_type.map(|kind| kind != "none");
                (
                    vec![
                        alive,
                        ("age", self.born_before_years(6)),
                        ("disability", disability),
                        residence,
                        employment,
                        pension,
                        exclusive,
                    ],
                    vec![("income", per_head)],
                    vec![
                        ("disability_card", Some(anchor.disability_card_no.is_some())),
                        ("identifier", Some(anchor.nid.is_some() || anchor.brn.is_some())),
                    ],
                )
            }
        }
    }

    fn window(&self) -> Option<BirthWindow> {
        BirthWindow::of(self.person.anchor, self.person.household)
    }

    fn born_before_years(&self, years: i64) -> Option<bool> {
        let day = self.as_of.checked_sub(years.years()).ok()?;
        self.window()?.born_by(day)
    }

    /// The cut-off days of fiscal year 2021-22.
    fn old_enough(&self) -> Option<bool> {
        let cut_off = match self.person.anchor.sex? {
            Sex::Male => Date::new(1956, 6, 1),
            Sex::Female => Date::new(1959, 6, 1),
            Sex::Hijra => return None,
        };
        self.window()?.born_by(cut_off.ok()?)
    }
}
