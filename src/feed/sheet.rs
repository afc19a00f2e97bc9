//! Facts as rows of a sheet, for systems that take files: the same thin data as the feed's events, laid
//! flat. A cell is empty where the event does not have it.

use serde_json::Value;

use super::cloudevent::CloudEvent;
use super::fact::Fact;
use crate::base::rows::inert;

/// The columns. New ones are added at the end, so that who reads by place goes on reading.
pub const COLUMNS: &[&str] = &[
    "cursor",
    "time",
    "recorded_at",
    "type",
    "case_code",
    "sequence",
    "supersedes",
    "proposed_status",
    "direction",
    "tracking_number",
    "action",
    "at",
    "as",
    "state",
    "custodian",
    "custodian_point",
    "from",
    "to",
    "pieces",
    "papers",
    "seal_intact",
    "receiver",
    "reason",
    "void",
    "amount",
    "currency",
    "method",
    "leg_id",
    "parcel_id",
    "scan_id",
    "entry_id",
    "reverses",
    "opened_by",
    "test",
    "promised_at",
    "expected_at",
    "expected_before",
    "delay_minutes",
    "cause",
    "liability_id",
    "harm",
    "stands",
    "held_from",
    "held_until",
    "due_at",
    "complaint_id",
    "about",
    "outcome",
];

/// The cells of one fact, in the order of [`COLUMNS`].
pub fn cells(fact: &Fact) -> Vec<String> {
    let event = CloudEvent::from(fact);
    let said = |name: &str| event.data.get(name).map(plain).unwrap_or_default();
    let cell = |column: &&str| match *column {
        "cursor" => fact.position.to_string(),
        "time" => event.time.clone(),
        "type" => event.kind.clone(),
        "case_code" => event.subject.clone(),
        "sequence" => fact.sequence.to_string(),
        "supersedes" => fact.supersedes.map(|sequence| sequence.to_string()).unwrap_or_default(),
        "custodian" => event.data["custodian"]["kind"].as_str().unwrap_or_default().to_owned(),
        "custodian_point" => {
            event.data["custodian"]["code"].as_str().unwrap_or_default().to_owned()
        }
        "test" if event.test => "true".to_owned(),
        other => said(other),
    };
    COLUMNS.iter().map(cell).collect()
}

/// These facts as CSV in UTF-8, a line each; under a line that names the columns, when asked for it.
pub fn csv(facts: &[Fact], named: bool) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let head = named.then(|| COLUMNS.iter().map(ToString::to_string).collect());
    let rows = facts.iter().map(|fact| cells(fact).iter().map(|cell| inert(cell)).collect());
    for row in head.into_iter().chain(rows) {
        let row: Vec<String> = row;
        csv.write_record(row).expect("memory takes whatever is written, and all rows are as long");
    }
    csv.into_inner().expect("memory takes whatever is written")
}

/// A value in one cell: of the end of a leg the point's code, else what kind of end it is; a list with
/// spaces between.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            fields.get("point").or_else(|| fields.get("kind")).map(plain).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::{At, CaseId};
    use crate::feed::FactKind;

    fn fact(kind: FactKind, data: Value) -> Fact {
        Fact {
            position: 42,
            case: CaseId::new(uuid::Uuid::from_u128(1)),
            sequence: 7,
            case_code: "H27.12-250408-0007".parse().unwrap(),
            agency: "H27.12".parse().unwrap(),
            kind,
            effective_at: At::from_millis(0),
            recorded_at: At::from_millis(1),
            supersedes: Some(3),
            test: false,
            data,
        }
    }

    /// Whether everything that an event says has a column.
    fn is_whole(event: &CloudEvent) -> bool {
        let fields = event.data.as_object().into_iter().flatten();
        fields.map(|(name, _)| name).all(|name| COLUMNS.contains(&name.as_str()))
    }

    fn cell(fact: &Fact, column: &str) -> String {
        let at = COLUMNS.iter().position(|name| *name == column).unwrap();
        cells(fact)[at].clone()
    }

    #[test]
    fn what_a_fact_says_is_laid_flat() {
        let kind = FactKind::Revised;
        let point = json!({"kind": "point", "code": "481000", "as": "post"});
        let one = fact(kind, json!({"custodian": point, "papers": [2, 1], "void": true}));
        for (column, expected) in [
            ("cursor", "42"),
            ("sequence", "7"),
            ("supersedes", "3"),
            ("custodian", "point"),
            ("custodian_point", "481000"),
            ("papers", "2 1"),
            ("void", "true"),
            ("type", "vn.hosopost.parcel.revised"),
            ("at", ""),
        ] {
            assert_eq!(cell(&one, column), expected, "{column}");
        }
        let ordered = fact(
            FactKind::LegOrdered,
            json!({"from": {"point": "H27.12"}, "to": {"kind": "citizen"}}),
        );
        assert_eq!(
            (cell(&ordered, "from"), cell(&ordered, "to")),
            ("H27.12".into(), "citizen".into())
        );
        assert!(is_whole(&CloudEvent::from(&one)) && is_whole(&CloudEvent::from(&ordered)));
    }
}
