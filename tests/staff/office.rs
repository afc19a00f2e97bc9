//! The day of a one-stop desk on its board: what presses first, planned, held, handed over by a list, fetched; in both
//! eras, through the pages.

use hosopost::base::Role;
use hosopost::cases::Status;
use serde_json::{Value, json};

use crate::kit::app::Answer;
use crate::kit::browser::{Browser, PASSWORD};
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};
use crate::promise::{Followed, Post, at, on_both};

/// When, whose results, and the runs that take them.
#[derive(Clone, Copy)]
pub struct Era {
    /// Before the first of the runs closes.
    pub morning: &'static str,
    /// A commune far enough away.
    pub home: &'static str,
    /// The latest run that brings a result of this morning in time, and when it closes.
    pub run: &'static str,
    pub closes: &'static str,
    /// One that takes from here, too late for the promise.
    pub later: &'static str,
}

pub const THREE_TIERS: Era = Era {
    morning: "2025-04-08T09:30",
    home: "18643",
    run: "DT-HT-0 V2 2025-04-08",
    closes: "2025-04-08T16:35",
    later: "DT-HT-TH V2 2025-04-09",
};
pub const TWO_TIERS: Era = Era {
    morning: "2025-10-14T09:00",
    home: "18583",
    run: "DT-TINH-1 V2 2025-10-14",
    closes: "2025-10-14T10:15",
    later: "DT-HT-0 V2 2025-10-14",
};

fn in_each_era(test: impl Fn(&Post, Era)) {
    for era in [THREE_TIERS, TWO_TIERS] {
        on_both(|post| test(post, era));
    }
}

/// So many results that lie ready at the service centre, and are promised.
pub fn results(post: &Post, era: Era, numbers: std::ops::Range<u32>) -> Vec<Followed> {
    post.clock(era.morning);
    let all: Vec<Followed> =
        numbers.map(|number| post.ordered(number, Status::Processed, Some(era.home))).collect();
    post.look();
    all
}

pub fn number(result: &Followed) -> &str {
    result.parcel.tracking.as_str()
}

/// The officer's browser, on the board.
pub fn officer(post: &Post) -> Browser<'_> {
    let mut officer = Browser::of(&post.door, Role::Officer, &[CENTRE]);
    assert_eq!(officer.get("/office").status, 200);
    officer
}

/// After an hour without a word everybody signs in again.
pub fn signs_in_again(officer: &mut Browser<'_>) {
    let name = format!("officer.{}", CENTRE.to_lowercase());
    assert_eq!(officer.sign_in(&name, PASSWORD).status, 303);
}

fn acts(officer: &mut Browser<'_>, fields: &[(&str, &str)]) -> Answer {
    officer.get("/office");
    officer.post("/office", &[&[("point", CENTRE)], fields].concat())
}

/// Does something that leads back to the board; the board after it.
#[track_caller]
fn does(officer: &mut Browser<'_>, fields: &[(&str, &str)]) -> String {
    let answer = acts(officer, fields);
    assert_eq!(answer.status, 303, "{fields:?}: {}", answer.text());
    let to = answer.header("location").to_owned();
    let page = officer.get(&to);
    assert_eq!(page.status, 200, "{to}: {}", page.text());
    page.text()
}

/// What stands in a part of the page.
#[track_caller]
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let begins = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
    page[begins..].split("</section>").next().unwrap()
}

fn asked(post: &Post, what: &str) -> Value {
    let answer =
        post.door.get(&format!("/api/v1/office/{CENTRE}/{what}")).token(&post.secret).send();
    assert_eq!(answer.status, 200, "{what}: {}", answer.text());
    answer.json()
}

