//! One scan as it comes in, and what it must be like. Each scan of a batch is read for itself: what is
//! wrong with one is said of that one, and its neighbours go on.

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::codes::{RunCode, scanned};
use crate::base::text::clean;
use crate::base::{At, Capacity, PointCode, ScanId, TokenId};
use crate::custody::scan::{Detail, FailureReason, Receiver, Replacement};
use crate::custody::{Action, Party, Scan};
use crate::web::input::place_of_nul;

/// A scan. A field that is not listed here is refused, so that a misspelt one is not lost unseen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanIn {
    /// A UUIDv7 made on the device. Sending the same scan again under it is harmless.
    #[schema(example = "01961a2b-7c00-7000-8000-000000000001")]
    id: Uuid,
    /// What was done: `accept`, `hand_over`, `receive`, `pack`, `unpack`, `close_bag`, `open_bag`, `load`,
    /// `unload`, `depart`, `arrive`, `out_for_delivery`, `deliver`, `fail_delivery`, `hold`, `return`,
    /// `inspect`, `damage`, `lose`, `find`, `void`, `correct`.
    #[schema(example = "receive")]
    action: String,
    /// What was read: the QR's text, a tracking number, the code of a bag or a run.
    #[schema(example = "BH100000017VN", max_length = 200)]
    code: String,
    /// The point at which, or from which, the person acts.
    #[schema(value_type = String, example = "481900")]
    at: PointCode,
    /// For the `post` or the `desk`; needed where the point is both.
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>, example = "post")]
    capacity: Option<Capacity>,
    /// When it happened, by the device's clock.
    #[schema(value_type = String, example = "2025-04-08T09:30:00+07:00")]
    happened_at: At,
    /// How far the device's clock is behind the server's, in milliseconds.
    #[serde(default)]
    #[schema(example = 0)]
    clock_offset_ms: i64,
    /// The hand-over both sides know by this name.
    #[schema(max_length = 64)]
    handover_id: Option<String>,
    /// `hand_over`: to whom.
    to: Option<PartyIn>,
    /// `pack`, `unpack`: the bag.
    #[schema(max_length = 200)]
    bag: Option<String>,
    /// `load`, `unload`: the run.
    #[schema(max_length = 200)]
    run: Option<String>,
    /// The number on the seal.
    #[schema(max_length = 40)]
    seal: Option<String>,
    /// Whether the seal is whole.
    seal_intact: Option<bool>,
    /// Papers counted, line by line of the slip.
    #[schema(max_items = 200)]
    papers: Option<Vec<u16>>,
    /// `deliver`: `addressee`, `proxy`, `household` or `desk`.
    receiver: Option<String>,
    /// A reference to a photo or a signature.
    #[schema(max_length = 200)]
    evidence: Option<String>,
    /// `fail_delivery`: `absent`, `refused`, `address_unknown`, `moved`, `no_access`, `asked_later` or
    /// `other`. `correct`: why. Else a short note about the item, never about a person.
    #[schema(max_length = 200)]
    reason: Option<String>,
    /// `correct`: the id of the scan that was wrong.
    corrects: Option<Uuid>,
    /// `correct`: strike it out.
    #[serde(default)]
    void: bool,
    /// `correct`: what it should have said.
    replacement: Option<ReplacementIn>,
}

/// To whom something is given: exactly one of the four.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyIn {
    /// A point.
    #[schema(value_type = Option<String>, example = "480100")]
    point: Option<PointCode>,
    /// For the `post` or the `desk`, with a point.
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>)]
    capacity: Option<Capacity>,
    /// A run.
    #[schema(value_type = Option<String>)]
    run: Option<RunCode>,
    /// A postman, by the id of the token.
    postman: Option<String>,
    /// The citizen.
    #[serde(default)]
    person: bool,
}

/// What a corrected scan should have said; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacementIn {
    action: Option<String>,
    #[schema(value_type = Option<String>)]
    at: Option<PointCode>,
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>)]
    capacity: Option<Capacity>,
    #[schema(value_type = Option<String>)]
    happened_at: Option<At>,
    to: Option<PartyIn>,
    seal: Option<String>,
    seal_intact: Option<bool>,
    papers: Option<Vec<u16>>,
    reason: Option<String>,
}

/// Why a scan cannot be read: the field, and what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadScan {
    /// The scan's id, where it could be read.
    pub id: Option<ScanId>,
    /// The field.
    pub field: String,
    /// What was expected, and what came.
    pub expected: String,
}

/// Reads one scan of a batch.
pub fn read(device: &str, value: &Value) -> Result<Scan, BadScan> {
    let id = value.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).map(ScanId);
    if let Some(field) = place_of_nul(value) {
        return Err(BadScan { id, field, expected: "expected no character NUL".to_owned() });
    }
    let scan: ScanIn = serde_path_to_error::deserialize(value).map_err(|error| BadScan {
        id,
        field: field_of(&error.path().to_string(), &error.inner().to_string()),
        expected: error.inner().to_string(),
    })?;
    scan.read(device)
}

/// A missing or unknown field is named by the message, not by the path.
fn field_of(path: &str, told: &str) -> String {
    let named = ["missing field `", "unknown field `"]
        .iter()
        .find_map(|start| told.strip_prefix(start))
        .and_then(|rest| rest.split('`').next());
    match (path, named) {
        (".", Some(named)) => named.to_owned(),
        (path, Some(named)) if path.split('.').next_back() == Some(named) => path.to_owned(),
        (path, Some(named)) => format!("{path}.{named}"),
        (path, None) => path.to_owned(),
    }
}

struct Wrong(String, String);

fn wrong<T>(field: &str, expected: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong(field.to_owned(), expected.into()))
}

