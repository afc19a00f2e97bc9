//! The pages of what is on record: parcels, bags and runs.

use hosopost::base::Role;
use hosopost::custody::{Action, Scan};
use hosopost::network::Position;
use hosopost::store::revisions::{Subject, bump};
use hosopost::store::{StoreError, points, write};
use serde_json::json;

use crate::api::office::{Door, on_both, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, OTHER_DESK, POST, VILLAGE, morning, point};
use crate::kit::scans::{at_the_village, scan, scan_id};

/// Says where two points of the office stand.
pub fn positions(door: &Door) {
    let mut conn = door.app.database.open();
    let day = morning().date();
    let mut known: Vec<_> = door.office.network.points_on(day).into_iter().cloned().collect();
    for (code, lat, lon) in [(POST, 18.342, 105.903), (VILLAGE, 18.386, 105.854)] {
        let one = known.iter_mut().find(|one| one.code == point(code)).unwrap();
        one.position = Some(Position::new(lat, lon).unwrap());
    }
    write(&mut conn, |conn| -> Result<(), StoreError> {
        points::save(conn, &known)?;
        bump(conn, Subject::Network)
    })
    .unwrap();
}

fn in_bag(mut scan: Scan, bag: &str) -> Scan {
    scan.detail.bag = Some(bag.to_owned());
    scan
}

/// Two parcels in a bag from the post office to the village by a run; at the opening one is missing.
pub fn travelled(door: &Door) -> [String; 2] {
    let clerk = door.clerk();
    let bag = json!({"code": "T-01", "from": POST, "to": VILLAGE});
    assert_eq!(door.post("/api/v1/bags", &clerk, &bag).send().status, 201);
    let run = json!({"code": "R-01", "route": "HT-03", "date": "2025-04-08"});
    assert_eq!(door.post("/api/v1/runs", &clerk, &run).send().status, 201);
    let order = || door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let [one, other] = [order(), order()];
    let mut close = scan(5, 5, Action::CloseBag, "T-01", POST);
    close.detail.seal = Some("NP-7001".to_owned());
    let mut load = scan(6, 6, Action::Load, "T-01", POST);
    load.detail.run = Some("R-01".to_owned());
    let mut unload = at_the_village(scan(9, 60, Action::Unload, "T-01", VILLAGE));
    unload.detail.run = Some("R-01".to_owned());
    let mut open = at_the_village(scan(10, 70, Action::OpenBag, "T-01", VILLAGE));
    open.detail.seal_intact = Some(true);
    door.scanned(&[
        scan(1, 1, Action::Accept, &one, POST),
        scan(2, 2, Action::Accept, &other, POST),
        in_bag(scan(3, 3, Action::Pack, &one, POST), "T-01"),
        in_bag(scan(4, 4, Action::Pack, &other, POST), "T-01"),
        close,
        load,
        scan(7, 10, Action::Depart, "R-01", POST),
        at_the_village(scan(8, 50, Action::Arrive, "R-01", VILLAGE)),
        unload,
        open,
        in_bag(at_the_village(scan(11, 71, Action::Unpack, &one, VILLAGE)), "T-01"),
        at_the_village(scan(12, 80, Action::Inspect, "T-01", VILLAGE)),
    ]);
    [one, other]
}

