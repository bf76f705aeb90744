//! Who lives together: households of rural Bangladesh, member by member.
//!
//! Ages are completed years at the as-of date. What a household owns and what befalls its
//! members belongs to `circumstance`.

use crate::randomness::Dice;

/// Relation to the head, as the register records it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// The head.
    Head,
    /// Wife or husband of the head.
    Spouse,
    /// Son or daughter.
    Child,
    /// Son's wife.
    ChildInLaw,
    /// Father or mother.
    Parent,
    /// Brother or sister.
    Sibling,
    /// Son's child.
    Grandchild,
}

/// Sex as the register records it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Sex {
    /// Man or boy.
    Male,
    /// Woman or girl.
    Female,
    /// Hijra, a recognised third gender.
    Hijra,
}

impl Sex {
    /// The canonical word of the contract.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Hijra => "hijra",
        }
    }
}

/// One member of a household; the numbers point at other members of the same household.
#[derive(Clone, Debug)]
pub struct Member {
    /// Sex.
    pub sex: Sex,
    /// Completed years at the as-of date.
    pub age: i64,
    /// Relation to the head.
    pub relation: Relation,
    /// Canonical marital status.
    pub marital_status: &'static str,
    /// The father, if he lives here.
    pub father: Option<usize>,
    /// The mother, if she lives here.
    pub mother: Option<usize>,
    /// The spouse, if she or he lives here.
    pub spouse: Option<usize>,
}