#[test]
fn results_stand_by_the_latest_departure_that_still_keeps_their_promise() {
    in_each_era(|post, era| {
        post.clock(era.morning);
        let mut officer = officer(post);
        assert!(officer.get("/office").text().contains("Không có kết quả nào chờ giao"));
        let ready = results(post, era, 1..3);
        let not_there = post.ordered(9, Status::Processing, Some(era.home));
        post.look();
        let page = officer.get("/office").text();
        let list = part(&page, "live-ready");
        for one in &ready {
            assert!(list.contains(number(one)), "{list}");
        }
        assert!(!page.contains(number(&not_there)), "a result that is not there cannot be given");
        let clock = &era.closes[11..];
        assert!(list.contains(&format!("<b class=\"num\">{clock}</b>")), "{list}");
        assert!(list.contains(" giờ ") && list.contains("data-until"), "{list}");
        assert!(!page.contains("Nguyễn"), "no person is named");

        let told = asked(post, "results");
        assert_eq!(told["items"].as_array().unwrap().len(), 2);
        assert_eq!(told["items"][0]["hand_in_by"], at(era.closes).to_string());
        let run = &told["items"][0]["hand_in_for"];
        let named = ["route", "departure", "date"].map(|part| run[part].as_str().unwrap());
        assert_eq!(named.join(" "), era.run);

        // A minute before it closes the minutes are few; a minute after it is too late.
        post.door.app.clock.set(at(era.closes).plus_millis(-60_000));
        signs_in_again(&mut officer);
        let page = officer.get("/office").text();
        assert!(part(&page, "live-ready").contains("còn 1 phút"), "{page}");
        post.door.app.clock.set(at(era.closes).plus_millis(60_000));
        post.look();
        let page = officer.get("/office").text();
        assert!(part(&page, "live-ready").contains("2 không còn kịp hẹn"), "{page}");
        assert_eq!(asked(post, "results")["items"][0]["too_late"], true);
        let rows = officer.rows("/office/results.csv");
        assert_eq!(rows.len(), 2);
        assert!(rows[0].contains("không còn kịp hẹn"), "{rows:?}");
    });
}

#[test]
fn a_plan_is_followed_by_what_is_expected_and_counts_in_the_runs_room() {
    in_each_era(|post, era| {
        let ready = results(post, era, 1..3);
        let mut officer = officer(post);
        let [one, two] = [number(&ready[0]), number(&ready[1])];
        let (promised, expected) = post.keeps_its_word(&ready[0]);
        assert_eq!(expected, promised);
        let page = does(&mut officer, &[("do", "plan"), ("run", era.run), ("code", one)]);
        assert!(page.contains("1 bưu gửi đã xếp vào chuyến."), "{page}");
        assert!(part(&page, "live-ready").contains("đã xếp: "), "{page}");
        let runs = asked(post, "runs");
        let planned = |run: &&Value| run["planned"] == 1;
        let run = runs["items"].as_array().unwrap().iter().find(planned).unwrap();
        assert_eq!(
            (run["parcels_left"].as_i64(), &run["is_open"]),
            (run["parcels_left"].as_i64().map(|left| left.max(1)), &json!(true))
        );
        assert_eq!(post.look().facts, 0, "it was expected with that run already");

        // The desk would rather send the other one later.
        let page = does(&mut officer, &[("do", "plan"), ("run", era.later), ("code", two)]);
        assert!(part(&page, "live-ready").contains("trễ hẹn"), "{page}");
        assert_eq!(post.look().facts, 1);
        assert_eq!(post.forecasts(&ready[1]).pop().unwrap().data["cause"], "planned");
        assert!(post.keeps_its_word(&ready[1]).1 > promised);

        // Held back: nothing is expected, nobody misses it, and it presses no more.
        let page = does(&mut officer, &[("do", "hold"), ("reason", "Chờ đóng dấu"), ("code", two)]);
        assert!(part(&page, "live-held").contains("Chờ đóng dấu"), "{page}");
        assert!(!part(&page, "live-ready").contains(two), "{page}");
        assert_eq!(post.look().facts, 1);
        assert_eq!(post.forecasts(&ready[1]).pop().unwrap().data["cause"], "stopped");
        assert_eq!(post.keeps_its_word(&ready[1]), (promised, None));
        let page = does(&mut officer, &[("do", "release"), ("code", two)]);
        assert!(part(&page, "live-ready").contains(two), "{page}");
        post.look();
        assert_eq!(post.keeps_its_word(&ready[1]), (promised, promised));

        // The run leaves without it: planned anew at once, and the board says so.
        post.door.app.clock.set(at(era.closes).plus_millis(40 * 60_000));
        assert!(post.look().facts > 0);
        signs_in_again(&mut officer);
        let told = post.forecasts(&ready[0]).pop().unwrap().data;
        assert_eq!(told["cause"], "not_handed_over", "{told}");
        let page = officer.get("/office").text();
        assert!(part(&page, "live-ready").contains("lỡ chuyến đã xếp"), "{page}");
    });
}

