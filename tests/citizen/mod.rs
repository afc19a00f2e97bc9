//! Citizens: what they prove, what they then see, and what nobody sees without.

mod fresh;
mod masks;
mod papers;
mod proof;
pub mod redirect;
mod work;

use hosopost::people::SlipCode;
use hosopost::store::{legs, parcels, proofs};
use serde_json::Value;

use crate::api::office::Door;
use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::Browser;

/// The code of a leg's QR.
pub fn qr(leg: &Value) -> String {
    leg["tracking_page"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

pub fn number(leg: &Value) -> String {
    leg["tracking_number"].as_str().unwrap().to_owned()
}

/// The second code on the slip of a parcel.
pub fn slip_code(app: &TestApp, code: &str) -> String {
    let mut conn = app.database.open();
    let parcel = parcels::find_by_code(&mut conn, code).unwrap().unwrap();
    let leg = legs::find(&mut conn, parcel.leg).unwrap().unwrap();
    let key = proofs::key(&mut conn, &app.app.ids).unwrap();
    SlipCode::of(&key, leg.id).spaced()
}

/// Another code of that length.
pub fn wrong(code: &str) -> String {
    let first = code.chars().next().unwrap();
    let other = if first == '0' { '1' } else { '0' };
    format!("{other}{}", &code[1..])
}

/// A browser of somebody, from this address.
pub fn citizen<'a>(door: &'a Door, address: &str) -> Browser<'a> {
    Browser::new(&door.app, address)
}

/// Types a code and a proof.
pub fn proves(browser: &mut Browser<'_>, code: &str, proof: &str) -> Answer {
    browser.post("/t", &[("code", code), ("proof", proof)])
}

/// A browser in which the right to a parcel was proved by its slip.
pub fn proven<'a>(door: &'a Door, leg: &Value) -> Browser<'a> {
    let mut browser = citizen(door, "10.0.0.7");
    let code = slip_code(&door.app, &number(leg));
    assert_eq!(proves(&mut browser, &qr(leg), &code).status, 303);
    browser.get(&format!("/q/{}", qr(leg)));
    browser
}
