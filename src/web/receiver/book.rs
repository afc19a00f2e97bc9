//! What the receiver has heard: each case's facts by their number, each message once, kept in a file when
//! one is named: one message a line, written to the disk before it is acknowledged.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::At;
use crate::cases::{Direction, Status};

/// An event as far as a case system needs it. What a later sender adds is passed over, and words it may
/// not know yet are kept as they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The type, `vn.hosopost.…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it took effect.
    pub time: At,
    /// The case's code; none for what is about no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Its number in the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// That it is only tried whether this receiver answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// What it says.
    #[serde(default)]
    pub data: Said,
}

/// What a fact says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The parcel's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// Which way it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The state of the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Which status the post proposes for the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_status: Option<i64>,
    /// The number of the fact that it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// That it says of something that it never was.
    #[serde(default)]
    pub void: bool,
}

/// What was heard of one case, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseBook {
    /// The facts by their number.
    pub facts: BTreeMap<i64, Heard>,
}

impl CaseBook {
    /// The numbers of facts that a later one corrected.
    pub fn superseded(&self) -> BTreeSet<i64> {
        let numbers = self.facts.values().filter_map(|fact| fact.data.supersedes.as_deref());
        numbers.filter_map(|number| number.parse().ok()).collect()
    }

    /// The facts that stand, in order.
    pub fn standing(&self) -> impl Iterator<Item = &Heard> {
        let superseded = self.superseded();
        let stands =
            move |(number, fact): &(&i64, &Heard)| !superseded.contains(number) && !fact.data.void;
        self.facts.iter().filter(stands).map(|(_, fact)| fact)
    }

    /// The status that follows for the case: 10 once a result stands delivered to the person, 9 while one
    /// is with the post, and before that none, for the post has no say in it. 2 is the officer's alone;
    /// whatever else might be proposed is passed over.
    pub fn status(&self) -> Option<Status> {
        let returned = Status::Returned;
        let gives_back = Direction::Return.as_str();
        if self.standing().any(|fact| fact.data.proposed_status == Some(returned.number())) {
            Some(returned)
        } else if self.standing().any(|fact| fact.data.direction.as_deref() == Some(gives_back)) {
            Some(Status::Processed)
        } else {
            None
        }
    }
}

/// Whether a message was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was, and is kept.
    New,
    /// It had come before.
    Again,
    /// It was a test, of which nothing is kept.
    Test,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    webhook_id: String,
    event: Heard,
}

/// Everything that was heard.
#[derive(Debug, Default)]
pub struct Book {
    seen: HashSet<String>,
    cases: BTreeMap<String, CaseBook>,
    file: Option<File>,
}

impl Book {
    /// With what a file holds, which is made when it is not there. Half a line at its end is what a killed
    /// process left: it was not acknowledged, and is cut off.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut book = Self::default();
        for (number, line) in (1..).zip(text[..whole].lines()) {
            let line: Line = serde_json::from_str(line).map_err(|problem| {
                std::io::Error::other(format!("line {number} is not one of a receiver: {problem}"))
            })?;
            book.put(line);
        }
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        book.file = Some(file);
        Ok(book)
    }

    /// Takes a message, unless it came before.
    pub fn take(&mut self, webhook_id: &str, event: Heard) -> std::io::Result<Taken> {
        if event.test {
            return Ok(Taken::Test);
        }
        if self.seen.contains(webhook_id) {
            return Ok(Taken::Again);
        }
        let line = Line { webhook_id: webhook_id.to_owned(), event };
        if let Some(file) = &mut self.file {
            let mut text = serde_json::to_string(&line)?;
            text.push('\n');
            file.write_all(text.as_bytes())?;
            file.sync_data()?;
        }
        self.put(line);
        Ok(Taken::New)
    }

    fn put(&mut self, line: Line) {
        self.seen.insert(line.webhook_id);
        let number = line.event.sequence.as_deref().and_then(|number| number.parse().ok());
        if let (Some(case), Some(number)) = (line.event.subject.clone(), number) {
            self.cases.entry(case).or_default().facts.insert(number, line.event);
        }
    }

    /// The cases heard of, by their codes.
    pub const fn cases(&self) -> &BTreeMap<String, CaseBook> {
        &self.cases
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn heard(sequence: i64, data: &Value) -> Heard {
        let event = json!({
            "type": "vn.hosopost.parcel.deliver", "time": "2025-04-08T09:30:00+07:00",
            "subject": "H27.12-250408-0007", "sequence": format!("{sequence:012}"), "data": data,
            "something": "new",
        });
        serde_json::from_value(event).unwrap()
    }

    fn book(facts: &[Value]) -> Book {
        let mut book = Book::default();
        // Backwards, because the order of arrival does not matter.
        for (sequence, data) in (1..).zip(facts).collect::<Vec<_>>().into_iter().rev() {
            let id = format!("cas_1-{sequence}");
            assert_eq!(book.take(&id, heard(sequence, data)).unwrap(), Taken::New);
            assert_eq!(book.take(&id, heard(sequence, &json!({}))).unwrap(), Taken::Again);
        }
        book
    }

    fn status(facts: &[Value]) -> Option<Status> {
        book(facts).cases()["H27.12-250408-0007"].status()
    }

    #[test]
    fn a_result_with_the_post_is_nine_one_with_the_person_ten_and_nothing_is_two() {
        let (out, back) = (json!({"direction": "submit"}), json!({"direction": "return"}));
        let delivered = json!({"direction": "return", "proposed_status": 10});
        assert_eq!(
            status(&[out.clone(), json!({"direction": "submit", "state": "delivered"})]),
            None
        );
        assert_eq!(status(&[out.clone(), json!({"proposed_status": 2})]), None);
        assert_eq!(status(&[out.clone(), back.clone()]), Some(Status::Processed));
        assert_eq!(status(&[out.clone(), back.clone(), delivered.clone()]), Some(Status::Returned));
        // The delivery turns out to be a mistake.
        let voided = json!({"direction": "return", "supersedes": "000000000003", "void": true});
        assert_eq!(status(&[out, back, delivered, voided]), Some(Status::Processed));
    }

    #[test]
    fn nothing_is_kept_of_a_test() {
        let mut book = Book::default();
        let made_up = Heard { test: true, ..heard(1, &json!({"proposed_status": 10})) };
        assert_eq!(book.take("cas_1-1", made_up).unwrap(), Taken::Test);
        assert!(book.cases().is_empty());
    }

    #[test]
    fn what_was_heard_outlives_the_process_and_half_a_line_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("heard.jsonl");
        let mut book = Book::open(&path).unwrap();
        book.take("cas_1-1", heard(1, &json!({"state": "accepted"}))).unwrap();
        drop(book);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"webhook_id\": \"cas_1-2\", \"ev").unwrap();
        let mut book = Book::open(&path).unwrap();
        assert_eq!(book.cases().len(), 1);
        assert_eq!(book.take("cas_1-1", heard(1, &json!({}))).unwrap(), Taken::Again);
        assert_eq!(book.take("cas_1-2", heard(2, &json!({}))).unwrap(), Taken::New);
        drop(book);
        assert_eq!(Book::open(&path).unwrap().cases()["H27.12-250408-0007"].facts.len(), 2);
        std::fs::write(&path, "not ours\n").unwrap();
        assert!(Book::open(&path).unwrap_err().to_string().contains("line 1"));
    }
}