impl Member {
    fn new(sex: Sex, age: i64, relation: Relation, marital_status: &'static str) -> Self {
        Self {
            sex,
            age,
            relation,
            marital_status,
            father: None,
            mother: None,
            spouse: None,
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Nuclear,
    WithParents,
    Joint,
    WidowWithChildren,
    ElderAlone,
    ElderCouple,
    LeftByHusband,
    Siblings,
}

/// Composes one household.
pub fn compose(dice: &mut Dice) -> Vec<Member> {
    let kind = dice.weighted(
        &[
            (Kind::Nuclear, 585),
            (Kind::WithParents, 150),
            (Kind::Joint, 80),
            (Kind::WidowWithChildren, 64),
            (Kind::ElderAlone, 40),
            (Kind::ElderCouple, 56),
            (Kind::LeftByHusband, 20),
            (Kind::Siblings, 11),
        ],
        Kind::Nuclear,
    );
    match kind {
        Kind::Nuclear => nuclear(dice, 22, 60),
        Kind::WithParents => with_parents(dice),
        Kind::Joint => joint(dice),
        Kind::WidowWithChildren => lone_woman(dice, "widowed", 34, 72),
        Kind::ElderAlone => elder_alone(dice),
        Kind::ElderCouple => {
            let age = dice.between(58, 84);
            couple(dice, age)
        }
        Kind::LeftByHusband => {
            let status = if dice.chance(650) { "deserted" } else { "divorced" };
            lone_woman(dice, status, 23, 48)
        }
        Kind::Siblings => siblings(dice),
    }
}

fn couple(dice: &mut Dice, age: i64) -> Vec<Member> {
    let wife_age = (age - dice.between(3, 10)).max(17);
    let mut husband = Member::new(Sex::Male, age, Relation::Head, "married");
    let mut wife = Member::new(Sex::Female, wife_age, Relation::Spouse, "married");
    husband.spouse = Some(1);
    wife.spouse = Some(0);
    vec![husband, wife]
}

/// Adds the children that still live at home. Girls marry out earlier than boys.
fn add_children(dice: &mut Dice, members: &mut Vec<Member>, father: Option<usize>, mother: usize, relation: Relation) {
    let mother_age = members.get(mother).map_or(0, |member| member.age);
    let mut birth_age = dice.between(17, 23);
    let wanted = dice.weighted(&[(1, 9), (2, 34), (3, 33), (4, 17), (5, 7)], 2);
    for _ in 0..wanted {
        let age = mother_age - birth_age;
        if age < 0 {
            break;
        }
        let sex = if dice.chance(508) { Sex::Male } else { Sex::Female };
        let has_left = match sex {
            Sex::Female => age >= 19 && dice.chance(860) || age >= 16 && dice.chance(200),
            _ => age >= 27 && dice.chance(880) || age >= 21 && dice.chance(380),
        };
        if !has_left {
            let status = match sex {
                Sex::Female if age >= 20 => dice.weighted(
                    &[
                        ("never_married", 60),
                        ("deserted", 22),
                        ("divorced", 14),
                        ("widowed", 4),
                    ],
                    "never_married",
                ),
                _ => "never_married",
            };
            let mut child = Member::new(sex, age, relation, status);
            child.father = father;
            child.mother = Some(mother);
            members.push(child);
        }
        birth_age += dice.between(2, 6);
    }
}

fn nuclear(dice: &mut Dice, youngest: i64, oldest: i64) -> Vec<Member> {
    let age = dice.between(youngest, oldest);
    let mut members = couple(dice, age);
    add_children(dice, &mut members, Some(0), 1, Relation::Child);
    members
}

fn with_parents(dice: &mut Dice) -> Vec<Member> {
    let mut members = nuclear(dice, 25, 55);
    let head_age = members.first().map_or(40, |head| head.age);
    let mother_age = (head_age + dice.between(17, 26)).min(97);
    let mother = members.len();
    let has_father = dice.chance(330);
    let status = if has_father { "married" } else { "widowed" };
    members.push(Member::new(Sex::Female, mother_age, Relation::Parent, status));
    if let Some(head) = members.first_mut() {
        head.mother = Some(mother);
    }
    if has_father {
        let mut father = Member::new(
            Sex::Male,
            (mother_age + dice.between(3, 9)).min(98),
            Relation::Parent,
            "married",
        );
        father.spouse = Some(mother);
        if let Some(wife) = members.get_mut(mother) {
            wife.spouse = Some(mother + 1);
        }
        members.push(father);
        if let Some(head) = members.first_mut() {
            head.father = Some(mother + 1);
        }
    }
    members
}

fn joint(dice: &mut Dice) -> Vec<Member> {
    let head_age = dice.between(50, 72);
    let mut members = couple(dice, head_age);
    let wife_age = members.get(1).map_or(45, |wife| wife.age);
    let son_age = (wife_age - dice.between(18, 24)).clamp(21, 42);
    let mut son = Member::new(Sex::Male, son_age, Relation::Child, "married");
    son.father = Some(0);
    son.mother = Some(1);
    son.spouse = Some(3);
    members.push(son);
    let mut bride = Member::new(
        Sex::Female,
        (son_age - dice.between(3, 8)).max(17),
        Relation::ChildInLaw,
        "married",
    );
    bride.spouse = Some(2);
    members.push(bride);
    add_children(dice, &mut members, Some(2), 3, Relation::Grandchild);
    if dice.chance(400) && wife_age <= 58 {
        let age = (wife_age - dice.between(28, 36)).max(4);
        let mut child = Member::new(
            if dice.chance(500) { Sex::Male } else { Sex::Female },
            age,
            Relation::Child,
            "never_married",
        );
        child.father = Some(0);
        child.mother = Some(1);
        members.push(child);
    }
    members
}

fn lone_woman(dice: &mut Dice, status: &'static str, youngest: i64, oldest: i64) -> Vec<Member> {
    let age = dice.between(youngest, oldest);
    let mut members = vec![Member::new(Sex::Female, age, Relation::Head, status)];
    add_children(dice, &mut members, None, 0, Relation::Child);
    members
}

fn elder_alone(dice: &mut Dice) -> Vec<Member> {
    let sex = if dice.chance(820) { Sex::Female } else { Sex::Male };
    let age = dice.between(56, 88);
    vec![Member::new(sex, age, Relation::Head, "widowed")]
}

fn siblings(dice: &mut Dice) -> Vec<Member> {
    let age = dice.between(19, 27);
    let mut members = vec![Member::new(Sex::Male, age, Relation::Head, "never_married")];
    for _ in 0..dice.between(1, 3) {
        let sex = if dice.chance(500) { Sex::Male } else { Sex::Female };
        let younger = (age - dice.between(2, 9)).max(6);
        members.push(Member::new(sex, younger, Relation::Sibling, "never_married"));
    }
    members
}
