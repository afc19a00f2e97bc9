//! The receiver's pages: a case in every status, both languages; small and quiet.

use askama::Template;
use hosopost::base::Lang;
use hosopost::web::citizen::Nonce;
use hosopost::web::receiver::book::{Book, Heard};
use hosopost::web::receiver::{CasePage, ListPage};
use serde_json::{Value, json};

use super::keep;

const CASE: &str = "H27.18-250408-0007";

/// The last facts of a case, of which the delivery may be the last.
fn told(facts: usize) -> Book {
    let fact = |kind: &str, hour: u32, data: Value| (format!("vn.hosopost.{kind}"), hour, data);
    let back = |state: &str| json!({"tracking_number": "BH100000425VN", "direction": "return", "state": state, "at": "481900"});
    let submit = json!({"tracking_number": "BH100000411VN", "direction": "submit", "state": "delivered", "at": "H27.00"});
    let mut delivered = back("delivered");
    delivered["proposed_status"] = json!(10);
    let mut revised = back("held");
    revised["supersedes"] = json!("000000000003");
    let all = [
        fact("leg.ordered", 7, json!({"tracking_number": "BH100000411VN", "direction": "submit"})),
        fact("parcel.receive", 9, submit),
        fact("parcel.hold", 13, back("at_point")),
        fact("parcel.revised", 13, revised),
        fact("parcel.out_for_delivery", 14, back("out_for_delivery")),
        fact("parcel.deliver", 16, delivered),
        fact("something.new", 17, json!({})),
    ];
    let mut book = Book::default();
    for (sequence, (kind, hour, data)) in (1..).zip(all.into_iter().take(facts)) {
        let event = json!({
            "type": kind, "time": format!("2025-04-08T{hour:02}:05:00+07:00"), "subject": CASE,
            "sequence": format!("{sequence:012}"), "data": data,
        });
        let heard: Heard = serde_json::from_value(event).unwrap();
        book.take(&format!("cas_1-{sequence}"), heard).unwrap();
    }
    book
}

fn quiet_and_small(name: &str, html: &str) {
    assert!(html.len() < 30 * 1024, "{name} weighs {} bytes", html.len());
    for loud in ["<script", "http://", "https://", "src=", "@import", "url(", "style=\""] {
        assert!(!html.contains(loud), "{name} holds {loud}");
    }
    keep(name, html);
}

#[test]
fn a_case_is_drawn_in_every_status_in_both_languages() {
    let nonce = Nonce::fixed();
    for lang in [Lang::Vi, Lang::En] {
        for (facts, status) in [(2, "as-before"), (5, "nine"), (7, "ten")] {
            let book = told(facts);
            let page = CasePage::new(CASE, book.cases().get(CASE), lang, &nonce).render().unwrap();
            quiet_and_small(&format!("receiver-{status}-{}", lang.code()), &page);
            let expected = match (facts, lang) {
                (2, Lang::Vi) => "Theo hệ thống một cửa",
                (2, Lang::En) => "As the one-stop system says",
                (5, Lang::Vi) => "9 · Đã xử lý xong",
                (5, Lang::En) => "9 · Processed",
                (_, Lang::Vi) => "10 · Đã trả kết quả",
                (_, Lang::En) => "10 · Result returned",
            };
            assert!(page.contains(expected), "{expected}");
            assert_eq!(page.matches("class=\"corrected\"").count(), usize::from(facts > 3));
        }
        let list = ListPage::new(told(7).cases(), lang, &nonce).render().unwrap();
        assert!(list.contains(CASE));
        quiet_and_small(&format!("receiver-list-{}", lang.code()), &list);
        let empty = ListPage::new(Book::default().cases(), lang, &nonce).render().unwrap();
        quiet_and_small(&format!("receiver-empty-{}", lang.code()), &empty);
        let unknown = CasePage::new("<b>x", None, lang, &nonce).render().unwrap();
        assert!(!unknown.contains("<b>x"), "{unknown}");
        quiet_and_small(&format!("receiver-unknown-{}", lang.code()), &unknown);
    }
}