#[test]
fn what_cannot_be_planned_or_held_is_said_where_it_can_be_mended() {
    on_both(|post| {
        let era = THREE_TIERS;
        let ready = results(post, era, 1..3);
        let mut officer = officer(post);
        let one = number(&ready[0]);
        let closed = "DT-HT-0 V1 2025-04-08";
        for (fields, said) in [
            (vec![("do", "plan"), ("run", era.run)], "Chưa chọn gì"),
            (vec![("do", "plan"), ("run", ""), ("code", one)], "Hãy chọn một chuyến"),
            (vec![("do", "plan"), ("run", "x y 2025-04-08"), ("code", one)], "x"),
            (vec![("do", "plan"), ("run", closed), ("code", one)], "đã chốt lúc 08:15"),
            (
                vec![("do", "plan"), ("run", "DT-TH-1 C1 2025-04-08"), ("code", one)],
                "không nhận gì từ đây",
            ),
            (vec![("do", "plan"), ("run", era.run), ("code", "BH999999999VN")], "Không có bưu gửi"),
            (vec![("do", "hold"), ("code", one)], "Cần nêu lý do"),
            (vec![("do", "hold"), ("reason", "x")], "Chưa chọn gì"),
            (vec![("do", "dance")], "Không có việc này"),
            (vec![("do", "pickup"), ("parcels", "3")], "Giờ hẹn cần"),
        ] {
            let refused = acts(&mut officer, &fields);
            assert_eq!(refused.status, 422, "{fields:?}: {}", refused.text());
            assert!(refused.text().contains(said), "{said}: {}", refused.text());
            if fields.contains(&("code", one)) {
                let ticked = format!("value=\"{one}\" form=\"act\" checked");
                assert!(refused.text().contains(&ticked), "what was ticked stays: {fields:?}");
            }
        }
        assert_eq!(officer.get("/office?cursor=x").status, 422);
        let elsewhere = officer.post("/office", &[("point", DISTRICT), ("do", "hold")]);
        assert_eq!(elsewhere.status, 403);
        // Who is no desk has no board.
        let mut clerk = Browser::of(&post.door, Role::Clerk, &[VILLAGE]);
        for path in ["/office", "/office/coming", "/office/results.csv", "/office/stream"] {
            assert_eq!(clerk.get(path).status, 403, "{path}");
        }
        let mut admin = Browser::of(&post.door, Role::Administrator, &[]);
        assert_eq!(admin.get("/office").header("location"), "/counter");
        admin.get("/counter");
        admin.post("/counter", &[("point", CENTRE)]);
        assert_eq!(admin.get("/office").status, 200, "who may act everywhere chooses a desk");
    });
}

#[test]
fn more_than_a_run_takes_is_planned_only_after_one_said_so() {
    on_both(|post| {
        let era = THREE_TIERS;
        let ready = results(post, era, 1..4);
        // The van is a small one today.
        let small = "route,departure,valid_from,valid_until,days,calendar,parcels,bags,kg,stop,point,arrives,departs,cut_off\n\
             DT-HT-TH,V2,2025-03-01,2025-09-01,Mo-Fr,post,2,1,50,3,H27.00,,11:10,10:50\n\
             DT-HT-TH,V2,2025-03-01,2025-09-01,Mo-Fr,post,2,1,50,2,480990,11:20,11:50,11:40\n\
             DT-HT-TH,V2,2025-03-01,2025-09-01,Mo-Fr,post,2,1,50,1,481900,12:20,,\n";
        let admin = post.door.secret(Role::Administrator, &[]);
        let taken = post
            .door
            .post("/api/v1/imports/timetable")
            .token(&admin)
            .body("text/csv", small)
            .send();
        assert_eq!(taken.status, 200, "{}", taken.text());
        let mut officer = officer(post);
        let all: Vec<(&str, &str)> = ready.iter().map(|one| ("code", number(one))).collect();
        let plan = [&[("do", "plan"), ("run", "DT-HT-TH V2 2025-04-08")], &all[..]].concat();
        let refused = acts(&mut officer, &plan);
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(
            refused.text().contains("chỉ còn chỗ cho 2 bưu gửi, đang xếp 3"),
            "{}",
            refused.text()
        );
        let page = does(&mut officer, &plan[..4]);
        assert!(part(&page, "live-runs").contains("hết chỗ"), "{page}");
        assert_eq!(acts(&mut officer, &[&plan[..2], &all[2..]].concat()).status, 422);
        let page = does(&mut officer, &[&plan[..2], &all[2..], &[("over", "1")]].concat());
        assert!(part(&page, "live-runs").contains("đã xếp 3"), "{page}");
    });
}

