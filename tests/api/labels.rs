//! Labels of parcels and bags through the door, one and many.

use hosopost::custody::Action;
use serde_json::{Value, json};

use super::office::{Door, giving_back, on_both, submit, with};
use crate::kit::office::{POST, VILLAGE};
use crate::kit::picture::qr_of;
use crate::kit::scans::scan;

fn bag(door: &Door) -> Value {
    let body = json!({"code": "T-01", "from": POST, "to": VILLAGE});
    door.post("/api/v1/bags", &door.clerk(), &body).send().json()
}

#[test]
fn a_label_leaves_in_every_size_and_format() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    bag(&door);
    let number = leg["tracking_number"].as_str().unwrap();
    for path in [format!("/api/v1/parcels/{number}/label"), "/api/v1/bags/t-01/label".to_owned()] {
        let mut tags = vec![];
        for (query, kind, begins) in [
            ("", "application/pdf", &b"%PDF"[..]),
            ("?size=100x75", "application/pdf", b"%PDF"),
            ("?size=A4x4&start=3", "application/pdf", b"%PDF"),
            ("?format=png&size=100x75&dpi=300", "image/png", b"\x89PNG"),
            ("?format=svg", "image/svg+xml", b"<svg"),
            ("?format=zpl", "application/zpl", b"^XA^PW839^LL1183"),
            ("?format=zpl&size=100x75&dpi=300", "application/zpl", b"^XA^PW1181^LL886"),
        ] {
            let answer = door.get(&format!("{path}{query}"), &door.clerk()).send();
            assert_eq!(answer.header("content-type"), kind, "{path}{query}: {}", answer.status);
            assert!(answer.body.starts_with(begins), "{path}{query}");
            assert_eq!(answer.header("warning"), "", "{path}{query}");
            tags.push(answer.header("etag").to_owned());
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 7, "each is another file");
    }
}

#[test]
fn the_code_of_a_bags_label_is_the_bags() {
    on_both(|door| {
        let made = bag(door);
        let answer = door.get("/api/v1/bags/T-01/label?format=png", &door.clerk()).send();
        let name = "inline; filename=\"label-T-01.png\"";
        assert_eq!(answer.header("content-disposition"), name);
        assert_eq!(qr_of(&answer.body), made["qr"].as_str().unwrap());
        // A bag is no parcel and a parcel no bag; to a one-stop system a bag is not there at all.
        let leg = door.ordered(&submit());
        let number = leg["tracking_number"].as_str().unwrap();
        for path in
            [format!("/api/v1/bags/{number}/label"), "/api/v1/parcels/T-01/label".to_owned()]
        {
            assert_eq!(door.get(&path, &door.clerk()).send().status, 404, "{path}");
        }
        let path = "/api/v1/bags/T-01/label";
        door.get(path, &door.partner()).send().problem(403, "wrong_role");
    });
}

#[test]
fn many_labels_are_one_file_in_the_order_of_the_codes() {
    on_both(|door| {
        let made = bag(door);
        let legs: Vec<Value> = (0..3).map(|_| door.ordered(&submit())).collect();
        let mut codes: Vec<&str> =
            legs.iter().map(|leg| leg["tracking_number"].as_str().unwrap()).collect();
        codes.insert(1, made["code"].as_str().unwrap());
        codes.push(legs[0]["qr"].as_str().unwrap());
        let ask = |body: &Value| door.post("/api/v1/labels", &door.clerk(), body).send();
        let zpl = ask(&json!({"codes": codes, "format": "zpl", "size": "100x75"}));
        assert_eq!(zpl.header("content-type"), "application/zpl", "{}", zpl.text());
        assert_eq!(zpl.text().matches("^XA").count(), 5);
        let pdf = ask(&json!({"codes": codes, "size": "a4x4", "start": 4}));
        assert_eq!(pdf.header("content-disposition"), "inline; filename=\"labels.pdf\"");
        assert!(pdf.body.starts_with(b"%PDF"));

        let missing = ask(&json!({"codes": [codes[0], "BH000000000VN", codes[1], "x"]}));
        let problem = missing.problem(404, "unknown_code");
        assert_eq!(problem["field"], "codes[1]");
        assert!(problem["detail"].as_str().unwrap().contains("codes[1], codes[3]"), "{problem}");
    });
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let number = leg["tracking_number"].as_str().unwrap();
    let body = json!({"codes": [number], "format": "pdf", "size": "a6", "dpi": 203, "start": 1});
    let many: Vec<&str> = vec![number; 1_001];
    for (path, value, field) in [
        ("/codes", json!([]), "codes"),
        ("/codes", json!(many), "codes"),
        ("/codes", json!([7]), "codes[0]"),
        ("/format", json!("gif"), "format"),
        ("/format", json!("png"), "format"),
        ("/size", json!("a5"), "size"),
        ("/dpi", json!(250), "dpi"),
        ("/dpi", json!("203"), "dpi"),
        ("/start", json!(2), "start"),
        ("/start", json!(-1), "start"),
    ] {
        let answer = door.post("/api/v1/labels", &door.clerk(), &with(&body, path, &value)).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{path} {value}");
    }
    let thermal = json!({"codes": [number], "format": "zpl", "size": "a4x4"});
    let answer = door.post("/api/v1/labels", &door.clerk(), &thermal).send();
    assert_eq!(answer.problem(422, "invalid")["field"], "format");
    for (query, field) in [
        ("size=a4x4&format=zpl", "?format"),
        ("size=a4x4&start=5", "?start"),
        ("size=a4x4&start=0", "?start"),
        ("start=2", "?start"),
        ("format=svg&page=2", "?page"),
        ("size=letter", "?size"),
    ] {
        let path = format!("/api/v1/parcels/{number}/label?{query}");
        let answer = door.get(&path, &door.clerk()).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    let slip = format!("/api/v1/parcels/{number}/slip?format=zpl");
    assert_eq!(door.get(&slip, &door.clerk()).send().problem(422, "invalid")["field"], "?format");
    let svg = door.get(&format!("/api/v1/parcels/{number}/slip?format=svg"), &door.clerk()).send();
    assert_eq!(svg.header("content-type"), "image/svg+xml");
}

#[test]
fn a_template_of_the_office_that_does_not_work_is_named_beside_the_label() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("parcel-label.typ"), "#set page(\n#nothing").unwrap();
    let door = Door::with_labels(folder.path());
    let leg = door.ordered(&submit());
    let number = leg["tracking_number"].as_str().unwrap();
    door.scanned(&[scan(1, 1, Action::Accept, number, POST)]);
    let ask = |query: &str| {
        door.get(&format!("/api/v1/parcels/{number}/label{query}"), &door.clerk()).send()
    };
    let answer = ask("");
    assert!(answer.body.starts_with(b"%PDF"), "the counter prints all the same");
    let warning = answer.header("warning");
    assert!(warning.starts_with("299 hosopost \"parcel-label.typ, line "), "{warning}");
    // Another size has a template of its own.
    assert_eq!(ask("?size=100x75").header("warning"), "");
    assert!(ask("?size=a4x4").header("warning").contains("parcel-label"));
}
