//! Points: where a parcel can be, because the post or an authority has people there.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::position::Position;
use crate::base::place::BadCode;
use crate::base::{Capacity, Lang, Period, PointCode, UnitCode};
use crate::calendar::OpeningHours;

/// What a point is. A citizen's page shows the kind and the commune, never the point itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// Bưu cục cấp 1: the central office of a province.
    ProvincialPostOffice,
    /// Bưu cục cấp 2: the office of a district; since 1 September 2025 none is left.
    DistrictPostOffice,
    /// Bưu cục cấp 3: an office below the district.
    PostOffice,
    /// Bưu điện xã: the office of a commune, since 1 September 2025.
    CommunePostOffice,
    /// Điểm bưu điện – văn hoá xã.
    CulturalPostPoint,
    /// Trung tâm khai thác: where bags are opened and closed, without a counter.
    SortingOffice,
    /// The post's own desk inside a service centre.
    ServiceCentrePostDesk,
    /// Bộ phận một cửa of a commune (since July 2025 its service centre).
    CommuneDesk,
    /// Bộ phận một cửa of a district, until 30 June 2025.
    DistrictDesk,
    /// Trung tâm Phục vụ hành chính công of a province.
    ServiceCentre,
    /// A department or another authority that decides cases.
    Department,
    /// A place in a village where parcels wait, kept by somebody for the post.
    PickUpPoint,
}

impl PointKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::ProvincialPostOffice,
        Self::DistrictPostOffice,
        Self::PostOffice,
        Self::CommunePostOffice,
        Self::CulturalPostPoint,
        Self::SortingOffice,
        Self::ServiceCentrePostDesk,
        Self::CommuneDesk,
        Self::DistrictDesk,
        Self::ServiceCentre,
        Self::Department,
        Self::PickUpPoint,
    ];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProvincialPostOffice => "provincial_post_office",
            Self::DistrictPostOffice => "district_post_office",
            Self::PostOffice => "post_office",
            Self::CommunePostOffice => "commune_post_office",
            Self::CulturalPostPoint => "cultural_post_point",
            Self::SortingOffice => "sorting_office",
            Self::ServiceCentrePostDesk => "service_centre_post_desk",
            Self::CommuneDesk => "commune_desk",
            Self::DistrictDesk => "district_desk",
            Self::ServiceCentre => "service_centre",
            Self::Department => "department",
            Self::PickUpPoint => "pick_up_point",
        }
    }

    /// What people call such a point.
    pub const fn word(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::ProvincialPostOffice => ("bưu điện tỉnh", "provincial post office"),
            Self::DistrictPostOffice => ("bưu điện huyện", "district post office"),
            Self::PostOffice => ("bưu cục", "post office"),
            Self::CommunePostOffice => ("bưu điện xã", "commune post office"),
            Self::CulturalPostPoint => ("điểm bưu điện – văn hoá xã", "cultural post point"),
            Self::SortingOffice => ("trung tâm khai thác", "sorting office"),
            Self::ServiceCentrePostDesk => {
                ("quầy bưu điện tại trung tâm hành chính công", "post desk of a service centre")
            }
            Self::CommuneDesk => ("bộ phận một cửa cấp xã", "one-stop desk of a commune"),
            Self::DistrictDesk => ("bộ phận một cửa cấp huyện", "one-stop desk of a district"),
            Self::ServiceCentre => {
                ("trung tâm phục vụ hành chính công tỉnh", "provincial service centre")
            }
            Self::Department => ("cơ quan giải quyết", "competent agency"),
            Self::PickUpPoint => ("điểm nhận gửi cộng đồng", "community pick-up point"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// The capacities in which a point of this kind can act. An office and a desk may hold both, where
    /// the post has moved in with the authority or the authority with the post.
    pub const fn may_act_as(self, capacity: Capacity) -> bool {
        match self {
            Self::SortingOffice | Self::ServiceCentrePostDesk | Self::PickUpPoint => {
                matches!(capacity, Capacity::Post)
            }
            Self::ProvincialPostOffice
            | Self::DistrictPostOffice
            | Self::PostOffice
            | Self::CommunePostOffice
            | Self::CulturalPostPoint
            | Self::CommuneDesk
            | Self::DistrictDesk
            | Self::ServiceCentre => true,
            Self::Department => matches!(capacity, Capacity::Desk),
        }
    }
}

impl fmt::Display for PointKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PointKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new(
                "a kind of point: provincial_post_office, district_post_office, post_office, \
                 commune_post_office, cultural_post_point, sorting_office, \
                 service_centre_post_desk, commune_desk, district_desk, service_centre, \
                 department or pick_up_point",
                text,
            )
        })
    }
}

/// The capacities a point acts in: at least one. Where both are, the two still sign against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Roles {
    /// The post alone.
    #[serde(rename = "post")]
    Post,
    /// The desk alone.
    #[serde(rename = "desk")]
    Desk,
    /// Both under one roof.
    #[serde(rename = "post+desk")]
    Both,
}

impl Roles {
    /// Every set of roles.
    pub const ALL: [Self; 3] = [Self::Post, Self::Desk, Self::Both];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Desk => "desk",
            Self::Both => "post+desk",
        }
    }

    /// Whether this capacity is among them.
    pub const fn has(self, capacity: Capacity) -> bool {
        match (self, capacity) {
            (Self::Both, _) | (Self::Post, Capacity::Post) | (Self::Desk, Capacity::Desk) => true,
            (Self::Post, Capacity::Desk) | (Self::Desk, Capacity::Post) => false,
        }
    }

    /// The capacity, when there is only one: then a scan need not say in which it was made.
    pub const fn only(self) -> Option<Capacity> {
        match self {
            Self::Post => Some(Capacity::Post),
            Self::Desk => Some(Capacity::Desk),
            Self::Both => None,
        }
    }
}

impl FromStr for Roles {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|roles| roles.as_str() == text)
            .ok_or_else(|| BadCode::new("post, desk or post+desk", text))
    }
}

/// A point in one period in which nothing of it changed. Identified by code and period: an office that
/// goes on after a reform has a second row that names its new commune.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The office code of the post, or the agency code of the authority.
    pub code: PointCode,
    /// Its name as on the sign.
    pub name: String,
    /// What it is.
    pub kind: PointKind,
    /// The unit it lies in, as of its period.
    pub unit: UnitCode,
    /// Where it stands, as well as known.
    pub position: Option<Position>,
    /// The hours of a week.
    pub hours: OpeningHours,
    /// The capacities it acts in.
    pub roles: Roles,
    /// The authority whose desk it is, as on its seal.
    pub agency: Option<String>,
    /// The point that takes over what lies here when this one ends.
    pub successor: Option<PointCode>,
    /// When it was in service like this.
    pub period: Period,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_roles_read_back_from_their_words() {
        for kind in PointKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for roles in Roles::ALL {
            assert_eq!(roles.as_str().parse(), Ok(roles));
        }
        assert!("castle".parse::<PointKind>().is_err());
        assert!("".parse::<Roles>().is_err());
    }

    #[test]
    fn a_point_with_both_roles_must_say_in_which_it_acts() {
        assert_eq!(Roles::Both.only(), None);
        assert!(Roles::Both.has(Capacity::Post) && Roles::Both.has(Capacity::Desk));
        assert!(!Roles::Post.has(Capacity::Desk));
    }
}
