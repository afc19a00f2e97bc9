//! The columns of a list of cases and the rule of each, and how one row is read. What stood in a cell
//! about a person is never repeated.

use chrono::NaiveDateTime;

use super::super::row::Row;
use super::super::sheet::Problems;
use crate::base::{At, Channel, Words};
use crate::cases::{CaseIn, Status};
use crate::people::{PersonIn, PersonRefusal};

/// The columns of a list of cases, in the order in which they are documented.
pub const CASE_COLUMNS: &[&str] = &[
    "case_code",
    "as_of",
    "procedure_code",
    "agency",
    "channel",
    "status",
    "received_at",
    "due_at",
    "applicant_name",
    "applicant_phone",
    "applicant_address",
    "applicant_unit",
];

/// What a column must hold. A problem with a row as a whole bears no column.
pub fn rule(column: &str) -> Words {
    match column {
        "case_code" => Words::new(
            "mã hồ sơ như H27.12-250408-0007, của cơ quan mình, không trùng dòng khác cùng as_of",
            "a case code like H27.12-250408-0007, of one's own agencies, once for each as_of",
        ),
        "as_of" => Words::new(
            "thời điểm thông tin đúng, như 2025-04-08 09:30",
            "the time as of which this is so, like 2025-04-08 09:30",
        ),
        "procedure_code" => {
            Words::new("mã thủ tục như 1.004199", "the code of a procedure, like 1.004199")
        }
        "agency" => Words::new(
            "mã điểm một cửa của cơ quan mình",
            "the code of a one-stop desk, of one's own agencies",
        ),
        "channel" => Words::new(
            "1 (trực tiếp), 2 (trực tuyến) hoặc 3 (bưu chính)",
            "1 (direct), 2 (online) or 3 (public post)",
        ),
        "status" => Words::new("trạng thái từ 1 đến 10", "a status from 1 to 10"),
        "received_at" => Words::new(
            "lúc tiếp nhận, như 2025-04-08 09:30",
            "when the dossier was received, like 2025-04-08 09:30",
        ),
        "due_at" => Words::new(
            "hạn trả, không trước lúc tiếp nhận; có thể để trống",
            "when the result is due, not before it was received; or empty",
        ),
        "applicant_name" => {
            Words::new("họ tên từ 1 đến 200 ký tự", "a name of 1 to 200 characters")
        }
        "applicant_phone" => Words::new(
            "số điện thoại 8 đến 15 chữ số; có thể để trống",
            "a phone number of 8 to 15 digits, or empty",
        ),
        "applicant_address" => {
            Words::new("địa chỉ từ 1 đến 500 ký tự", "an address of 1 to 500 characters")
        }
        "applicant_unit" => Words::new(
            "mã đơn vị hành chính lúc khai địa chỉ; có thể để trống",
            "the code of the unit when the address was given, or empty",
        ),
        _ => Words::new(
            "dòng có đủ các ô như dòng tiêu đề, tệp UTF-8",
            "a row with as many cells as the header, in UTF-8",
        ),
    }
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub line: u64,
    pub case: CaseIn,
    pub applicant: PersonIn,
}

/// Reads a row, naming each cell that does not hold what it should.
pub(super) fn read(row: &Row, found: &mut Problems) -> Option<Told> {
    let cells = Cells { row };
    let code = cells.read("case_code", found, |text| text.parse().ok());
    let as_of = cells.read("as_of", found, time);
    let procedure = cells.read("procedure_code", found, |text| text.parse().ok());
    let agency = cells.read("agency", found, |text| text.parse().ok());
    let channel = cells.read("channel", found, |text| Channel::from_number(number(text)?).ok());
    let status = cells.read("status", found, |text| Status::from_number(number(text)?).ok());
    let received_at = cells.read("received_at", found, time);
    let due_at = cells.maybe("due_at", found, time);
    let applicant = cells.applicant(found);
    let case = CaseIn {
        code: code?,
        as_of: as_of?,
        procedure: procedure?,
        agency: agency?,
        channel: channel?,
        status: status?,
        received_at: received_at?,
        due_at: due_at?,
    };
    if case.check().is_err() {
        cells.refuse("due_at", found);
        return None;
    }
    Some(Told { line: row.line, case, applicant: applicant? })
}

/// The cells of one row.
struct Cells<'a> {
    row: &'a Row,
}

impl Cells<'_> {
    /// What stands in a column. Where a spreadsheet was kept from taking a cell for a formula, as our own
    /// lists do, the sign that kept it is no part of the text.
    fn cell(&self, column: &'static str) -> &str {
        let cell = self.row.cell(column);
        let kept = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
        kept.unwrap_or(cell)
    }

    fn refuse(&self, column: &'static str, found: &mut Problems) {
        let about_a_person = column.starts_with("applicant_");
        let got = if about_a_person { "" } else { self.cell(column) };
        found.add(self.row.line, column, rule(column).en, got);
    }

    fn read<T>(
        &self,
        column: &'static str,
        found: &mut Problems,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.cell(column));
        if value.is_none() {
            self.refuse(column, found);
        }
        value
    }

    fn maybe<T>(
        &self,
        column: &'static str,
        found: &mut Problems,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.cell(column).is_empty() {
            Some(None)
        } else {
            self.read(column, found, read).map(Some)
        }
    }

    fn applicant(&self, found: &mut Problems) -> Option<PersonIn> {
        let unit = self.maybe("applicant_unit", found, |text| text.parse().ok());
        let [name, phone, address] =
            ["applicant_name", "applicant_phone", "applicant_address"].map(|name| self.cell(name));
        match PersonIn::read(name, Some(phone), address, unit.clone().flatten()) {
            Ok(person) => unit.map(|_| person),
            Err(refusal) => {
                let column = match refusal {
                    PersonRefusal::Name { .. } => "applicant_name",
                    PersonRefusal::Phone => "applicant_phone",
                    PersonRefusal::Address { .. } => "applicant_address",
                };
                self.refuse(column, found);
                None
            }
        }
    }
}

fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// A time with an offset, or, as spreadsheets write it, without one: then it is office time.
fn time(text: &str) -> Option<At> {
    let office = |pattern| {
        let local = NaiveDateTime::parse_from_str(text, pattern).ok()?;
        At::parse(&format!("{}+07:00", local.format("%Y-%m-%dT%H:%M:%S"))).ok()
    };
    let patterns = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    At::parse(text).ok().or_else(|| patterns.into_iter().find_map(office))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_office_time() {
        let expected = At::parse("2025-04-08T09:30:00+07:00").ok();
        for text in [
            "2025-04-08T02:30:00Z",
            "2025-04-08 09:30",
            "2025-04-08 09:30:00",
            "2025-04-08T09:30",
            "2025-04-08T09:30:00",
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
        for bad in ["", "2025-04-08", "08/04/2025 09:30", "2025-02-30 09:30", "45755.4", "now"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_column_has_a_rule_of_its_own() {
        let whole = rule("").en;
        for column in CASE_COLUMNS {
            assert_ne!(rule(column).en, whole, "{column}");
        }
    }
}
