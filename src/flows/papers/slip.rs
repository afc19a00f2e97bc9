//! The consignment slip (phiếu gửi) of a parcel.

use super::slip_money::money_of;
use super::{Dossier, Paper, PrintRoom, words};
use crate::base::{Lang, PointCode};
use crate::cases::Endpoint;
use crate::parcels::{PaperForm, Parcel};
use crate::people::{Person, Phone, SlipCode};
use crate::print::{ConsignmentSlip, Correspondent, ListedForm, ListedPaper};
use crate::store::{Conn, StoreError, proofs};

/// The slip: every paper of the list, who sends and who receives, and when the post took it.
pub fn slip_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
) -> Result<ConsignmentSlip, StoreError> {
    let dossier = Dossier::load(conn, room, Paper::Slip, parcel)?;
    let key = proofs::key(conn, &room.cx.ids)?;
    let case = &dossier.case;
    let agency = room.point(&case.agency, room.now());
    let papers = parcel.papers.lines().iter().map(|paper| ListedPaper {
        name: paper.name().to_owned(),
        form: match paper.form() {
            PaperForm::Original => ListedForm::Original,
            PaperForm::Copy => ListedForm::Copy,
            PaperForm::Electronic => ListedForm::Electronic,
        },
        count: paper.count().into(),
        note: String::new(),
    });
    let accepted = dossier.accepted();
    let place = match (accepted, &dossier.leg.from) {
        (Some(entry), _) => room.name(&entry.at, entry.effective_at),
        (None, Endpoint::Point(code)) => room.name(code, room.now()),
        (None, Endpoint::Person(_)) => "Tại địa chỉ người gửi".to_owned(),
    };
    let agency = agency.map_or_else(
        || case.agency.to_string(),
        |point| point.agency.clone().unwrap_or_else(|| point.name.clone()),
    );
    let money = money_of(conn, room, parcel, &dossier, &agency)?;
    let pickup = dossier
        .leg
        .pickup
        .map(|pickup| format!("{} – {}", words::time(pickup.from), words::time(pickup.until)));
    Ok(ConsignmentSlip {
        number: parcel.tracking.to_string(),
        qr: room.qr(&parcel.qr),
        proof_code: Some(SlipCode::of(&key, dossier.leg.id).spaced()),
        case_code: Some(case.code.to_string()),
        procedure_code: case.procedure.to_string(),
        procedure_name: room
            .catalogue
            .name_of(&case.procedure, case.received_at.date())
            .unwrap_or_default()
            .to_owned(),
        agency,
        sender: correspondent(room, &dossier.leg.from, dossier.from.as_ref()),
        receiver: correspondent(room, &dossier.leg.to, dossier.to.as_ref()),
        papers: papers.collect(),
        pickup,
        accepted_at: accepted.map(|entry| words::spoken(entry.effective_at)),
        place,
        seal: dossier.seal(),
        money,
    })
}

fn correspondent(room: &PrintRoom<'_>, end: &Endpoint, person: Option<&Person>) -> Correspondent {
    match (end, person) {
        (Endpoint::Point(code), _) => Correspondent {
            name: room.name(code, room.now()),
            phone: None,
            address: address(room, code),
        },
        (Endpoint::Person(_), Some(person)) => Correspondent {
            name: person.name.in_full().to_owned(),
            phone: person.phone.as_ref().map(Phone::in_full).map(str::to_owned),
            address: person.address.in_full().to_owned(),
        },
        (Endpoint::Person(_), None) => Correspondent {
            name: "(thông tin đã được xóa)".to_owned(),
            phone: None,
            address: String::new(),
        },
    }
}

fn address(room: &PrintRoom<'_>, code: &PointCode) -> String {
    room.point(code, room.now())
        .and_then(|point| {
            let (network, today) = (room.network, room.now().date());
            network
                .path_name(&point.unit, today, Lang::Vi)
                .or_else(|| network.path_name(&point.unit, point.period.from, Lang::Vi))
        })
        .unwrap_or_default()
}
