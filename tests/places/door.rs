//! What is asked badly is answered by the name of the field.

use serde_json::{Value, json};

use super::Province;
use crate::api::with;

#[test]
fn bad_addresses_and_decisions_name_their_field() {
    let province = Province::sqlite();
    let ask = json!({"text": "xã Thạch Châu", "unit": "18583", "given_on": "2025-04-08", "lat": 18.4, "lon": 105.8, "on": "2025-10-01"});
    assert_eq!(province.post("/api/v1/addresses/resolve", &ask).status, 200);
    for (path, value, field) in [
        ("/text", json!(""), "text"),
        ("/text", json!("\u{0}"), "text"),
        ("/text", json!("x".repeat(501)), "text"),
        ("/text", Value::Null, ""),
        ("/unit", json!("x"), "unit"),
        ("/given_on", json!("yesterday"), "given_on"),
        ("/lat", json!(105.8), "lat"),
        ("/lat", json!("x"), "lat"),
        ("/lat", Value::Null, "lat"),
        ("/lon", json!(18.4), "lon"),
        ("/lon", Value::Null, "lon"),
        ("/on", json!("2025-13-01"), "on"),
        ("/house", json!(1), "house"),
    ] {
        let answer = province.post("/api/v1/addresses/resolve", &with(&ask, path, &value));
        let problem = answer.problem(422, "invalid");
        assert!(field.is_empty() || problem["field"] == field, "{path}: {problem}");
    }
    let decision =
        json!({"old": "18082", "on": "2025-07-01", "locality": "Khối phố 3", "new": "18073"});
    for (path, value, code, field) in [
        ("/old", json!("x"), "invalid", "old"),
        ("/old", json!("18583"), "not_divided", "old"),
        ("/on", json!("2025-07-02"), "not_divided", "old"),
        ("/on", json!(1), "invalid", "on"),
        ("/new", json!("18562"), "not_a_part", "new"),
        ("/locality", json!("12 Trần Phú"), "invalid", "locality"),
        ("/locality", json!("nhà ông Mẫu"), "invalid", "locality"),
        ("/locality", json!("x".repeat(101)), "invalid", "locality"),
        ("/by", json!("x"), "invalid", "by"),
    ] {
        let answer = province.post("/api/v1/addresses/decisions", &with(&decision, path, &value));
        assert_eq!(answer.problem(422, code)["field"], field, "{path}");
    }
    let withdraw = |id: &str| {
        let path = format!("/api/v1/addresses/decisions/{id}");
        province.app.ask(axum::http::Method::DELETE, &path).token(&province.administrator).send()
    };
    withdraw("x").problem(422, "invalid");
    withdraw("dec_01961a2b7c0070008000000000000001").problem(404, "unknown_decision");
    province.get("/api/v1/addresses/decisions?all=perhaps").problem(422, "invalid");
    province
        .app
        .post("/api/v1/addresses/resolve")
        .json(&ask)
        .send()
        .problem(401, "unauthenticated");
}

#[test]
fn bad_coordinates_name_theirs() {
    let province = Province::sqlite();
    for (query, field) in [
        ("lat=105&lon=18", "?lat"),
        ("lat=18&lon=18", "?lon"),
        ("lat=NaN&lon=105", "?lat"),
        ("lat=18&lon=x", "?lon"),
        ("lat=18&lon=105&on=x", "?on"),
    ] {
        let answer = province.get(&format!("/api/v1/units/at?{query}"));
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    province.get("/api/v1/units/at?lat=18").problem(422, "invalid");
    province.get("/api/v1/units/at?lat=18.3&lon=105.9").problem(404, "no_boundaries");
}

#[test]
fn outlines_come_in_by_the_door_too() {
    let province = Province::sqlite();
    let ring = json!([[105.0, 18.0], [105.5, 18.0], [105.5, 18.5], [105.0, 18.5], [105.0, 18.0]]);
    let feature = json!({"type": "Feature", "id": "18073", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    let file = json!({"type": "FeatureCollection", "features": [feature]});
    let post = |path: &str, body: &str, kind: &str| {
        province.app.post(path).token(&province.administrator).english().body(kind, body).send()
    };
    let bad = file.to_string().replace("18073", "99999");
    let problem =
        post("/api/v1/boundaries", &bad, "application/geo+json").problem(422, "bad_features");
    assert_eq!(problem["field"], "features[0].id");
    post("/api/v1/boundaries", "[]", "application/json").problem(422, "not_geojson");
    post("/api/v1/boundaries", "{", "application/json").problem(422, "not_geojson");
    post("/api/v1/boundaries", "x", "text/plain").problem(415, "wrong_content");
    post("/api/v1/boundaries?valid_from=x", "{}", "application/json").problem(422, "invalid");
    let huge = " ".repeat(33 * 1024 * 1024);
    post("/api/v1/boundaries", &huge, "application/json").problem(413, "too_large");
    // Larger than other bodies may be.
    let padded = format!("{}{file}", " ".repeat(2 * 1024 * 1024));
    let taken = post("/api/v1/boundaries", &padded, "application/geo+json");
    assert_eq!(taken.json()["added"], 1, "{}", taken.text());
    province.at("2025-10-01T08:00:00+07:00");
    assert_eq!(province.get("/api/v1/units/at?lat=18.2&lon=105.2").json()["code"], "18073");
    let clerk = province.app.secret(hosopost::base::Role::Clerk, &["481940"]);
    let refused = province.app.post("/api/v1/boundaries").token(&clerk).json(&file).send();
    refused.problem(403, "wrong_role");
}
