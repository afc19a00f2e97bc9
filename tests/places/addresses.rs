//! Addresses in units of before, and decisions about units that were divided.

use hosopost::base::{Role, UnitCode};
use hosopost::network::Position;
use hosopost::network::address::{Asked, Atlas, Confidence, resolve};
use serde_json::json;

use super::{Province, day, unit};
use crate::kit::databases::{TestDatabase, on_both};

const TODAY: &str = "2025-10-01";

fn asked(text: &str) -> Asked<'_> {
    Asked { text, unit: None, given_on: None, position: None, on: day(TODAY) }
}

/// What an address resolves to: confidence, the unit as read, the present ones.
fn found(atlas: &Atlas<'_>, asked: &Asked<'_>) -> (Confidence, String, Vec<String>) {
    let found = resolve(atlas, asked);
    let old = found.old.map(|unit| unit.name.clone()).unwrap_or_default();
    let present = found.present.iter().map(|one| one.unit.code.to_string()).collect();
    assert!(
        (found.present.iter().map(|one| one.share).sum::<f64>() - 1.0).abs() < 1e-9
            || found.present.is_empty()
    );
    assert!(found.present.iter().filter(|one| one.proposed).count() <= 1);
    (found.confidence, old, present)
}

#[test]
fn an_address_of_before_finds_its_commune_of_today() {
    use Confidence::{Ambiguous, ExactNames, FoldedNames, PartialNames, SplitByDefault, Unknown};
    let province = Province::sqlite();
    let known = province.known();
    let atlas = known.atlas();
    for (text, confidence, old, present) in [
        // Written out, in both eras.
        ("Xóm 5, xã Thạch Châu, huyện Thạch Hà, tỉnh Hà Tĩnh", ExactNames, "Thạch Châu", "18583"),
        ("xã Mai Phụ, tỉnh Hà Tĩnh", ExactNames, "Mai Phụ", "18583"),
        ("Tổ 2, thị trấn Thạch Hà, huyện Thạch Hà", ExactNames, "Thạch Hà", "18562"),
        ("xã Thạch Hà, tỉnh Hà Tĩnh, Việt Nam", ExactNames, "Thạch Hà", "18562"),
        // A district of an earlier era, and one from which the commune went to the city.
        (
            "Xóm Quang Phú, xã Thạch Châu, huyện Lộc Hà, tỉnh Hà Tĩnh",
            PartialNames,
            "Thạch Châu",
            "18583",
        ),
        ("xã Thạch Đài, huyện Thạch Hà, Hà Tĩnh", PartialNames, "Thạch Đài", "18652"),
        // Abbreviated, without marks, without words, without commas.
        ("P.Văn Yên, TP. Hà Tĩnh", ExactNames, "Văn Yên", "18073"),
        ("X. Thạch Châu, H. Thạch Hà, T. Hà Tĩnh", ExactNames, "Thạch Châu", "18583"),
        ("xa thach chau, huyen thach ha, tinh ha tinh", FoldedNames, "Thạch Châu", "18583"),
        ("xom 5 xa Thach Chau huyen Thach Ha tinh Ha Tinh", FoldedNames, "Thạch Châu", "18583"),
        ("Thạch Châu, Thạch Hà, Hà Tĩnh", ExactNames, "Thạch Châu", "18583"),
        ("Thach Chau Thach Ha Ha Tinh", FoldedNames, "Thạch Châu", "18583"),
        ("xóm 5 Thạch Châu, Thạch Hà, Hà Tĩnh", ExactNames, "Thạch Châu", "18583"),
        // Marks decide: Thạch Hạ is another one than Thạch Hà.
        ("xã Thạch Hạ, TP Hà Tĩnh", ExactNames, "Thạch Hạ", "18100"),
        // The proposal, until somebody decides.
        ("phường Đại Nài, thành phố Hà Tĩnh", SplitByDefault, "Đại Nài", "18073"),
        // Nothing above it, and nothing at all.
        ("xã Thạch Châu", PartialNames, "Thạch Châu", "18583"),
        ("Thôn Tân Đình", Unknown, "", ""),
        ("12/3 ngõ 4", Unknown, "", ""),
        ("huyện Cẩm Xuyên, Hà Tĩnh", Ambiguous, "Cẩm Xuyên", ""),
    ] {
        let (sure, read, codes) = found(&atlas, &asked(text));
        assert_eq!((sure, read.as_str()), (confidence, old), "{text}: {codes:?}");
        if present.is_empty() {
            assert_ne!(codes.len(), 1, "{text}");
        } else {
            assert_eq!(codes[0], present, "{text}");
        }
    }
}

