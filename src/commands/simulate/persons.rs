//! Invented persons, out of small lists of names and hamlets. Their telephones begin with 0000, which is
//! nobody's number.

use serde_json::{Value, json};

use super::province::Commune;
use crate::base::Dice;

const FAMILY: &str = include_str!("../../../fixtures/simulate/family.txt");
const MIDDLE: &str = include_str!("../../../fixtures/simulate/middle.txt");
const GIVEN: &str = include_str!("../../../fixtures/simulate/given.txt");
const HAMLETS: &str = include_str!("../../../fixtures/simulate/hamlets.txt");

/// What persons are made of.
#[derive(Debug)]
pub(super) struct Persons {
    family: Vec<(&'static str, f64)>,
    middle: Vec<&'static str>,
    given: Vec<&'static str>,
    hamlets: Vec<&'static str>,
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Persons {
    /// From the lists in the program.
    pub fn new() -> Self {
        let weighted = |line: &'static str| {
            let (name, weight) = line.rsplit_once(' ').unwrap_or((line, "1"));
            (name, weight.parse().unwrap_or(1.0))
        };
        Self {
            family: lines(FAMILY).map(weighted).collect(),
            middle: lines(MIDDLE).collect(),
            given: lines(GIVEN).collect(),
            hamlets: lines(HAMLETS).collect(),
        }
    }

    /// Somebody of the commune, as the API takes a person.
    pub fn invent(&self, dice: &Dice, commune: &Commune) -> Value {
        let weights: Vec<f64> = self.family.iter().map(|(_, weight)| *weight).collect();
        let family = self.family[dice.weighted(&weights)].0;
        let part = |list: &[&'static str]| dice.one(list).copied().unwrap_or_default();
        let name = format!("{family} {} {}", part(&self.middle), part(&self.given));
        json!({
            "name": name,
            "phone": format!("0000{:06}", dice.between(0, 999_999)),
            "address": {
                "text": format!("{}, {}", part(&self.hamlets), commune.name),
                "unit": commune.code.as_str(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::clean;

    #[test]
    fn the_lists_are_clean_and_a_seed_invents_the_same_people() {
        let persons = Persons::new();
        assert!(persons.family.len() >= 10 && persons.given.len() >= 30);
        assert!(persons.family.iter().all(|(_, weight)| *weight > 0.0));
        for text in lines(FAMILY).chain(lines(MIDDLE)).chain(lines(GIVEN)).chain(lines(HAMLETS)) {
            assert_eq!(clean(text), text, "NFC, no outer spaces");
        }
        let commune = Commune {
            code: "18562".parse().unwrap(),
            name: "xã Thạch Hà, tỉnh Hà Tĩnh".to_owned(),
            office: 0,
        };
        let people = |seed| {
            let dice = Dice::new(seed, 1);
            (0..20).map(|_| persons.invent(&dice, &commune)).collect::<Vec<_>>()
        };
        assert_eq!(people(1), people(1));
        assert_ne!(people(1), people(2));
        for person in people(3) {
            assert!(person["phone"].as_str().unwrap().starts_with("0000"), "{person}");
        }
    }
}
