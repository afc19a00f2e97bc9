//! The slip says what is to be paid and what was, and bears a code to pay the rest by.

use serde_json::json;

use super::{Province, fee, on_both};

impl Province {
    /// The codes on the slip of a case's only leg, the second being the one to pay by.
    fn codes(&self, case: &str) -> Vec<String> {
        let shown = self.get(&format!("/api/v1/cases/{case}"), &self.administrator).json();
        let number = shown["legs"][0]["tracking_number"].as_str().unwrap();
        let path = format!("/api/v1/parcels/{number}/slip?format=png");
        let slip = self.get(&path, &self.administrator);
        assert_eq!(slip.status, 200, "{}", slip.text());
        crate::kit::picture::codes_of(&slip.body)
    }
}

#[test]
fn the_code_on_the_slip_pays_what_is_left_and_is_gone_when_nothing_is() {
    on_both(|province| {
        let (case, leg) = province.ordered(1);
        let codes = province.codes(&case);
        let payment = codes.iter().find(|code| code.starts_with("000201")).expect("a payment code");
        assert!(codes.iter().any(|code| code.starts_with("HTTPS://")), "{codes:?}");
        let shown = province.get(&format!("/api/v1/cases/{case}"), &province.administrator).json();
        let number = shown["legs"][0]["tracking_number"].as_str().unwrap();
        for part in [
            "0010A000000727",
            "0006999999",
            "0112000000000042",
            "0208QRIBFTTA",
            "5303704",
            "540530000",
            "5802VN",
            &format!("0813{number}"),
        ] {
            assert!(payment.contains(part), "{part} in {payment}");
        }
        for secret in ["Nguyễn", "NGUYEN", "0912", case.as_str(), "H27"] {
            assert!(!payment.contains(secret), "{secret} in {payment}");
        }
        let part = json!({"leg_id": leg, "kind": "postage", "amount": 12_000, "method": "cash"});
        province.collected(&part);
        province.collected(&fee(&case, 50_000));
        let codes = province.codes(&case);
        assert!(codes.iter().any(|code| code.contains("540518000")), "{codes:?}");
        let rest =
            json!({"leg_id": leg, "kind": "postage", "amount": 18_000, "method": "transfer"});
        province.collected(&rest);
        let codes = province.codes(&case);
        assert_eq!(codes.len(), 1, "{codes:?}");
    });
}

#[test]
fn what_the_citizen_may_read_without_proof_says_nothing_of_money() {
    let province = Province::sqlite();
    let case = province.case(1);
    let order = super::submit(&case, 80);
    let leg =
        province.order(&crate::api::office::with(&order, "/reduction", &json!("poor_household")));
    province.collected(&fee(&case, 50_000));
    let page = leg["legs"][0]["tracking_page"].as_str().unwrap();
    let path = page.strip_prefix("https://hoso.example.vn").unwrap();
    let html = province.app.get(path).send().text();
    for secret in ["15.000", "15000", "50.000", "50000", "đồng", "Hộ nghèo", "poor", "cước"]
    {
        assert!(!html.contains(secret), "{secret}");
    }
}
