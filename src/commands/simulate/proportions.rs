//! In which proportions the traffic is played: read from `fixtures/simulate/proportions.toml`, where every
//! key is explained, and from a file that says some of them otherwise.

use serde::Deserialize;
use toml::{Table, Value};

/// The proportions that are played without a file.
const BUILT_IN: &str = include_str!("../../../fixtures/simulate/proportions.toml");

/// Why a file of proportions cannot be used: every key and what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct BadProportions(pub Vec<String>);

/// What a number of the file may be.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Between 0 and 1.
    Share,
    /// 0 or more.
    Weight,
    /// A whole number between these two.
    Whole(i64, i64),
}

const SHARE: Kind = Kind::Share;
const WEIGHT: Kind = Kind::Weight;
const fn whole(least: i64, most: i64) -> Kind {
    Kind::Whole(least, most)
}

macro_rules! section {
    ($(#[$meta:meta])* $name:ident { $($key:ident: $kind:expr),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(in crate::commands) struct $name { $(pub $key: f64,)* }

        impl $name {
            const KEYS: &'static [(&'static str, Kind)] = &[$((stringify!($key), $kind),)*];
        }
    };
}

section!(
    /// What is ordered, where and how.
    Traffic {
        submit: WEIGHT,
        r#return: WEIGHT,
        round_trip: WEIGHT,
        internal: WEIGHT,
        half_day: SHARE,
        own_desk: SHARE,
        pickup: SHARE,
        paid: SHARE,
        result_days_least: whole(1, 60),
        result_days_most: whole(1, 60),
    }
);
section!(
    /// At the receivers' doors.
    Delivery {
        postmen: whole(1, 20),
        fetched: SHARE,
        fails: SHARE,
        fails_again: SHARE,
        attempts: whole(1, 9),
        held_days: whole(1, 60),
        fetched_in_time: SHARE,
        scanned_by_clerk: SHARE,
        offline: SHARE,
        absent: WEIGHT,
        refused: WEIGHT,
        address_unknown: WEIGHT,
        moved: WEIGHT,
        no_access: WEIGHT,
        asked_later: WEIGHT,
    }
);
section!(
    /// What goes wrong.
    Disturbances {
        late: SHARE,
        late_hours: whole(1, 72),
        repeated: SHARE,
        unknown_code: SHARE,
        elsewhere: SHARE,
        malformed: SHARE,
        conflict: SHARE,
        skipped_give: SHARE,
        late_give: SHARE,
        wrong_desk: SHARE,
        missorted: SHARE,
        short: SHARE,
        over: SHARE,
        seal_broken: SHARE,
        papers_differ: SHARE,
        slip: SHARE,
        wrong_reason: SHARE,
        damaged: SHARE,
        lost: SHARE,
        found: SHARE,
        clock_off: SHARE,
        clock_ahead: SHARE,
    }
);

/// All of them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proportions {
    pub(in crate::commands) traffic: Traffic,
    pub(in crate::commands) delivery: Delivery,
    pub(in crate::commands) disturbances: Disturbances,
}

const SECTIONS: [(&str, &[(&str, Kind)]); 3] = [
    ("traffic", Traffic::KEYS),
    ("delivery", Delivery::KEYS),
    ("disturbances", Disturbances::KEYS),
];

impl Proportions {
    /// Those in the program, said otherwise where `own`, a file's text, says so.
    pub fn read(own: Option<&str>) -> Result<Self, BadProportions> {
        let mut all = parsed(BUILT_IN)?;
        if let Some(own) = own {
            let own = parsed(own)?;
            let problems = problems(&own);
            if !problems.is_empty() {
                return Err(BadProportions(problems));
            }
            for (section, keys) in own {
                if let (Some(Value::Table(known)), Value::Table(keys)) =
                    (all.get_mut(&section), keys)
                {
                    known.extend(keys);
                }
            }
        }
        let mut problems = problems(&all);
        let whole: Result<Self, _> = Value::Table(all).try_into();
        match whole {
            Ok(whole) => {
                problems.extend(whole.contradictions());
                if problems.is_empty() { Ok(whole) } else { Err(BadProportions(problems)) }
            }
            Err(error) => {
                problems.push(error.message().to_owned());
                Err(BadProportions(problems))
            }
        }
    }

    fn contradictions(&self) -> Vec<String> {
        let Self { traffic, delivery, .. } = self;
        let mut found = Vec::new();
        if traffic.result_days_most < traffic.result_days_least {
            found.push(format!(
                "traffic.result_days_most: expected at least result_days_least, which is {}, got {}",
                traffic.result_days_least, traffic.result_days_most
            ));
        }
        if self.services().iter().sum::<f64>() <= 0.0 {
            found.push(
                "traffic: expected a weight above 0 among submit, return, round_trip and internal"
                    .to_owned(),
            );
        }
        if self.reasons().iter().map(|(_, weight)| weight).sum::<f64>() <= 0.0
            && delivery.fails + delivery.fails_again > 0.0
        {
            found.push(
                "delivery: expected a weight above 0 among the reasons, as absent".to_owned(),
            );
        }
        found
    }

