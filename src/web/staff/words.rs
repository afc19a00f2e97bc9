//! Words and times as staff say them.

use chrono::{Days, NaiveDate};

use crate::base::{At, Capacity, Lang, Period, PointCode, Words};
use crate::calendar::OpeningHours;
use crate::cases::{Direction, Endpoint, Service};
use crate::catalogue::Procedure;
use crate::custody::Custodian;
use crate::custody::scan::FailureReason;
use crate::network::Network;
use crate::parcels::{ItemKind, PaperForm};

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

/// What is ordered of the post.
pub(super) const fn service(service: Service) -> Words {
    match service {
        Service::Submit => Words::new("Gửi hồ sơ đến cơ quan", "Dossier to the agency"),
        Service::Return => Words::new("Trả kết quả cho người dân", "Result to the person"),
        Service::RoundTrip => {
            Words::new("Gửi hồ sơ và trả kết quả", "Dossier, and the result back")
        }
        Service::Internal => Words::new("Luân chuyển nội bộ", "Between offices"),
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

/// A point by its name as it was then, else as it was last, else its code.
pub(in crate::web) fn point(network: &Network, code: &PointCode, at: At) -> String {
    let then = network.point_on(code, at.date()).or_else(|| network.point(code));
    then.map_or_else(|| code.to_string(), |point| point.name.clone())
}

/// A holder as anomalies name one in codes (`post 481900`, `run R-01`), in words; anything else stays.
pub(super) fn holder_code(text: &str, network: &Network, (then, lang): (At, Lang)) -> String {
    let (kind, code) = text.split_once(' ').unwrap_or((text, ""));
    let at = |capacity: Capacity| {
        let point = code.parse().map(|code| Custodian::Point { code, capacity });
        point.map_or_else(|_| text.to_owned(), |point| holder(&point, network, (then, lang)))
    };
    match kind {
        "post" => at(Capacity::Post),
        "desk" => at(Capacity::Desk),
        "point" => {
            code.parse().map_or_else(|_| text.to_owned(), |code| point(network, &code, then))
        }
        "run" => format!("{} {code}", lang.pick("Chuyến", "Run")),
        "postman" => lang.pick("Bưu tá trên đường", "A postman on the road").to_owned(),
        "citizen" => lang.pick("Người dân", "The citizen").to_owned(),
        _ => text.to_owned(),
    }
}

/// An end of a leg, without saying who the person is.
pub(super) fn end(end: &Endpoint, network: &Network, (at, lang): (At, Lang)) -> String {
    match end {
        Endpoint::Point(code) => point(network, code, at),
        Endpoint::Person(_) => lang.pick("Người dân", "The citizen").to_owned(),
    }
}

/// Who holds something, in words: `Bưu điện – Bưu cục Thạch Hà`.
pub(super) fn holder(by: &Custodian, network: &Network, (at, lang): (At, Lang)) -> String {
    match by {
        Custodian::Point { code, capacity } => {
            format!("{} – {}", self::capacity(*capacity).to(lang), point(network, code, at))
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

/// From the first day to the last one: `01/03/2025 – 30/06/2025`, `từ 01/07/2025`.
pub(super) fn period(period: Period, lang: Lang) -> String {
    let last = period.until.map(|until| until.checked_sub_days(Days::new(1)).unwrap_or(until));
    let known = period.from > Procedure::SINCE_EVER;
    match (known, last) {
        (true, None) => format!("{} {}", lang.pick("từ", "from"), day(period.from, lang)),
        (true, Some(last)) => format!("{} – {}", day(period.from, lang), day(last, lang)),
        (false, None) => lang.pick("từ trước đến nay", "since ever").to_owned(),
        (false, Some(last)) => format!("{} {}", lang.pick("đến hết", "until"), day(last, lang)),
    }
}

/// The hours of a week as people write them: `T2–T6 07:30–11:30, 13:30–17:00`.
pub(super) fn hours(hours: &OpeningHours, lang: Lang) -> String {
    if *hours == OpeningHours::default() {
        return lang.pick("chưa rõ giờ mở cửa", "hours not known").to_owned();
    }
    week_days(&hours.to_string(), lang)
}

/// Days of the week as people write them, with whatever stands among them: `T2–T6`.
pub(super) fn week_days(text: &str, lang: Lang) -> String {
    let mut text = text.replace(',', ", ").replace('-', "–");
    if lang == Lang::Vi {
        let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
        for (theirs, ours) in days.into_iter().zip(["T2", "T3", "T4", "T5", "T6", "T7", "CN"]) {
            text = text.replace(theirs, ours);
        }
    }
    text
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

    #[test]
    fn periods_name_their_last_day_and_hours_the_days_of_the_week() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let spring = Period::new(on("2025-03-01"), Some(on("2025-07-01"))).unwrap();
        assert_eq!(period(spring, Lang::Vi), "01/03/2025 – 30/06/2025");
        assert_eq!(period(Period { until: None, ..spring }, Lang::En), "from 1 Mar 2025");
        let ever = Period { from: Procedure::SINCE_EVER, until: None };
        assert_eq!(period(ever, Lang::Vi), "từ trước đến nay");
        let week: OpeningHours = "Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30".parse().unwrap();
        let told = "T2–T6 07:30–11:30, 13:30–17:00; T7 07:30–11:30";
        assert_eq!(hours(&week, Lang::Vi), told);
        assert_eq!(hours(&OpeningHours::default(), Lang::En), "hours not known");
    }
}
