//! The kinds of files.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::layout::{Layout, Source};
use super::subject::Subject;
use crate::base::Words;
use crate::base::place::BadCode;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Administrative units.
    Units,
    /// What became of units that ended.
    Successions,
    /// Zones of tariffs and transit targets.
    Zones,
    /// Points of the post and of the authorities.
    Points,
    /// Mail routes.
    Routes,
    /// Working weeks of the authorities, the post and named places.
    Weeks,
    /// Holidays and exchanged days.
    Holidays,
    /// Departures of the mail routes.
    Timetable,
    /// Days on which a departure goes otherwise.
    Exceptions,
    /// How long points handle what comes in.
    Handling,
    /// Transit targets from zone to zone.
    Targets,
    /// Times that hold for cases of every procedure.
    Limits,
    /// Administrative procedures.
    Procedures,
    /// The papers that procedures ask for.
    Papers,
    /// What procedures cost.
    Fees,
    /// The lists of what may go by post.
    Listings,
    /// What carriage costs.
    Tariffs,
    /// Who pays less for it.
    Reductions,
    /// Where to pay it.
    Accounts,
    /// How many times the charge is paid for what was lost or damaged.
    Compensation,
}

/// Does something with the subject of a kind: `for_kind!(kind, S => S::LAYOUTS.len())`. The one place that
/// says which subject a kind is.
macro_rules! for_kind {
    ($kind:expr, $subject:ident => $what:expr) => {{
        use $crate::flows::import::kind::Kind;
        match $kind {
            Kind::Units => for_kind!(@ $subject, units::Units, $what),
            Kind::Successions => for_kind!(@ $subject, successions::Successions, $what),
            Kind::Zones => for_kind!(@ $subject, zones::Zones, $what),
            Kind::Points => for_kind!(@ $subject, points::Points, $what),
            Kind::Routes => for_kind!(@ $subject, routes::Routes, $what),
            Kind::Weeks => for_kind!(@ $subject, weeks::Weeks, $what),
            Kind::Holidays => for_kind!(@ $subject, holidays::Holidays, $what),
            Kind::Timetable => for_kind!(@ $subject, timetable::Departures, $what),
            Kind::Exceptions => for_kind!(@ $subject, exceptions::Exceptions, $what),
            Kind::Handling => for_kind!(@ $subject, handling::Handling, $what),
            Kind::Targets => for_kind!(@ $subject, targets::Targets, $what),
            Kind::Limits => for_kind!(@ $subject, limits::Limits, $what),
            Kind::Procedures => for_kind!(@ $subject, procedures::Procedures, $what),
            Kind::Papers => for_kind!(@ $subject, papers::Papers, $what),
            Kind::Fees => for_kind!(@ $subject, fees::Fees, $what),
            Kind::Listings => for_kind!(@ $subject, listings::Listings, $what),
            Kind::Tariffs => for_kind!(@ $subject, tariffs::Tariffs, $what),
            Kind::Reductions => for_kind!(@ $subject, reductions::Reductions, $what),
            Kind::Accounts => for_kind!(@ $subject, accounts::Accounts, $what),
            Kind::Compensation => for_kind!(@ $subject, compensation::Compensation, $what),
        }
    }};
    (@ $subject:ident, $module:ident :: $type:ident, $what:expr) => {{
        type $subject = $crate::flows::import::$module::$type;
        $what
    }};
}
pub(super) use for_kind;

/// One way in which a kind of file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Format {
    /// Whose format it is.
    pub source: Source,
    /// What such a file is called, without `.csv`.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
}

impl Format {
    /// Whether the header names just these columns, in whatever order.
    pub fn fits(&self, header: &[String]) -> bool {
        self.columns.len() == header.len()
            && self.columns.iter().all(|column| header.iter().any(|name| name == column))
    }
}

impl Kind {
    /// What people call what it holds.
    pub const fn words(self) -> Words {
        match self {
            Self::Units => Words::new("đơn vị hành chính", "units"),
            Self::Successions => Words::new("sáp nhập, chia tách đơn vị", "successions of units"),
            Self::Zones => Words::new("vùng cước và chỉ tiêu", "zones"),
            Self::Points => Words::new("điểm", "points"),
            Self::Routes => Words::new("đường thư", "mail routes"),
            Self::Weeks => Words::new("tuần làm việc", "working weeks"),
            Self::Holidays => Words::new("ngày lễ, hoán đổi", "holidays"),
            Self::Timetable => Words::new("lịch chuyến thư", "timetable"),
            Self::Exceptions => {
                Words::new("huỷ chuyến, chuyến tăng cường", "cancelled and extra runs")
            }
            Self::Handling => Words::new("thời gian khai thác tại điểm", "handling times"),
            Self::Targets => Words::new("chỉ tiêu toàn trình", "transit targets"),
            Self::Limits => Words::new("thời hạn chung", "limits"),
            Self::Procedures => Words::new("thủ tục", "procedures"),
            Self::Papers => Words::new("thành phần hồ sơ", "papers"),
            Self::Fees => Words::new("phí, lệ phí", "fees"),
            Self::Listings => Words::new("danh mục bưu chính", "postal lists"),
            Self::Tariffs => Words::new("bảng cước", "tariffs"),
            Self::Reductions => Words::new("miễn, giảm cước", "reductions"),
            Self::Accounts => Words::new("tài khoản nhận tiền", "accounts"),
            Self::Compensation => Words::new("mức bồi thường", "rates of compensation"),
        }
    }

    /// Every kind, in the order in which an empty installation takes them: each names only what stands
    /// before it.
    pub const ALL: [Self; 20] = [
        Self::Units,
        Self::Successions,
        Self::Zones,
        Self::Points,
        Self::Routes,
        Self::Weeks,
        Self::Holidays,
        Self::Timetable,
        Self::Exceptions,
        Self::Handling,
        Self::Targets,
        Self::Limits,
        Self::Procedures,
        Self::Papers,
        Self::Fees,
        Self::Listings,
        Self::Tariffs,
        Self::Reductions,
        Self::Accounts,
        Self::Compensation,
    ];

    /// The word on the command line, and the name of the file among the fixtures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Successions => "successions",
            Self::Zones => "zones",
            Self::Points => "points",
            Self::Routes => "routes",
            Self::Weeks => "weeks",
            Self::Holidays => "holidays",
            Self::Timetable => "timetable",
            Self::Exceptions => "exceptions",
            Self::Handling => "handling",
            Self::Targets => "targets",
            Self::Limits => "limits",
            Self::Procedures => "procedures",
            Self::Papers => "papers",
            Self::Fees => "fees",
            Self::Listings => "listings",
            Self::Tariffs => "tariffs",
            Self::Reductions => "reductions",
            Self::Accounts => "accounts",
            Self::Compensation => "compensation",
        }
    }

    /// The ways in which such a file may be written, our own first.
    pub fn formats(self) -> Vec<Format> {
        for_kind!(self, S => <S as Subject>::LAYOUTS.iter().map(Layout::format).collect())
    }

    /// The columns of such a file in our own format.
    pub fn columns(self) -> &'static [&'static str] {
        for_kind!(self, S => <S as Subject>::LAYOUTS[0].columns)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new(
                "units, successions, zones, points, routes, weeks, holidays, timetable, exceptions, \
                 handling, targets, limits, procedures, papers, fees, listings, tariffs, reductions, accounts \
                 or compensation",
                text,
            )
        })
    }
}
