//! What stands on the two papers that are signed, where `None` is a line to write on, and on the sheet for a
//! person without a phone.

use serde::Serialize;

use super::label::{Bilingual, Place};
use super::money::SlipMoney;

/// How a paper lies in the dossier, as the list on the slip says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedForm {
    /// Bản chính.
    Original,
    /// Bản sao.
    Copy,
    /// Bản điện tử: it is listed, but not in the envelope.
    Electronic,
}

/// One line of the list of papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedPaper {
    /// What it is called.
    pub name: String,
    /// Original, copy or electronic.
    pub form: ListedForm,
    /// How many of it.
    pub count: u32,
    /// A remark; empty for none.
    pub note: String,
}

/// A sender or receiver on the consignment slip. The slip stays with the two who sign it, so it may
/// say what the label may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correspondent {
    /// The person or the agency.
    pub name: String,
    /// A phone number.
    pub phone: Option<String>,
    /// The address, as given.
    pub address: String,
}

/// The consignment slip (phiếu gửi hồ sơ): every paper, original or copy, counted and signed by postal
/// worker and person. For business registration a signed copy replaces a power of attorney.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsignmentSlip {
    /// The number of the slip: the parcel's tracking number.
    pub number: String,
    /// The text of the QR code: the parcel's address in capitals.
    pub qr: String,
    /// The second code, which proves to the citizen's page that the reader holds the slip.
    pub proof_code: Option<String>,
    /// The case (mã hồ sơ); unknown while the one-stop desk has not yet given one.
    pub case_code: Option<String>,
    /// The code of the procedure.
    pub procedure_code: String,
    /// The name of the procedure.
    pub procedure_name: String,
    /// The competent agency.
    pub agency: String,
    /// Who sends.
    pub sender: Correspondent,
    /// Who receives.
    pub receiver: Correspondent,
    /// Every paper of the dossier.
    pub papers: Vec<ListedPaper>,
    /// When the post comes to fetch it, if it does.
    pub pickup: Option<String>,
    /// When the post took it.
    pub accepted_at: Option<String>,
    /// Where the post took it.
    pub place: String,
    /// The number of the seal.
    pub seal: Option<String>,
    /// Postage, the procedure's fee, and how to pay them.
    pub money: SlipMoney,
}

/// One side of a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandoverParty {
    /// The point that gives or takes.
    pub place: Place,
    /// In which capacity: the post, or the one-stop desk. One point may be both.
    pub capacity: Bilingual,
    /// Who acts for it.
    pub person: Option<String>,
}

/// One parcel of a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedItem {
    /// Its tracking number.
    pub tracking_number: String,
    /// Originals counted by the slip's list.
    pub originals: u32,
    /// Copies counted by the slip's list.
    pub copies: u32,
    /// The number of its seal.
    pub seal: Option<String>,
    /// In what condition it changed hands.
    pub condition: Bilingual,
    /// Remarks; empty for none.
    pub remarks: String,
}

/// The hand-over record (biên bản giao nhận): what changed hands, to the minute, signed by both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandoverRecord {
    /// Its number.
    pub number: String,
    /// The day, as people write it.
    pub date: String,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// Where the parties met.
    pub place: String,
    /// Who gave, and was liable until the other signed.
    pub giver: HandoverParty,
    /// Who received.
    pub receiver: HandoverParty,
    /// The parcels.
    pub items: Vec<ListedItem>,
    /// The text of the QR code by which the other side records the whole list; none for the record of one
    /// parcel, whose label is scanned.
    pub qr: Option<String>,
    /// What it commits to, in groups.
    pub commitment: Option<String>,
}

/// The sheet for a person without a phone: what the public page says, in large type. It has no field for
/// anything about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitizenSheet {
    /// The tracking number.
    pub number: String,
    /// The text of the QR code.
    pub qr: String,
    /// The code of the QR in groups, to type.
    pub code: String,
    /// Where the parcel stands, in plain words.
    pub state: Bilingual,
    /// What it means and what comes next.
    pub advice: Bilingual,
    /// When the last thing happened.
    pub at: Option<String>,
    /// The kind of point and its commune.
    pub place: Option<String>,
    /// The day for which the result is promised, while it is awaited.
    pub due: Option<String>,
    /// The day by which the post is to deliver, while it is under way.
    pub expected: Option<String>,
    /// When the sheet was printed.
    pub as_of: String,
}