#[test]
fn what_is_chosen_is_handed_over_by_one_signed_list_and_the_desk_answers_until_it_is_taken() {
    in_each_era(|post, era| {
        let ready = results(post, era, 1..4);
        let mut officer = officer(post);
        let [one, two, three] = [0, 1, 2].map(|n| number(&ready[n]));
        // A scanner types the first code and Enter; what was ticked goes along.
        let list = acts(&mut officer, &[("scan", one), ("code", two), ("do", "give")]);
        assert_eq!(list.status, 200, "{}", list.text());
        let list = list.text();
        for (n, code) in [(0, one), (1, two)] {
            assert!(list.contains(&format!("name=\"code_{n}\" value=\"{code}\"")), "{list}");
        }
        assert!(
            list.contains("value=\"H27.00\" list=\"points\""),
            "given to the post under the same roof: {list}"
        );
        let field = list.split("name=\"number\" value=\"").nth(1).unwrap();
        let drawn = field.split('"').next().unwrap().to_owned();
        let sign = [
            ("number", drawn.as_str()),
            ("point", CENTRE),
            ("code_0", one),
            ("code_1", two),
            ("seals", "1"),
            ("other", CENTRE),
            ("do", "confirm"),
        ];
        let signed = officer.post("/counter/list/give", &sign);
        assert_eq!(
            signed.header("location"),
            format!("/counter/lists/{drawn}"),
            "{}",
            signed.text()
        );
        let record = officer.get(&format!("/counter/lists/{drawn}/record"));
        assert!(record.body.starts_with(b"%PDF"));
        let page = officer.get("/office").text();
        let given = part(&page, "live-given");
        assert!(given.contains(one) && given.contains(two) && given.contains("(2)"), "{given}");
        let waits = part(&page, "live-ready");
        assert!(!waits.contains(one) && waits.contains(three) && waits.contains("(1)"), "{waits}");
        assert_eq!(
            acts(&mut officer, &[("do", "hold"), ("reason", "x"), ("code", one)]).status,
            422
        );
        // The post under the same roof takes them over: they are gone from the desk.
        for (n, code) in [(7, one), (8, two)] {
            post.scan(n, era.morning, "receive", code, CENTRE, json!({"as": "post"}));
        }
        let page = officer.get("/office").text();
        assert!(part(&page, "live-given").contains("(0)"), "{page}");
    });
}

