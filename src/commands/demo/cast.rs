//! Where the stories take place and who acts in them. Places are those of the fixtures; the persons are
//! invented.

use serde_json::{Value, json};

use super::door::Person;

/// Cultural post point of a commune of Thạch Hà, in both eras.
pub(super) const VILLAGE: &str = "481940";
/// District post office of Thạch Hà, until 31 August 2025.
pub(super) const DISTRICT: &str = "481900";
/// District post office of Can Lộc, where a parcel goes astray.
pub(super) const ASTRAY: &str = "482900";
/// Sorting office of the province.
pub(super) const SORTING: &str = "480990";
/// Provincial service centre: a desk of the authority and a counter of the post in one place.
pub(super) const CENTRE: &str = "H27.00";
/// The district's desk that ended with it, and the commune's that took over.
pub(super) const OLD_DESK: &str = "H27.29";
pub(super) const NEW_DESK: &str = "H27.101.00";
/// Commune post office of the present era.
pub(super) const COMMUNE: &str = "481960";
/// Mail route from the village to the district office.
pub(super) const VILLAGE_ROUTE: &str = "DT-TH-1";
/// Mail route from the district office to the sorting office and the centre.
pub(super) const DISTRICT_ROUTE: &str = "DT-HT-TH";
/// Mail route from communes to the province, since July 2025.
pub(super) const PROVINCE_ROUTE: &str = "DT-TINH-1";

/// The commune of [`VILLAGE`] until 30 June 2025.
pub(super) const VILLAGE_UNIT: &str = "18607";
/// A commune of Thạch Hà until 30 June 2025, in which an address is still written.
pub(super) const OLD_UNIT: &str = "18577";

/// Everybody who acts, each with a token of their own.
pub(super) struct Cast {
    pub village_clerk: Person,
    pub district_clerk: Person,
    pub astray_clerk: Person,
    pub sorting_clerk: Person,
    pub centre_clerk: Person,
    pub centre_officer: Person,
    pub commune_clerk: Person,
    pub driver: Person,
    pub postman: Person,
    pub system: Person,
    pub manager: Person,
    pub new_officer: Person,
    pub administrator: Person,
}

impl Cast {
    /// Everybody, for the list of tokens.
    pub fn everyone(&self) -> [&Person; 13] {
        [
            &self.village_clerk,
            &self.district_clerk,
            &self.astray_clerk,
            &self.sorting_clerk,
            &self.centre_clerk,
            &self.centre_officer,
            &self.commune_clerk,
            &self.driver,
            &self.postman,
            &self.system,
            &self.manager,
            &self.new_officer,
            &self.administrator,
        ]
    }
}

/// An invented person as the API takes one.
pub(super) fn person(name: &str, phone: &str, address: &str, unit: Option<&str>) -> Value {
    let address = match unit {
        Some(unit) => json!({"text": address, "unit": unit}),
        None => json!({"text": address}),
    };
    json!({"name": name, "phone": phone, "address": address})
}