/// A text of 1 to `most` characters, cleaned; none stays none.
fn short(field: &str, text: Option<String>, most: usize) -> Result<Option<String>, Wrong> {
    let Some(text) = text else { return Ok(None) };
    let text = clean(&text);
    if (1..=most).contains(&text.chars().count()) {
        Ok(Some(text))
    } else {
        wrong(field, format!("expected 1 to {most} characters, got {}", text.chars().count()))
    }
}

fn code(field: &str, text: Option<String>) -> Result<Option<String>, Wrong> {
    Ok(short(field, text, 200)?.map(|text| scanned(&text)))
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &str,
    text: Option<&String>,
) -> Result<Option<T>, Wrong> {
    text.map(|text| text.parse().map_err(|e: T::Err| Wrong(field.to_owned(), e.to_string())))
        .transpose()
}

/// What the system records by itself is no action of a device.
fn check_scanned(field: &str, action: Action) -> Result<(), Wrong> {
    if action.is_scanned() {
        Ok(())
    } else {
        wrong(
            field,
            format!("expected an action that is scanned; {action} is recorded by the system"),
        )
    }
}

fn papers(field: &str, counted: Option<Vec<u16>>) -> Result<Option<Vec<u16>>, Wrong> {
    match counted {
        Some(counted) if counted.len() > 200 || counted.iter().any(|count| *count > 999) => {
            wrong(field, "expected at most 200 counts of at most 999")
        }
        counted => Ok(counted),
    }
}

impl ScanIn {
    /// The scan of a device, when what it says fits together.
    pub fn read(self, device: &str) -> Result<Scan, BadScan> {
        let id = Some(ScanId(self.id));
        self.understand(device).map_err(|Wrong(field, expected)| BadScan { id, field, expected })
    }

    fn understand(self, device: &str) -> Result<Scan, Wrong> {
        if self.id.get_version_num() != 7 {
            return wrong("id", "expected a UUIDv7 made on the device");
        }
        let Some(action) = word::<Action>("action", Some(&self.action))? else {
            return wrong("action", "expected an action");
        };
        check_scanned("action", action)?;
        let Some(code_read) = code("code", Some(self.code))? else {
            return wrong("code", "expected a code");
        };
        let reason = short("reason", self.reason, 200)?;
        if action == Action::FailDelivery {
            let Some(reason) = &reason else {
                return wrong("reason", "expected why it failed, as absent or refused");
            };
            word::<FailureReason>("reason", Some(reason))?;
        }
        let bag = code("bag", self.bag)?;
        let run = code("run", self.run)?;
        if action == Action::Pack && bag.is_none() {
            return wrong("bag", "expected the bag it is put into");
        }
        if action == Action::Load && run.is_none() {
            return wrong("run", "expected the run it is loaded on");
        }
        let replacement = self.replacement.map(ReplacementIn::understand).transpose()?;
        if action == Action::Correct {
            if self.corrects.is_none() {
                return wrong("corrects", "expected the id of the scan that was wrong");
            }
            if reason.is_none() {
                return wrong("reason", "expected why it is corrected");
            }
            if self.void == replacement.is_some() {
                return wrong("void", "expected either void: true or a replacement");
            }
        } else if self.corrects.is_some() || self.void || replacement.is_some() {
            return wrong("corrects", "expected corrects, void and replacement with correct only");
        }
        Ok(Scan {
            id: ScanId(self.id),
            device: device.to_owned(),
            action,
            code: code_read,
            at: self.at,
            capacity: self.capacity,
            happened_at: self.happened_at,
            clock_offset_ms: self.clock_offset_ms,
            detail: Detail {
                handover_id: short("handover_id", self.handover_id, 64)?,
                to: self.to.map(|to| to.understand("to")).transpose()?,
                bag,
                run,
                seal: short("seal", self.seal, 40)?,
                seal_intact: self.seal_intact,
                papers: papers("papers", self.papers)?,
                receiver: word::<Receiver>("receiver", self.receiver.as_ref())?,
                evidence: short("evidence", self.evidence, 200)?,
                reason,
                corrects: self.corrects.map(ScanId),
                void: self.void,
                replacement: replacement.map(Box::new),
            },
        })
    }
}

impl PartyIn {
    fn understand(self, field: &str) -> Result<Party, Wrong> {
        let postman = word::<TokenId>(&format!("{field}.postman"), self.postman.as_ref())?;
        if self.capacity.is_some() && self.point.is_none() {
            return wrong(&format!("{field}.as"), "expected as only beside a point");
        }
        match (self.point, self.run, postman, self.person) {
            (Some(code), None, None, false) => Ok(Party::Point { code, capacity: self.capacity }),
            (None, Some(code), None, false) => Ok(Party::Run { code }),
            (None, None, Some(token), false) => Ok(Party::Postman { token }),
            (None, None, None, true) => Ok(Party::Person),
            (Some(_) | None, Some(_) | None, Some(_) | None, true | false) => {
                wrong(field, "expected exactly one of point, run, postman and person: true")
            }
        }
    }
}

impl ReplacementIn {
    fn understand(self) -> Result<Replacement, Wrong> {
        let action = word::<Action>("replacement.action", self.action.as_ref())?;
        if action == Some(Action::Correct) {
            return wrong("replacement.action", "expected an action that is not itself correct");
        }
        action.map_or(Ok(()), |action| check_scanned("replacement.action", action))?;
        Ok(Replacement {
            action,
            at: self.at,
            capacity: self.capacity,
            happened_at: self.happened_at,
            to: self.to.map(|to| to.understand("replacement.to")).transpose()?,
            seal: short("replacement.seal", self.seal, 40)?,
            seal_intact: self.seal_intact,
            papers: papers("replacement.papers", self.papers)?,
            reason: short("replacement.reason", self.reason, 200)?,
        })
    }
}
