//! Outlines come in whole or not at all, and a coordinate lies in one unit.

use std::path::Path;

use hosopost::flows::{BoundariesRefusal, BoundariesReport, import_boundaries};
use hosopost::network::Position;
use serde_json::{Value, json};

use super::{Province, data, day};
use crate::kit::databases::{TestDatabase, on_both};

/// Imports the outlines of the province's communes.
pub fn take(province: &Province, folder: &Path) -> BoundariesReport {
    let bytes = std::fs::read(folder.join("ha_tinh/communes_2025.geojson")).unwrap();
    let mut conn = province.app.database.open();
    import_boundaries(&mut conn, &bytes, None, false, &mut |_| {}).unwrap()
}

fn square(west: f64, east: f64) -> Value {
    json!({"type": "Polygon", "coordinates": [[[west, 18.0], [east, 18.0], [east, 18.5], [west, 18.5], [west, 18.0]]]})
}

fn feature(id: &Value, geometry: &Value) -> Value {
    json!({"type": "Feature", "id": id, "properties": {}, "geometry": geometry})
}

fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

#[test]
fn a_coordinate_of_each_of_the_69_communes_resolves_to_it() {
    let Some(folder) = data() else { return };
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        let report = take(&province, &folder);
        assert_eq!((report.read, report.added), (69, 69));
        assert_eq!(take(&province, &folder).unchanged, 69);
        province.at("2025-10-01T08:00:00+07:00");
        let known = province.known();
        let today = day("2025-10-01");
        let communes: Vec<_> = known.boundaries.iter().collect();
        assert_eq!(communes.len(), 69);
        let (mut centres, mut merged) = (0, 0);
        for one in &communes {
            let inside = one.shape.interior().unwrap();
            let path = format!("/api/v1/units/at?lat={}&lon={}", inside.lat, inside.lon);
            let here = province.get(&path).json();
            assert_eq!(here["code"], one.unit.as_str(), "{here}");
            assert_eq!(here["level"], "commune");
            let centre = known.network.unit_on(&one.unit, today).unwrap().position.unwrap();
            if one.shape.contains(centre) {
                centres += 1;
                assert_eq!(known.boundaries.at(centre, today).unwrap().unit, one.unit);
            }
            // Where land was merged in July the outline of today says nothing about June.
            let before = known.boundaries.at(inside, day("2025-06-30"));
            assert!(before.is_none_or(|before| before.unit == one.unit));
            merged += usize::from(before.is_none());
        }
        assert!(centres > 60 && merged > 50, "{centres} {merged}");
        let sea = province.get("/api/v1/units/at?lat=18.7&lon=107.5");
        sea.problem(404, "outside_boundaries");
    });
}

#[test]
fn a_point_on_a_shared_border_is_in_exactly_one_and_always_the_same() {
    let Some(folder) = data() else { return };
    let province = Province::sqlite();
    take(&province, &folder);
    let first = province.known();
    let again = Province::sqlite();
    take(&again, &folder);
    let second = again.known();
    let today = day("2025-10-01");
    let mut shared = 0;
    for one in first.boundaries.iter() {
        for ring in one.shape.rings() {
            let corners: Vec<(f64, f64)> = ring.collect();
            for pair in corners.windows(2).step_by(7) {
                let lon = f64::midpoint(pair[0].0, pair[1].0);
                let lat = f64::midpoint(pair[0].1, pair[1].1);
                let at = Position::new(lat, lon).unwrap();
                let here = first.boundaries.at(at, today).unwrap();
                assert_eq!(here.unit, second.boundaries.at(at, today).unwrap().unit);
                shared += usize::from(here.unit != one.unit);
            }
        }
    }
    assert!(shared > 100, "{shared}");
}

