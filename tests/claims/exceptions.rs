//! The list of everything that a desk has to look into: by owner, age and time due.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{complain, later, lost, manager, only_record, parcel, path, scanned};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, SORTING, VILLAGE};
use crate::money::{Province, on_both};

/// Two lost parcels, one of them with a complaint, and one that nobody accepted.
fn furnished(province: &Province) {
    let one = lost(province, 1);
    let filed = complain(province, &one, &json!({"about": "lost", "words": "x"}));
    assert_eq!(filed.status, 201, "{}", filed.text());
    let odd = parcel(province, 3);
    scanned(province, &odd.number, &[("receive", DISTRICT, 100)]);
}

fn sources(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["source"].as_str().unwrap()).collect()
}

#[test]
fn what_is_due_first_stands_first_and_each_sees_what_its_points_have_to_do() {
    on_both(|province| {
        furnished(province);
        let admin = &province.administrator;
        let all = province.get("/api/v1/exceptions", admin).json();
        // The complaint is due in days; what has no time of its own follows, or comes with its parcel's promise.
        assert_eq!(all["items"].as_array().unwrap().len(), 4, "{all}");
        assert_eq!(sources(&all).iter().filter(|one| **one == "anomaly").count(), 2);
        let here = province.get("/api/v1/exceptions", &province.clerk).json();
        assert_eq!(sources(&here), ["complaint"], "{here}");
        assert_eq!(here["items"][0]["owner"], VILLAGE);
        let there =
            province.get("/api/v1/exceptions?source=liability", &province.other_clerk).json();
        assert_eq!(sources(&there), ["liability"]);
        province
            .get(&format!("/api/v1/exceptions?point={DISTRICT}"), &province.clerk)
            .problem(403, "wrong_place");
        // Page by page it is the same list.
        let mut read = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = province
                .get(&format!("/api/v1/exceptions?limit=1&order=age{cursor}"), admin)
                .json();
            read.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let ids = |list: &[Value]| {
            let mut ids: Vec<String> = list.iter().map(|one| one["id"].to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&read), ids(all["items"].as_array().unwrap()));
        for bad in
            ["source=x", "order=name", "point=a%20b", "due_before=soon", "cursor=x", "limit=0"]
        {
            let answer = province.get(&format!("/api/v1/exceptions?{bad}"), admin);
            assert_eq!(answer.status, 422, "{bad}: {}", answer.text());
        }
    });
}

#[test]
fn the_page_counts_by_owner_filters_and_goes_into_a_file() {
    on_both(|province| {
        furnished(province);
        let mut admin = Browser::of(&province.app, Role::Administrator, &[]);
        let page = admin.get("/exceptions").text();
        assert!(page.contains("Theo người phụ trách") && page.contains("Mất bưu gửi"), "{page}");
        let mut count = |query: &str| admin.rows(&format!("/exceptions.csv?{query}")).len();
        assert_eq!(count(""), 4);
        assert_eq!(
            (count("source=complaint"), count("source=anomaly"), count("source=dark")),
            (1, 2, 0)
        );
        assert_eq!(
            (count(&format!("point={VILLAGE}")), count(&format!("point={DISTRICT}"))),
            (1, 3)
        );
        assert_eq!((count("owner=away"), count("older=24"), count("due=24")), (0, 0, 0));
        // The complaint was not answered in time, and the promise of what was lost is broken too.
        later(province, 12 * 24 * 60);
        let mut admin = Browser::signed_in(&province.app, "administrator.");
        let mut count = |query: &str| admin.rows(&format!("/exceptions.csv?{query}")).len();
        assert!(count("due=overdue&source=complaint") == 1 && count("older=168") == 4);
        let page = admin.get("/exceptions?due=overdue").text();
        assert!(page.contains("quá hạn"), "{page}");
        let english = admin.english("/exceptions?lang=en").text();
        assert!(english.contains("overdue by") && english.contains("Parcel lost"), "{english}");
        for (bad, field) in [
            ("source=x", "source"),
            ("point=a%20b", "point"),
            ("owner=king", "owner"),
            ("older=0", "older"),
            ("due=soon", "due"),
            ("order=name", "order"),
        ] {
            let page = admin.get(&format!("/exceptions?{bad}"));
            assert_eq!(page.status, 422, "{bad}");
            let text = page.text();
            let field = text.split(&format!("id=\"{field}\"")).nth(1).unwrap();
            assert!(field.split("</p>").next().unwrap().contains("<em id="), "{bad}: {text}");
            assert_eq!(admin.get(&format!("/exceptions.csv?{bad}")).status, 422, "{bad}");
        }
        assert_eq!(admin.get("/exceptions?cursor=x").status, 422);
        // What is paid or closed waits for nobody.
        let record = only_record(province, "opened");
        let body = json!({"reason": "Đã trả tận tay"});
        let closed = province.post(&format!("{}/close", path(&record)), &manager(province), &body);
        assert_eq!(closed.send().status, 200);
        assert_eq!(admin.rows("/exceptions.csv?source=liability").len(), 0);
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[SORTING]);
        assert!(clerk.get("/exceptions").text().contains("không có khiếu nại hay thiệt hại"));
    });
}