#[test]
fn the_day_asked_for_decides_what_present_means() {
    let province = Province::sqlite();
    let known = province.known();
    let text = "xã Thạch Châu, huyện Thạch Hà, tỉnh Hà Tĩnh";
    let before = Asked { on: day("2025-06-30"), ..asked(text) };
    let found = resolve(&known.atlas(), &before);
    assert_eq!(found.proposed().unwrap().name, "Thạch Châu");
    let read = &found.reading;
    assert_eq!(read.commune.as_deref(), Some("xã Thạch Châu"));
    assert_eq!(read.district.as_deref(), Some("huyện Thạch Hà"));
    assert_eq!(read.province.as_deref(), Some("tỉnh Hà Tĩnh"));
}

#[test]
fn a_code_is_surest_and_needs_a_day_or_a_name_where_it_was_given_again() {
    let province = Province::sqlite();
    let known = province.known();
    let atlas = known.atlas();
    let code: UnitCode = unit("18583");
    let with = |text, given_on: Option<&str>| Asked {
        unit: Some(&code),
        given_on: given_on.map(day),
        ..asked(text)
    };
    let sure = (Confidence::ExactCode, "Thạch Châu".to_owned(), vec!["18583".to_owned()]);
    assert_eq!(found(&atlas, &with("Thôn 3", Some("2025-04-08"))), sure);
    assert_eq!(found(&atlas, &with("Thôn 3, xã Thạch Châu", None)), sure);
    // Both that bore the code lie in one commune of today.
    assert_eq!(found(&atlas, &with("Thôn 3", None)).0, Confidence::ExactCode);
    // The code says one commune and the text another.
    let other = with("xã Thạch Long, huyện Thạch Hà, tỉnh Hà Tĩnh", Some("2025-04-08"));
    assert_eq!(found(&atlas, &other).0, Confidence::PartialNames);
    // A code nobody knows counts against the rest.
    let unknown = unit("99999");
    let odd = Asked {
        unit: Some(&unknown), ..asked("xã Thạch Châu, huyện Thạch Hà, Hà Tĩnh")
    };
    assert_eq!(found(&atlas, &odd).0, Confidence::PartialNames);
}

#[test]
fn a_decision_is_asked_for_once_and_remembered() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        province.at("2025-10-01T08:00:00+07:00");
        let text = "Số 4, khối phố 3, phường Đại Nài, thành phố Hà Tĩnh, tỉnh Hà Tĩnh";
        province.case("H27.00-251001-0001", "H27.00", text);
        let waiting = province.get("/api/v1/addresses/waiting").json();
        let one = &waiting["items"][0];
        assert_eq!(one["locality"], "khoi pho 3", "{waiting}");
        assert_eq!((&one["old"], &one["addresses"]), (&json!("18082"), &json!(1)));
        assert_eq!(one["parts"].as_array().unwrap().len(), 2);
        assert!(!waiting.to_string().contains("Mẫu"), "{waiting}");

        let ask = json!({"text": text});
        let before = province.done("/api/v1/addresses/resolve", &ask);
        assert_eq!(
            (&before["confidence"], &before["needs_a_person"]),
            (&json!("split_by_default"), &json!(true))
        );
        assert_eq!(before["present"].as_array().unwrap().len(), 2);
        assert_eq!(before["present"][0]["share"], 0.5);

        let decide = |locality: &str, new: &str| {
            let body =
                json!({"old": "18082", "on": "2025-07-01", "locality": locality, "new": new});
            province.done("/api/v1/addresses/decisions", &body)
        };
        decide("", "18073");
        let decided = decide("Khối phố 3", "18652");
        let after = province.done("/api/v1/addresses/resolve", &ask);
        assert_eq!(after["confidence"], "split_decided", "{after}");
        assert_eq!(after["present"].as_array().unwrap().len(), 1);
        assert_eq!(after["present"][0]["code"], "18652");
        assert_eq!(province.get("/api/v1/addresses/waiting").json()["items"], json!([]));

        // A later decision takes its place; withdrawn, the whole unit's holds again.
        let later = decide("khối phố 3", "18073");
        let path =
            format!("/api/v1/addresses/decisions/{}", later["decision_id"].as_str().unwrap());
        let withdraw = || {
            province
                .app
                .ask(axum::http::Method::DELETE, &path)
                .token(&province.administrator)
                .send()
        };
        let withdrawn = withdraw();
        assert!(withdrawn.json()["ended_at"].is_string(), "{}", withdrawn.text());
        withdraw().problem(409, "decision_ended");
        let whole = province.done("/api/v1/addresses/resolve", &ask);
        assert_eq!(whole["present"][0]["code"], "18073");
        let all = province.get("/api/v1/addresses/decisions?all=true").json();
        let all = all["items"].as_array().unwrap();
        assert_eq!(all.len(), 3);
        let first = all.iter().find(|one| one["decision_id"] == decided["decision_id"]).unwrap();
        assert_eq!(first["ended_at"], later["decided_at"]);
        assert_eq!(
            province.get("/api/v1/addresses/decisions").json()["items"].as_array().unwrap().len(),
            1
        );
    });
}