#[test]
fn a_bad_file_is_refused_whole_and_each_bad_feature_is_named() {
    let province = Province::sqlite();
    let good = square(105.0, 105.5);
    let twisted = json!({"type": "Polygon", "coordinates": [[[105.0, 18.0], [105.5, 18.5], [105.5, 18.0], [105.0, 18.5], [105.0, 18.0]]]});
    let open = json!({"type": "Polygon", "coordinates": [[[105.0, 18.0], [105.5, 18.0], [105.5, 18.5], [105.2, 18.5]]]});
    let few =
        json!({"type": "Polygon", "coordinates": [[[105.0, 18.0], [105.5, 18.0], [105.0, 18.0]]]});
    let swapped = json!({"type": "Polygon", "coordinates": [[[18.0, 105.0], [18.0, 105.5], [18.5, 105.5], [18.0, 105.0]]]});
    let abroad = json!({"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.5, 48.0], [2.5, 48.5], [2.0, 48.0]]]});
    let features = [
        feature(&json!("18073"), &good),
        feature(&json!("18073"), &good),
        feature(&json!("99999"), &good),
        feature(&json!("xx"), &good),
        feature(&json!(18562), &good),
        json!({"type": "Feature", "properties": {"code": "18562"}, "geometry": twisted}),
        feature(&json!("18583"), &open),
        feature(&json!("18652"), &few),
        feature(&json!("18100"), &swapped),
        feature(&json!("18673"), &abroad),
        feature(&json!("18676"), &Value::Null),
        json!({"type": "Feature", "properties": null, "geometry": good}),
        json!(7),
    ];
    let expected = [
        (1, "id", "a unit that features[0] has not drawn"),
        (2, "id", "the code of a unit that was imported"),
        (3, "id", "a unit code of 2, 3 or 5 digits"),
        (4, "id", "a unit that features"),
        (5, "geometry", "neither cross themselves"),
        (6, "geometry", "to end where it begins"),
        (7, "geometry", "at least 4 points in ring 1, got 3"),
        (8, "geometry", "in this order, got [18.0,105.0]"),
        (9, "geometry", "in Viet Nam, got [2.0,48.0]"),
        (10, "geometry", "type Polygon or MultiPolygon"),
        (11, "id", "the unit's code as id or as properties.code"),
        (12, "type", "a Feature, got 7"),
    ];
    let bytes = collection(&features).to_string();
    let mut conn = province.app.database.open();
    let refused = import_boundaries(&mut conn, bytes.as_bytes(), None, false, &mut |_| {});
    let Err(BoundariesRefusal::Features { problems, .. }) = refused else { panic!("{refused:?}") };
    for (feature, field, told) in expected {
        let found = problems.iter().find(|one| one.feature == feature && one.field == field);
        // Feature 4 has a number for its id: it is a code, only one that another feature draws too.
        if feature == 4 {
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("{feature}.{field}: {problems:?}"));
        assert!(found.expected.contains(told), "{found}");
    }
    assert!(province.known().boundaries.is_empty());
}

#[test]
fn what_is_no_collection_is_told_as_such() {
    let province = Province::sqlite();
    let mut conn = province.app.database.open();
    let deep = format!("{{\"type\":\"FeatureCollection\",\"features\":{}", "[".repeat(5000));
    for bytes in [
        "",
        "{",
        "[]",
        "null",
        "{\"type\":\"FeatureCollection\"}",
        "{\"type\":\"Feature\",\"features\":[]}",
        "{\"features\":[]}",
        "{\"type\":\"FeatureCollection\",\"features\":{}}",
        "{\"type\":\"FeatureCollection\",\"features\":[]} x",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"coordinates\":[NaN]}}]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"coordinates\":[1e999]}}]}",
        &deep,
    ] {
        let refused = import_boundaries(&mut conn, bytes.as_bytes(), None, false, &mut |_| {});
        assert!(
            matches!(refused, Err(BoundariesRefusal::NotGeoJson(_))),
            "{bytes:.60}: {refused:?}"
        );
    }
    let none = collection(&[]).to_string();
    assert_eq!(
        import_boundaries(&mut conn, none.as_bytes(), None, false, &mut |_| {}).unwrap().read,
        0
    );
}

#[test]
fn a_later_outline_ends_the_earlier_one_and_a_dry_run_writes_nothing() {
    let province = Province::sqlite();
    let mut conn = province.app.database.open();
    let mut import = |west, east, from: Option<&str>, dry| {
        let file = collection(&[feature(&json!("18073"), &square(west, east))]).to_string();
        import_boundaries(&mut conn, file.as_bytes(), from.map(day), dry, &mut |_| {}).unwrap()
    };
    assert_eq!(import(105.0, 105.5, None, true).added, 1);
    assert!(province.known().boundaries.is_empty());
    import(105.0, 105.5, None, false);
    assert_eq!(import(105.0, 105.6, Some("2026-01-01"), false).added, 1);
    assert_eq!(import(105.0, 105.6, Some("2026-01-01"), false).unchanged, 1);
    assert_eq!(import(105.0, 105.5, None, false).unchanged, 1);
    let known = province.known();
    let at = Position::new(18.2, 105.55).unwrap();
    assert!(known.boundaries.at(at, day("2025-12-31")).is_none());
    assert!(known.boundaries.at(at, day("2026-01-01")).is_some());
    let refused = {
        let file = collection(&[feature(&json!("18082"), &square(105.0, 105.5))]).to_string();
        import_boundaries(&mut conn, file.as_bytes(), Some(day("2026-01-01")), false, &mut |_| {})
    };
    assert!(refused.unwrap_err().to_string().contains("a unit in force on 2026-01-01"));
}
