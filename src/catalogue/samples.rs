//! Procedures and listings for the tests of this subject.

use chrono::NaiveDate;

use super::{AgencyLevel, Direction, Offers, PostalListing, Procedure, Published};
use crate::base::Period;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn period(from: &str, until: Option<&str>) -> Period {
    Period::new(day(from), until.map(day)).unwrap()
}

pub(super) fn procedure(code: &str, name: &str, period: Period) -> Procedure {
    Procedure {
        code: code.parse().unwrap(),
        period,
        name: name.to_owned(),
        field: "Đất đai".into(),
        levels: AgencyLevel::Province.into(),
        agency: Some("Văn phòng đăng ký đất đai".into()),
        processing: None,
        offers: Offers::default(),
        fee: None,
        published: Published::default(),
    }
}

pub(super) fn listing(code: &str, direction: Direction, period: Period) -> PostalListing {
    PostalListing {
        procedure: code.parse().unwrap(),
        name: None,
        direction,
        level: AgencyLevel::Province,
        period,
        decision: "QĐ 1".into(),
    }
}