    /// The weights of submit, return, round trip and internal.
    pub(in crate::commands) const fn services(&self) -> [f64; 4] {
        let traffic = &self.traffic;
        [traffic.submit, traffic.r#return, traffic.round_trip, traffic.internal]
    }

    /// Why deliveries fail.
    pub(in crate::commands) const fn reasons(&self) -> [(&'static str, f64); 6] {
        let delivery = &self.delivery;
        [
            ("absent", delivery.absent),
            ("refused", delivery.refused),
            ("address_unknown", delivery.address_unknown),
            ("moved", delivery.moved),
            ("no_access", delivery.no_access),
            ("asked_later", delivery.asked_later),
        ]
    }
}

fn parsed(text: &str) -> Result<Table, BadProportions> {
    text.parse().map_err(|error: toml::de::Error| BadProportions(vec![error.to_string()]))
}

/// Every key that is not one of ours, and every value that is not what its key expects.
fn problems(file: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for (section, keys) in file {
        let Some((_, known)) = SECTIONS.iter().find(|(name, _)| name == section) else {
            found.push(format!("{section}: expected traffic, delivery or disturbances"));
            continue;
        };
        let Value::Table(keys) = keys else {
            found.push(format!("{section}: expected a section, [{section}]"));
            continue;
        };
        for (key, value) in keys {
            match known.iter().find(|(name, _)| name.trim_start_matches("r#") == key) {
                None => found.push(format!(
                    "{section}.{key}: no such key; fixtures/simulate/proportions.toml explains all"
                )),
                Some((_, kind)) => found.extend(
                    kind.problem(value).map(|problem| format!("{section}.{key}: {problem}")),
                ),
            }
        }
    }
    found
}

impl Kind {
    fn problem(self, value: &Value) -> Option<String> {
        let number = match value {
            Value::Integer(whole) => Some(*whole as f64),
            Value::Float(number) => Some(*number),
            Value::String(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => None,
        };
        let fits = |number: f64| match self {
            Self::Share => (0.0..=1.0).contains(&number),
            Self::Weight => (0.0..=1e9).contains(&number),
            Self::Whole(least, most) => {
                number.fract() == 0.0 && (least as f64..=most as f64).contains(&number)
            }
        };
        if number.is_some_and(fits) {
            return None;
        }
        let expected = match self {
            Self::Share => "a share between 0 and 1".to_owned(),
            Self::Weight => "a weight of 0 or more".to_owned(),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
        };
        Some(format!("expected {expected}, got {value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(own: &str) -> String {
        Proportions::read(Some(own)).unwrap_err().to_string()
    }

    #[test]
    fn the_file_in_the_tree_says_every_key_and_explains_it() {
        let built_in = Proportions::read(None).unwrap();
        assert!(built_in.services().iter().all(|weight| *weight > 0.0));
        let mut before = "";
        for line in BUILT_IN.lines() {
            let keyed = line.contains('=') && !line.starts_with('#');
            assert!(!keyed || before.starts_with('#') || before.contains('='), "{line}");
            before = line;
        }
    }

    #[test]
    fn a_file_says_some_otherwise_and_leaves_the_rest() {
        let own = Proportions::read(Some("[disturbances]\nlate = 1\n")).unwrap();
        let built_in = Proportions::read(None).unwrap();
        assert_eq!(own.disturbances.late.to_bits(), 1.0_f64.to_bits());
        assert_eq!(own.traffic, built_in.traffic);
        assert_ne!(own.disturbances, built_in.disturbances);
    }

    #[test]
    fn bad_keys_and_values_are_named_with_what_was_expected() {
        for (own, expected) in [
            ("[disturbances]\nlat = 1", "disturbances.lat: no such key"),
            ("[weather]\nrain = 1", "weather: expected traffic, delivery or disturbances"),
            ("traffic = 3", "traffic: expected a section"),
            ("[traffic]\npaid = 1.5", "traffic.paid: expected a share between 0 and 1, got 1.5"),
            ("[traffic]\npaid = -0.1", "traffic.paid: expected a share"),
            ("[traffic]\npaid = \"0.5\"", "traffic.paid: expected a share"),
            ("[traffic]\npaid = nan", "traffic.paid: expected a share"),
            ("[traffic]\nsubmit = -1", "traffic.submit: expected a weight of 0 or more"),
            ("[traffic]\nsubmit = inf", "traffic.submit: expected a weight of 0 or more"),
            (
                "[delivery]\nattempts = 1.5",
                "delivery.attempts: expected a whole number from 1 to 9",
            ),
            ("[delivery]\nattempts = 0", "delivery.attempts: expected a whole number"),
            ("[traffic]\nresult_days_least = 9", "traffic.result_days_most: expected at least"),
            (
                "[traffic]\nsubmit=0\nreturn=0\nround_trip=0\ninternal=0",
                "traffic: expected a weight",
            ),
            ("[traffic", "line 1"),
        ] {
            let told = refused(own);
            assert!(told.contains(expected), "{own:?}: {told}");
        }
        let both = refused("[disturbances]\nlat = 1\nlate = 2");
        assert_eq!(both.lines().count(), 2, "{both}");
    }
}
