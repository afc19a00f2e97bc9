//! Words and times as staff say them.

use crate::base::{At, Lang, Role, Words};

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

/// `08/04/2025 09:30`, at office time.
pub(super) fn time(at: At, lang: Lang) -> String {
    let pattern = lang.pick("%d/%m/%Y %H:%M", "%-d %b %Y %H:%M");
    at.to_office().format(pattern).to_string()
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
