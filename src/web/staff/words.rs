//! Words and times as staff say them.

use chrono::NaiveDate;

use crate::base::{At, Capacity, Lang, PointCode, Role, Words};
use crate::cases::{Direction, Endpoint};
use crate::custody::Custodian;
use crate::custody::scan::FailureReason;
use crate::network::Network;
use crate::parcels::{ItemKind, PaperForm};

/// A role.
pub(super) const fn role(role: Role) -> Words {
    match role {
        Role::Clerk => Words::new("Giao dịch viên bưu điện", "Postal clerk"),
        Role::Courier => Words::new("Bưu tá, lái xe", "Postman or driver"),
        Role::Officer => Words::new("Cán bộ một cửa", "One-stop officer"),
        Role::Manager => Words::new("Lãnh đạo theo dõi", "Manager"),
        Role::Administrator => Words::new("Quản trị viên", "Administrator"),
        Role::Partner => Words::new("Hệ thống một cửa", "One-stop system"),
    }
}

/// For whom a point acts.
pub(super) const fn capacity(capacity: Capacity) -> Words {
    match capacity {
        Capacity::Post => Words::new("Bưu điện", "Post"),
        Capacity::Desk => Words::new("Một cửa", "Desk"),
    }
}

/// Which way a leg goes.
pub(super) const fn direction(direction: Direction) -> Words {
    match direction {
        Direction::Submit => Words::new("Nhận gửi hồ sơ", "To the agency"),
        Direction::Return => Words::new("Chuyển trả kết quả", "Result to the person"),
        Direction::Internal => Words::new("Luân chuyển nội bộ", "Between offices"),
    }
}

/// The form of a paper.
pub(super) const fn paper(form: PaperForm) -> Words {
    match form {
        PaperForm::Original => Words::new("bản chính", "original"),
        PaperForm::Copy => Words::new("bản sao", "copy"),
        PaperForm::Electronic => Words::new("bản điện tử", "electronic"),
    }
}

/// Why a delivery failed.
pub(in crate::web) const fn failure(reason: FailureReason) -> Words {
    match reason {
        FailureReason::Absent => Words::new("không có người nhận", "nobody was there"),
        FailureReason::Refused => Words::new("người nhận từ chối", "refused"),
        FailureReason::AddressUnknown => Words::new("không tìm thấy địa chỉ", "address not found"),
        FailureReason::Moved => Words::new("người nhận đã chuyển đi", "moved away"),
        FailureReason::NoAccess => Words::new("không vào được", "no access"),
        FailureReason::AskedLater => {
            Words::new("người nhận hẹn ngày khác", "asked for another day")
        }
        FailureReason::Other => Words::new("lý do khác", "something else"),
    }
}

/// A point by its name as it is or last was, else its code.
pub(in crate::web) fn point(network: &Network, code: &PointCode) -> String {
    network.point(code).map_or_else(|| code.to_string(), |point| point.name.clone())
}

/// A point by its name as it was then, else as it was last, else its code.
pub(super) fn point_then(network: &Network, code: &PointCode, at: At) -> String {
    let then = network.point_on(code, at.date());
    then.map_or_else(|| point(network, code), |point| point.name.clone())
}

/// A holder as anomalies name one in codes (`post 481900`, `run R-01`), in words; anything else stays.
pub(super) fn holder_code(text: &str, network: &Network, lang: Lang) -> String {
    let (kind, code) = text.split_once(' ').unwrap_or((text, ""));
    let at = |capacity: Capacity| {
        let point = code.parse().map(|code| Custodian::Point { code, capacity });
        point.map_or_else(|_| text.to_owned(), |point| holder(&point, network, lang))
    };
    match kind {
        "post" => at(Capacity::Post),
        "desk" => at(Capacity::Desk),
        "point" => code.parse().map_or_else(|_| text.to_owned(), |code| point(network, &code)),
        "run" => format!("{} {code}", lang.pick("Chuyến", "Run")),
        "postman" => lang.pick("Bưu tá trên đường", "A postman on the road").to_owned(),
        "citizen" => lang.pick("Người dân", "The citizen").to_owned(),
        _ => text.to_owned(),
    }
}

/// An end of a leg, without saying who the person is.
pub(super) fn end(end: &Endpoint, network: &Network, lang: Lang) -> String {
    match end {
        Endpoint::Point(code) => point(network, code),
        Endpoint::Person(_) => lang.pick("Người dân", "The citizen").to_owned(),
    }
}

/// Who holds something, in words: `Bưu điện – Bưu cục Thạch Hà`.
pub(super) fn holder(by: &Custodian, network: &Network, lang: Lang) -> String {
    match by {
        Custodian::Point { code, capacity } => {
            format!("{} – {}", self::capacity(*capacity).to(lang), point(network, code))
        }
        Custodian::Run { code } => format!("{} {code}", lang.pick("Chuyến", "Run")),
        Custodian::Postman { .. } => {
            lang.pick("Bưu tá trên đường", "A postman on the road").to_owned()
        }
        Custodian::Citizen => lang.pick("Người dân", "The citizen").to_owned(),
    }
}

/// `08/04/2025 09:30`, at office time.
pub(super) fn time(at: At, lang: Lang) -> String {
    let pattern = lang.pick("%d/%m/%Y %H:%M", "%-d %b %Y %H:%M");
    at.to_office().format(pattern).to_string()
}

/// `08/04/2025`.
pub(super) fn day(date: NaiveDate, lang: Lang) -> String {
    date.format(lang.pick("%d/%m/%Y", "%-d %b %Y")).to_string()
}

/// What is carried, in words.
pub(super) const fn item(kind: ItemKind) -> Words {
    match kind {
        ItemKind::Parcel => Words::new("Bưu gửi", "Parcel"),
        ItemKind::Bag => Words::new("Túi", "Bag"),
        ItemKind::Run => Words::new("Chuyến", "Run"),
    }
}

/// The page of an item of this code.
pub(super) fn page_of(kind: ItemKind, code: &str) -> String {
    match kind {
        ItemKind::Parcel => format!("/parcels/{code}"),
        ItemKind::Bag => format!("/bags/{code}"),
        ItemKind::Run => format!("/runs/{code}"),
    }
}

/// How long ago: `12 phút`, `3 giờ`, `5 ngày`.
pub(super) fn age(from: At, now: At, lang: Lang) -> String {
    let minutes = (now.millis() - from.millis()).max(0) / 60_000;
    let (count, unit) = match minutes {
        0..60 => (minutes, Words::new("phút", "min")),
        60..1440 => (minutes / 60, Words::new("giờ", "h")),
        _ => (minutes / 1440, Words::new("ngày", "d")),
    };
    format!("{count} {}", unit.to(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ages_are_said_in_both_languages() {
        let at = At::parse("2025-04-08T02:30:00Z").unwrap();
        assert_eq!(time(at, Lang::Vi), "08/04/2025 09:30");
        assert_eq!(time(at, Lang::En), "8 Apr 2025 09:30");
        assert_eq!(age(at, at.plus_millis(3_600_000), Lang::Vi), "1 giờ");
        assert_eq!(age(at, at.plus_millis(200_000_000), Lang::En), "2 d");
        assert_eq!(age(at, at.plus_millis(-5), Lang::En), "0 min");
    }
}
