//! The way of a parcel as its scans: taken in at the district's post office, sorted, received at the desk;
//! then to and fro between the two, for as long as somebody scans.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::province::{CENTRE, DISTRICT, SORTING};

/// Who makes a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Clerk,
    Officer,
}

const TO_SORTING: Option<(&str, Option<&str>)> = Some((SORTING, None));
const TO_DESK: Option<(&str, Option<&str>)> = Some((CENTRE, Some("desk")));

type Step = (By, &'static str, &'static str, Option<(&'static str, Option<&'static str>)>);

const STEPS: [Step; 11] = [
    (By::Clerk, "accept", DISTRICT, None),
    (By::Clerk, "hand_over", DISTRICT, TO_SORTING),
    (By::Clerk, "receive", SORTING, None),
    (By::Clerk, "inspect", SORTING, None),
    (By::Clerk, "hand_over", SORTING, TO_DESK),
    (By::Officer, "receive", CENTRE, None),
    // From here on again and again.
    (By::Officer, "inspect", CENTRE, None),
    (By::Officer, "hand_over", CENTRE, TO_SORTING),
    (By::Clerk, "receive", SORTING, None),
    (By::Clerk, "hand_over", SORTING, TO_DESK),
    (By::Officer, "receive", CENTRE, None),
];

const AGAIN: usize = 6;

/// A parcel, and how far it has come.
#[derive(Debug, Clone)]
pub struct Walk {
    code: String,
    minute: u32,
    step: usize,
}

impl Walk {
    pub fn of(code: &impl ToString) -> Self {
        Self { code: code.to_string(), minute: 0, step: 0 }
    }

    /// Who makes the next scan.
    pub fn by(&self) -> By {
        STEPS[self.step].0
    }

    /// The next scan.
    pub fn next(&mut self, id: Uuid) -> Value {
        let (by, action, at, to) = STEPS[self.step];
        self.step = if self.step + 1 == STEPS.len() { AGAIN } else { self.step + 1 };
        self.minute += 1;
        let (day, hour, minute) = (8 + self.minute / 1440, self.minute / 60 % 24, self.minute % 60);
        let mut scan = json!({
            "id": id, "action": action, "code": self.code, "at": at,
            "happened_at": format!("2025-04-{day:02}T{hour:02}:{minute:02}:00+07:00"),
        });
        if by == By::Officer {
            scan["as"] = json!("desk");
        }
        if let Some((point, capacity)) = to {
            scan["to"] = json!({ "point": point });
            if let Some(capacity) = capacity {
                scan["to"]["as"] = json!(capacity);
            }
        }
        scan
    }
}
