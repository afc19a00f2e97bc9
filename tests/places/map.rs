//! The map of a unit stands in a page by itself.

use super::{Province, data};

fn drawn(province: &Province, path: &str) -> String {
    let answer = province.get(path);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "image/svg+xml; charset=utf-8");
    let map = answer.text();
    assert!(map.len() <= 60_000, "{} bytes", map.len());
    assert!(map.starts_with("<svg ") && map.ends_with("</svg>"));
    for asked in ["<script", "href", "url(", "NaN", "inf"] {
        assert!(!map.contains(asked), "{asked}");
    }
    map
}

#[test]
fn without_outlines_a_map_shows_the_points_alone() {
    let province = Province::sqlite();
    let map = drawn(&province, "/api/v1/units/42/map.svg?on=2025-10-01");
    assert!(map.contains(">Thành Sen</text>") && map.contains("</title></circle>"));
    let one = drawn(&province, "/api/v1/units/18073/map.svg?on=2025-10-01");
    assert!(one.contains("<circle"));
    // A district of before has its communes of before.
    let district = drawn(&province, "/api/v1/units/445/map.svg?on=2025-06-30");
    assert!(district.contains(">Thạch Châu</text>"));
}

#[test]
fn with_outlines_each_commune_is_drawn_and_named() {
    let Some(folder) = data() else { return };
    let province = Province::sqlite();
    super::boundaries::take(&province, &folder);
    let map = drawn(&province, "/api/v1/units/42/map.svg?on=2025-10-01");
    assert_eq!(map.matches("</title></path>").count(), 69);
    assert_eq!(map.matches("<text ").count(), 69);
    eprintln!("the map of the province has {} bytes", map.len());
    drawn(&province, "/api/v1/units/18073/map.svg?on=2025-10-01");
}

#[test]
fn a_unit_that_is_not_there_has_no_map() {
    let province = Province::sqlite();
    province.get("/api/v1/units/99999/map.svg").problem(404, "not_found");
    province.get("/api/v1/units/x/map.svg").problem(422, "invalid");
    province.get("/api/v1/units/42/map.svg?on=x").problem(422, "invalid");
}
