//! People as they are, before any clerk has written them down.

use crate::Dice;
use crate::word::{Element, elements, invent};

/// A name: places of its elements in the lists of its sex.
#[derive(Clone, Debug)]
pub struct Name {
    /// Given elements.
    pub given: Vec<usize>,
    /// Last element.
    pub last: usize,
    /// Whether it is a woman's.
    pub is_female: bool,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Own name.
    pub name: Name,
    /// Father's name.
    pub father: Name,
    /// Mother's name.
    pub mother: Name,
    /// Husband's or wife's name.
    pub spouse: Option<Name>,
    /// Year, month and day of birth.
    pub birth: (usize, usize, usize),
    /// National identity number of 13 digits, without the year.
    pub nid: String,
    /// Number of the smart card, of ten digits.
    pub smart_nid: String,
    /// Mobile number.
    pub mobile: String,
    /// Whether the mobile is the household's.
    pub union: usize,
    /// Ward of the union, from 1.
    pub ward: usize,
}

/// What families are made of.
pub struct Country {
    /// Given elements of men and of women.
    pub given: [Vec<Element>; 2],
    /// Last elements of men and of women.
    pub last: [Vec<Element>; 2],
    /// Geocodes of unions.
    pub unions: Vec<String>,
}

impl Country {
    /// A country for so many records.
    pub fn make(dice: &mut Dice, records: usize) -> Self {
        let with_invented = |mut list: Vec<Element>, more: usize, dice: &mut Dice| {
            // Common names of the table come first, as the rarer ones are nobody's table.
            list.extend((0..more).map(|_| invent(dice)));
            list
        };
        let unions = 40 + records / 1_500;
        Self {
            given: [
                with_invented(elements("given male"), 260, dice),
                with_invented(elements("given female"), 260, dice),
            ],
            last: [
                with_invented(elements("last male"), 60, dice),
                with_invented(elements("last female"), 25, dice),
            ],
            unions: (0..unions)
                .map(|union| {
                    format!(
                        "{:02}{:02}{:02}{:02}",
                        10 + union / 320,
                        1 + union / 40 % 8,
                        11 + union / 8 % 5,
                        13 + union % 8 * 7
                    )
                })
                .collect(),
        }
    }

    fn name(&self, is_female: bool, dice: &mut Dice) -> Name {
        let sex = usize::from(is_female);
        let (given, last) = (
            self.given.get(sex).map_or(0, Vec::len),
            self.last.get(sex).map_or(0, Vec::len),
        );
        let mut elements = vec![dice.early(given)];
        if dice.chance(if is_female { 180 } else { 300 }) {
            elements.push(dice.early(given));
        }
        Name {
            given: elements,
            last: dice.early(last),
            is_female,
        }
    }

    /// Parents' children who are in the list's population: one to four, sometimes twins.
    pub fn family(&self, dice: &mut Dice) -> Vec<Person> {
        let (father, mother) = (self.name(false, dice), self.name(true, dice));
        let union = dice.below(self.unions.len());
        let ward = 1 + dice.below(9);
        let shared_mobile = mobile(dice);
        let first_born = 1930 + dice.below(60);
        let mut children = Vec::new();
        let mut birth = (first_born, 1 + dice.below(12), 1 + dice.below(28));
        for child in 0..1 + dice.below(4) {
            let is_twin = child > 0 && dice.chance(15);
            if child > 0 && !is_twin {
                birth = (birth.0 + 1 + dice.below(5), 1 + dice.below(12), 1 + dice.below(28));
            }
            let is_female = dice.chance(550);
            let moved = dice.chance(250);
            let union = if moved { dice.below(self.unions.len()) } else { union };
            let geocode = self.unions.get(union).map_or("", String::as_str);
            let serial = dice.below(1_000_000);
            children.push(Person {
                name: self.name(is_female, dice),
                father: father.clone(),
                mother: mother.clone(),
                spouse: dice.chance(750).then(|| self.name(!is_female, dice)),
                birth,
                nid: format!(
                    "{}1{}{serial:06}",
                    geocode.get(..2).unwrap_or("10"),
                    geocode.get(4..8).unwrap_or("1113")
                ),
                smart_nid: format!("{}{:09}", 1 + dice.below(9), dice.below(1_000_000_000)),
                mobile: if dice.chance(250) {
                    shared_mobile.clone()
                } else {
                    mobile(dice)
                },
                union,
                ward,
            });
        }
        children
    }
}

/// A mobile number that could be given out.
pub fn mobile(dice: &mut Dice) -> String {
    format!("01{}{:08}", 3 + dice.below(7), dice.below(100_000_000))
}