#[test]
fn who_decides_works_on_that_land() {
    let province = Province::sqlite();
    province.at("2025-10-01T08:00:00+07:00");
    let body =
        json!({"old": "18082", "on": "2025-07-01", "locality": "Khối phố 3", "new": "18652"});
    let decide = |role, points: &[&str]| {
        let secret = province.app.secret(role, points);
        province.app.post("/api/v1/addresses/decisions").token(&secret).json(&body).send()
    };
    // 480941 lies in one of the parts, 481940 elsewhere.
    assert_eq!(decide(Role::Clerk, &["480941"]).status, 201);
    decide(Role::Clerk, &["481940"]).problem(403, "not_your_unit");
    decide(Role::Manager, &[]).problem(403, "wrong_role");
    decide(Role::Courier, &["480941"]).problem(403, "wrong_role");
}

#[test]
fn a_coordinate_decides_where_nobody_has() {
    let Some(folder) = super::data() else { return };
    let province = Province::sqlite();
    super::boundaries::take(&province, &folder);
    let known = province.known();
    let centre = Position::new(18.3056, 105.88271).unwrap();
    let text = "phường Đại Nài, thành phố Hà Tĩnh";
    let here = known.boundaries.at(centre, day(TODAY)).unwrap();
    assert_eq!(here.unit.as_str(), "18652");
    let found = resolve(&known.atlas(), &Asked { position: Some(centre), ..asked(text) });
    assert_eq!(found.confidence, Confidence::SplitByCoordinate);
    assert_eq!(found.proposed().unwrap().code.as_str(), "18652");
}

#[test]
fn a_province_that_became_a_city_is_found_by_both_words() {
    let province = Province::sqlite();
    let units = "code,valid_from,valid_until,level,kind,name,parent,lat,lon\n\
        75,2025-07-01,2026-04-30,province,tỉnh,Đồng Nai,,,\n\
        75,2026-04-30,,province,thành phố,Đồng Nai,,,\n\
        26041,2025-07-01,2026-04-30,commune,xã,Trảng Bom,75,,\n\
        26041,2026-04-30,,commune,phường,Trảng Bom,75,,\n";
    province.import(units);
    let known = province.known();
    let atlas = known.atlas();
    let name =
        |on: &str| atlas.network.path_name(&unit("26041"), day(on), hosopost::base::Lang::Vi);
    assert_eq!(name("2026-04-29").unwrap(), "xã Trảng Bom, tỉnh Đồng Nai");
    assert_eq!(name("2026-04-30").unwrap(), "phường Trảng Bom, thành phố Đồng Nai");
    for text in [
        "xã Trảng Bom, tỉnh Đồng Nai",
        "phường Trảng Bom, thành phố Đồng Nai",
        "Trảng Bom, TP. Đồng Nai",
        "xã Trảng Bom, thành phố Đồng Nai",
    ] {
        for on in ["2026-01-01", "2026-05-01"] {
            let found = resolve(&atlas, &Asked { on: day(on), ..asked(text) });
            assert_eq!(found.confidence, Confidence::ExactNames, "{text} on {on}");
            assert_eq!(
                found.proposed().unwrap(),
                atlas.network.unit_on(&unit("26041"), day(on)).unwrap()
            );
        }
    }
}