#[test]
fn what_comes_in_stands_by_when_it_is_expected() {
    on_both(|post| {
        post.clock("2025-04-09T07:20");
        let (first, second) =
            (post.ordered(1, Status::Processing, None), post.ordered(2, Status::Processing, None));
        post.scan(1, "2025-04-09T07:20", "accept", number(&second), VILLAGE, json!({}));
        post.look();
        let mut officer = officer(post);
        let page = officer.get("/office").text();
        let list = part(&page, "live-coming").to_owned();
        assert!(list.contains("(2)"), "{list}");
        let place = |code: &str| list.find(code).unwrap();
        assert!(place(number(&second)) < place(number(&first)), "who knows when stands first");
        assert!(list.contains(">11:00</span>"), "{list}");
        let all = officer.get("/office/coming").text();
        assert!(all.contains(number(&first)) && !all.contains("Nguyễn"), "{all}");
        assert_eq!(officer.rows("/office/coming.csv").len(), 2);
        assert_eq!(officer.get("/office/coming?cursor=x").status, 422);
        let told = asked(post, "coming?limit=1");
        assert_eq!(told["items"][0]["expected_at"], "2025-04-09T11:00:00+07:00");
        let next = told["next"].as_str().unwrap();
        let rest = asked(post, &format!("coming?cursor={next}"));
        assert_eq!(rest["items"][0]["tracking_number"], number(&first));
        // It comes in: the desk takes it over, and it is no longer expected.
        post.clock("2025-04-09T11:00");
        post.scan(2, "2025-04-09T11:00", "receive", number(&second), CENTRE, json!({"as": "desk"}));
        post.look();
        assert_eq!(asked(post, "coming")["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn the_post_is_asked_to_call_answers_and_the_board_says_so() {
    on_both(|post| {
        let era = THREE_TIERS;
        results(post, era, 1..3);
        let mut officer = officer(post);
        let call = [
            ("do", "pickup"),
            ("day", "2025-04-08"),
            ("from", "14:00"),
            ("until", "16:00"),
            ("parcels", "12"),
            ("office", SORTING),
        ];
        for (field, value, said) in [
            ("until", "14:00", "Giờ hẹn cần"),
            ("until", "25:00", "Giờ hẹn cần"),
            ("day", "2025-04-07", "Giờ hẹn cần"),
            ("day", "2025-06-08", "Giờ hẹn cần"),
            ("parcels", "0", "Số bưu gửi cần"),
            ("parcels", "many", "Số bưu gửi cần"),
            ("office", "999999", "không phải bưu cục"),
            ("office", "a b", "Cần mã một bưu cục"),
        ] {
            let wrong = call.map(|(name, usual)| (name, if name == field { value } else { usual }));
            let refused = acts(&mut officer, &wrong);
            assert_eq!(refused.status, 422, "{field}={value}");
            assert!(refused.text().contains(said), "{field}={value}: {}", refused.text());
        }
        let page = does(&mut officer, &call);
        assert!(page.contains("14:00 – 16:00") && page.contains("chờ bưu cục trả lời"), "{page}");
        let id =
            page.split("value=\"withdraw-").nth(1).unwrap().split('"').next().unwrap().to_owned();

        let mut clerk = Browser::of(&post.door, Role::Clerk, &[SORTING]);
        let asked = clerk.get("/counter/pickups").text();
        assert!(asked.contains("14:00 – 16:00") && asked.contains("12 bưu gửi"), "{asked}");
        let answer = |clerk: &mut Browser<'_>, deed: &str, reason: &str| {
            clerk.get("/counter/pickups");
            let fields =
                [("point", SORTING), ("id", id.as_str()), ("do", deed), ("reason", reason)];
            clerk.post("/counter/pickups", &fields).status.as_u16()
        };
        assert_eq!(answer(&mut clerk, "declined", " "), 422, "why is to be said");
        assert_eq!(answer(&mut clerk, "withdrawn", ""), 422, "that is the desk's");
        assert_eq!(answer(&mut clerk, "promised", ""), 303);
        assert!(officer.get("/office").text().contains("bưu cục sẽ đến"));
        let mut stranger = Browser::of(&post.door, Role::Clerk, &[VILLAGE]);
        stranger.get("/counter/pickups");
        let fields = [("point", VILLAGE), ("id", id.as_str()), ("do", "done")];
        assert_eq!(stranger.post("/counter/pickups", &fields).status, 404);
        let fetched = format!("fetched-{id}");
        let page = does(&mut officer, &[("do", &fetched)]);
        assert!(page.contains("đã đến lấy"), "{page}");
        assert_eq!(acts(&mut officer, &[("do", &fetched)]).status, 422, "it is over");
        assert_eq!(answer(&mut clerk, "declined", "xe hỏng"), 422, "it is over");
    });
}

#[test]
fn the_stream_says_when_the_board_is_another() {
    use futures_util::StreamExt as _;

    let post = Post::over(crate::kit::databases::TestDatabase::sqlite());
    let ready = results(&post, THREE_TIERS, 1..2);
    let officer = officer(&post);
    let cookies: Vec<String> =
        officer.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let ask = post.door.get("/office/stream").header("cookie", &cookies.join("; "));
    let told = ask.from(&officer.address).streamed(async |mut body| {
        let mut told = String::new();
        while told.matches("event: board").count() < 1 {
            told.push_str(&String::from_utf8_lossy(&body.next().await.unwrap().unwrap()));
        }
        let mut conn = post.door.database.open();
        let cx = post.door.keyboard();
        let by = hosopost::people::DeskPlanner::of(&cx.who).unwrap();
        let held = hosopost::flows::office::HoldIn {
            desk: CENTRE.parse().unwrap(),
            codes: vec![number(&ready[0]).to_owned()],
            reason: "Chờ ký".to_owned(),
        };
        // Another process holds it: nobody wakes this one.
        let _ = hosopost::flows::office::hold_results(&mut conn, &cx, &by, held).unwrap();
        while told.matches("event: board").count() < 2 {
            told.push_str(&String::from_utf8_lossy(&body.next().await.unwrap().unwrap()));
        }
        told
    });
    let sights: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert_eq!(sights.len(), 2);
    assert_ne!(sights[0], sights[1]);
    assert!(!told.contains("BH1"), "it says that, and not what: {told}");
}
