//! A fact as a CloudEvent (specification 1.0, structured JSON).

use serde::Serialize;
use serde_json::Value;

use super::fact::Fact;

/// The envelope. `id` is unique within `source`; `sequence` is the extension of that name: a string
/// zero-padded to twelve digits, so that it sorts as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CloudEvent {
    /// Always `1.0`.
    pub specversion: &'static str,
    /// The case and the fact's number in it.
    pub id: String,
    /// `/cases/{id}`.
    pub source: String,
    /// The one-stop system's case code.
    pub subject: String,
    /// `vn.hosopost.…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it took effect.
    pub time: String,
    /// Always `application/json`.
    pub datacontenttype: &'static str,
    /// The fact's number in its case.
    pub sequence: String,
    /// An extension, and only there when it is true: a self-test made the case up. An attribute and not
    /// data, so that whoever passes events on can tell without reading what they carry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// The payload; `supersedes` in it is the sequence of the fact that it corrects.
    pub data: Value,
}

impl From<&Fact> for CloudEvent {
    fn from(fact: &Fact) -> Self {
        let mut data = fact.data.clone();
        if let Some(fields) = data.as_object_mut() {
            fields.insert("recorded_at".to_owned(), fact.recorded_at.to_string().into());
            if let Some(supersedes) = fact.supersedes {
                fields.insert("supersedes".to_owned(), padded(supersedes).into());
            }
        }
        Self {
            specversion: "1.0",
            id: format!("{}-{}", fact.case, fact.sequence),
            source: format!("/cases/{}", fact.case),
            subject: fact.case_code.to_string(),
            kind: fact.kind.to_string(),
            time: fact.effective_at.to_string(),
            datacontenttype: "application/json",
            sequence: padded(fact.sequence),
            test: fact.test,
            data,
        }
    }
}

fn padded(sequence: i64) -> String {
    format!("{sequence:012}")
}