#[test]
fn a_bags_page_counts_what_was_in_it_and_names_what_is_missing() {
    on_both(|door| {
        let [one, other] = travelled(door);
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        let page = clerk.get("/bags/T-01").text();
        for told in [
            "Túi <span class=\"code\">T-01</span>",
            "NP-7001",
            "Thiếu trong túi khi mở kiểm đếm",
            "Lần cuối đếm đủ",
            &format!("Bưu điện – Điểm {POST}"),
            "/runs/R-01",
            "/bags/T-01/label.pdf?size=a6",
            &format!("/parcels/{other}"),
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let counts =
            page.split("id=\"counts\"").nth(1).unwrap().split("</section>").next().unwrap();
        let closed = counts.split("niêm phong túi").nth(1).unwrap().split("</li>").next().unwrap();
        assert!(closed.contains("<b class=\"num\">2</b>"), "{counts}");
        assert!(counts.contains(&other) && !counts.contains(&one), "{counts}");
        let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
        for path in ["/bags/T-01", "/runs/R-01"] {
            assert_eq!(stranger.get(path).status, 404, "{path}");
        }
        // Each code leads to its own page alone.
        for path in ["/bags/R-01", "/runs/T-01", "/bags/NONE", &format!("/bags/{one}")] {
            assert_eq!(clerk.get(path).status, 404, "{path}");
        }
    });
}

#[test]
fn a_runs_page_says_when_it_left_and_came_and_what_it_carried() {
    on_both(|door| {
        travelled(door);
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        let page = clerk.get("/runs/R-01").text();
        for told in ["chuyến rời", "chuyến đến", "Tuyến 3 (HT-03)", "/bags/T-01", "08/04/2025"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(page.contains("Đã chở (1)") && page.contains("Đang trên xe (0)"), "{page}");
        clerk.get("/look-up");
        for (code, path) in [("t-01", "/bags/T-01"), ("R-01", "/runs/R-01")] {
            assert_eq!(clerk.post("/look-up", &[("code", code)]).header("location"), path);
        }
    });
}

#[test]
fn a_parcels_page_names_the_first_hop_at_which_its_condition_differed() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let mut accept = scan(1, 0, Action::Accept, &number, POST);
    accept.detail.seal = Some("NP-0001".to_owned());
    accept.detail.papers = Some(vec![2, 1]);
    let mut receive = at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE));
    receive.detail.seal_intact = Some(false);
    let mut desk = scan(3, 200, Action::Receive, &number, DESK);
    desk.detail.papers = Some(vec![2, 0]);
    door.scanned(&[accept, receive, desk]);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let page = clerk.get(&format!("/parcels/{number}")).text();
    let part = page.split("id=\"condition\"").nth(1).unwrap().split("</section>").next().unwrap();
    let first = part.split("class=\"notice\"").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(first.contains(&format!("Điểm {VILLAGE}, 08/04/2025 11:00")), "{first}");
    assert!(first.contains("Niêm phong bị rách"), "{first}");
    assert!(first.contains(&format!("Trước đó còn đúng khi ở Bưu điện – Điểm {POST}")), "{first}");
    assert_eq!(part.matches("<tr class=\"odd\">").count(), 2, "{part}");
    assert!(page.contains(&format!("/parcels/{number}/records/{}.pdf", scan_id(2))), "{page}");
    assert!(page.contains("báo về muộn"), "recorded a day later");
}

#[test]
fn the_map_of_a_way_numbers_its_points_and_the_list_names_those_without_a_place() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE)),
        scan(3, 200, Action::Receive, &number, DESK),
    ]);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let path = format!("/parcels/{number}");
    let bare = clerk.get(&path).text();
    assert!(!bare.contains("class=\"map\"") && bare.contains("chưa vẽ được bản đồ"), "{bare}");
    positions(&door);
    let page = clerk.get(&path).text();
    let map = page.split("<svg class=\"map\"").nth(1).unwrap().split("</svg>").next().unwrap();
    assert!(map.contains("<title id=\"map-title\">") && map.contains("<desc id=\"map-text\">"));
    assert!(map.contains(">1</text>") && map.contains(">2</text>") && !map.contains(">3</text>"));
    assert!(map.len() < 4_000, "{} bytes without outlines", map.len());
    let list = page.split("class=\"stops\"").nth(1).unwrap().split("</ol>").next().unwrap();
    assert!(list.contains("không có tọa độ, không có trên bản đồ"), "{list}");
    assert!(list.contains("class=\"here\"") && list.contains("đang ở đây"), "{list}");
}
