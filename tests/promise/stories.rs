//! Parcels with names, in the era of districts and after it.

use hosopost::base::Role;
use hosopost::cases::Status;
use hosopost::dispatch::forecast::Level;
use hosopost::flows::import::{ImportFile, Kind, import};
use hosopost::people::Administrator;
use serde_json::json;

use super::{Followed, Post, at, on_both};
use crate::kit::browser::Browser;
use crate::kit::province::{CENTRE, DISTRICT, VILLAGE};

/// A dossier that was taken in at the village on a Wednesday morning, in time for its run.
fn accepted(post: &Post) -> Followed {
    post.clock("2025-04-09T07:20");
    let dossier = post.ordered(1, Status::Processing, None);
    post.scan(
        1,
        "2025-04-09T07:20",
        "accept",
        dossier.parcel.tracking.as_str(),
        VILLAGE,
        json!({}),
    );
    post.look();
    dossier
}

#[test]
fn a_dossier_is_promised_by_the_timetable_once_and_misses_its_run_at_once() {
    on_both(|post| {
        let dossier = accepted(post);
        let (promised, expected) = post.keeps_its_word(&dossier);
        assert_eq!(promised, Some(at("2025-04-09T11:00")), "with the second run, and handled");
        assert_eq!(expected, promised);
        let shown = post.shown(&dossier)["outlook"].clone();
        assert_eq!(shown["promise"]["basis"], "timetable");
        assert_eq!(shown["promise"]["ready_by"], "acceptance");
        assert_eq!(shown["hops"][0]["departure"], "S1");
        assert_eq!(shown["hops"][1]["to"], CENTRE);
        assert_eq!(shown["scan_due_at"], "2025-04-09T11:20:00+07:00");
        // Looking again says nothing anew.
        assert_eq!((post.look().facts, post.looked_by("another").facts), (0, 0));

        // The run leaves at 07:45, and nobody has put the dossier on it.
        assert_eq!(post.clock("2025-04-09T07:44").facts, 0);
        assert_eq!(post.clock("2025-04-09T07:45").facts, 1);
        let told = post.forecasts(&dossier).pop().unwrap().data;
        assert_eq!(told["cause"], "missed_run");
        assert_eq!(
            (&told["missed"]["departure"], &told["next"]["departure"]),
            (&json!("S1"), &json!("C1"))
        );
        assert_eq!(told["expected_before"], "2025-04-09T11:00:00+07:00");
        assert_eq!(
            told["expected_at"], "2025-04-10T07:30:00+07:00",
            "the desk closes as it comes in"
        );
        assert_eq!(told["delay_minutes"], 1230);
        let charged = &told["charged_to"];
        assert_eq!((&charged["from"], &charged["to"]), (&json!(VILLAGE), &json!(DISTRICT)));
        assert_eq!(charged["custodian"]["code"], VILLAGE);
        assert!(!told.to_string().contains("Nguyễn"));
        assert_eq!(post.keeps_its_word(&dossier).0, promised, "the promise stays");

        // Everybody is told: the citizen, the desk, the case system.
        let page = post.door.get(&format!("/Q/{}", dossier.parcel.qr)).send().text();
        for said in
            ["Bưu điện hẹn phát", "09/04/2025", "muộn hơn hẹn", "Dự kiến phát", "10/04/2025"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        let mut clerk = Browser::of(&post.door, Role::Clerk, &[VILLAGE]);
        let page = clerk.get(&format!("/parcels/{}", dossier.parcel.tracking)).text();
        for said in [
            "Bưu điện hẹn phát",
            "không kịp chuyến thư đã định",
            "DT-TH-1 C1",
            "theo lịch chạy thư",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
    });
}

#[test]
fn a_late_run_is_charged_with_its_hop() {
    on_both(|post| {
        let dossier = accepted(post);
        let number = dossier.parcel.tracking.as_str();
        post.clock("2025-04-09T07:40");
        post.enter(
            "/api/v1/runs",
            &json!({"code": "R-1", "route": "DT-TH-1", "date": "2025-04-09"}),
        );
        post.scan(2, "2025-04-09T07:40", "load", number, VILLAGE, json!({"run": "R-1"}));
        assert_eq!(post.look().facts, 0, "as planned");
        post.scan(3, "2025-04-09T07:40", "depart", "R-1", VILLAGE, json!({}));
        assert_eq!(post.clock("2025-04-09T08:40").facts, 0);
        // It comes in half an hour late: the run to the centre has closed.
        post.clock("2025-04-09T09:35");
        post.scan(4, "2025-04-09T09:35", "arrive", "R-1", DISTRICT, json!({}));
        post.scan(5, "2025-04-09T09:36", "unload", number, DISTRICT, json!({"run": "R-1"}));
        assert_eq!(post.look().facts, 1);
        let told = post.forecasts(&dossier).pop().unwrap().data;
        assert_eq!((&told["cause"], &told["missed"]), (&json!("late"), &json!(null)));
        let charged = &told["charged_to"];
        assert_eq!((&charged["from"], &charged["to"]), (&json!(VILLAGE), &json!(DISTRICT)));
        assert_eq!(charged["custodian"], json!({"kind": "run", "code": "R-1"}));
        assert_eq!(told["next"]["departure"], "C1");
        let (promised, expected) = post.keeps_its_word(&dossier);
        assert!(expected > promised);
        // In the end it is there, and what was expected last stays beside it.
        post.clock("2025-04-09T15:30");
        post.enter(
            "/api/v1/runs",
            &json!({"code": "R-2", "route": "DT-HT-TH", "date": "2025-04-09"}),
        );
        post.scan(6, "2025-04-09T15:30", "load", number, DISTRICT, json!({"run": "R-2"}));
        post.clock("2025-04-09T16:50");
        post.scan(
            7,
            "2025-04-09T16:49",
            "unload",
            number,
            CENTRE,
            json!({"run": "R-2", "as": "post"}),
        );
        post.scan(8, "2025-04-09T16:50", "receive", number, CENTRE, json!({"as": "desk"}));
        post.look();
        assert_eq!(post.shown(&dossier)["state"], "delivered");
        post.keeps_its_word(&dossier);
        assert_eq!(post.clock("2025-04-20T16:50").facts, 0, "nothing more is expected of it");
    });
}

#[test]
fn a_silent_parcel_is_searched_for_and_told_further_up_until_it_is_heard_of() {
    on_both(|post| {
        let dossier = accepted(post);
        let (item, number) = (dossier.parcel.key, dossier.parcel.tracking.as_str());
        post.enter("/api/v1/bags", &json!({"code": "T-1", "from": VILLAGE, "to": DISTRICT}));
        post.scan(2, "2025-04-09T07:25", "pack", number, VILLAGE, json!({"bag": "T-1"}));
        post.clock("2025-04-09T11:19");
        assert_eq!(post.dark(item), None, "a parcel that missed its run is not dark yet");
        assert_eq!(post.clock("2025-04-09T11:20").silences, 1);
        let dark = post.dark(item).unwrap();
        assert_eq!((dark.point.as_str(), dark.level), (VILLAGE, Level::Owner));
        assert_eq!(dark.silent_since, at("2025-04-09T07:25"));
        assert_eq!(dark.bag.as_ref().map(ToString::to_string).as_deref(), Some("T-1"));
        assert_eq!(dark.escalates_at, Some(at("2025-04-10T07:20")), "four hours of work later");
        let mut clerk = Browser::of(&post.door, Role::Clerk, &[VILLAGE]);
        let page = clerk.get(&format!("/parcels/{number}")).text();
        assert!(page.contains("Mất dấu") && page.contains("/bags/T-1"), "{page}");
        assert_eq!(post.shown(&dossier)["outlook"]["dark"]["bag"], "T-1");

        post.clock("2025-04-10T07:19");
        assert_eq!(post.dark(item).unwrap().level, Level::Owner);
        post.clock("2025-04-10T07:20");
        let dark = post.dark(item).unwrap();
        assert_eq!((dark.level, dark.unit.unwrap().as_str()), (Level::Superior, "445"));
        post.clock("2025-04-10T17:00");
        let dark = post.dark(item).unwrap();
        assert_eq!((dark.level, dark.unit.unwrap().as_str()), (Level::Province, "42"));
        assert_eq!((dark.escalates_at, dark.raised_at), (None, at("2025-04-09T11:20")));
        let (promised, _) = post.keeps_its_word(&dossier);
        assert_eq!(promised, Some(at("2025-04-09T11:00")));

        // On Friday it turns up at the district; the silence ends by itself.
        post.clock("2025-04-11T08:00");
        post.scan(3, "2025-04-11T08:00", "receive", number, DISTRICT, json!({}));
        assert_eq!(post.look().silences, 1);
        assert_eq!(post.dark(item), None);
        post.keeps_its_word(&dossier);
    });
}

#[test]
fn a_holiday_that_is_loaded_later_moves_what_is_expected_and_names_the_day() {
    on_both(|post| {
        post.clock("2025-04-09T15:00");
        let dossier = post.ordered(1, Status::Processing, None);
        post.scan(
            1,
            "2025-04-09T15:00",
            "accept",
            dossier.parcel.tracking.as_str(),
            VILLAGE,
            json!({}),
        );
        post.look();
        let (promised, _) = post.keeps_its_word(&dossier);
        assert_eq!(promised, Some(at("2025-04-10T11:00")));
        let file = "date,audience,kind,name_vi,name_en,decision,basis\n\
             2025-04-10,everyone,holiday,Nghỉ bão,Storm,QĐ 1 (ví dụ),rule\n";
        let (cx, mut conn) = (post.door.keyboard(), post.door.database.open());
        let by = Administrator::of(&cx.who).unwrap();
        let file = ImportFile::own(Kind::Holidays, file.as_bytes());
        import(&mut conn, &cx, &by, &file, &mut |_| {}).unwrap();
        assert_eq!(post.look().facts, 1);
        let told = post.forecasts(&dossier).pop().unwrap().data;
        assert_eq!((&told["cause"], &told["delay_minutes"]), (&json!("calendar"), &json!(1440)));
        assert_eq!(told["day_off"]["name_vi"], "Nghỉ bão");
        assert_eq!(told["charged_to"], json!(null), "it is nobody's fault");
        let (stands, expected) = post.keeps_its_word(&dossier);
        assert_eq!((stands, expected), (promised, Some(at("2025-04-11T11:00"))));
    });
}

#[test]
fn a_result_after_the_reform_is_promised_from_status_9_and_apologised_for_when_that_passes() {
    on_both(|post| {
        post.clock("2025-10-14T09:00");
        let result = post.ordered(1, Status::Processing, Some("18583"));
        assert_eq!(post.look().parcels, 1);
        assert_eq!(post.keeps_its_word(&result), (None, None), "nobody knows when it is ready");
        post.clock("2025-10-14T09:40");
        post.told(1, Status::Processed);
        post.look();
        let (promised, _) = post.keeps_its_word(&result);
        let shown = post.shown(&result)["outlook"].clone();
        assert_eq!(shown["promise"]["ready_by"], "result");
        assert_eq!(shown["promise"]["ready_at"], "2025-10-14T09:40:00+07:00");
        assert_eq!(
            (&shown["hops"][0]["from"], &shown["hops"][0]["to"]),
            (&json!(CENTRE), &json!("481960"))
        );
        // In at 12:50, handled by 13:05, delivered within four hours of work.
        assert_eq!(promised, Some(at("2025-10-15T07:30")));

        // The desk does not hand it over.
        assert_eq!(post.clock("2025-10-14T10:30").facts, 1);
        let told = post.forecasts(&result).pop().unwrap().data;
        assert_eq!(
            (&told["cause"], &told["charged_to"]["custodian"]["as"]),
            (&json!("not_handed_over"), &json!("desk"))
        );
        let letter = format!("/api/v1/parcels/{}/apology", result.parcel.tracking);
        let ask = |path: &str| post.door.get(path).token(&post.secret).send();
        assert_eq!(ask(&letter).status, 404, "nothing was broken yet");
        post.clock("2025-10-15T07:31");
        let drafted = ask(&letter);
        assert_eq!(drafted.status, 200, "{}", drafted.text());
        assert!(drafted.body.starts_with(b"%PDF"));
        let picture = ask(&format!("{letter}?format=png"));
        assert_eq!(picture.header("content-type"), "image/png");
        let mut officer = Browser::of(&post.door, Role::Officer, &[CENTRE]);
        let page = officer.get(&format!("/parcels/{}", result.parcel.tracking)).text();
        assert!(page.contains("apology.pdf") && page.contains("muộn hơn hẹn"), "{page}");
        let printed = officer.get(&format!("/parcels/{}/apology.pdf", result.parcel.tracking));
        assert!(printed.body.starts_with(b"%PDF"));
        assert_eq!(post.keeps_its_word(&result).0, promised);
    });
}

#[test]
fn a_result_that_is_later_than_it_was_due_is_the_offices_delay_and_what_it_lets_lie_after_that_too()
{
    on_both(|post| {
        post.clock("2025-10-13T09:00");
        let result = post.ordered(1, Status::Processing, Some("18583"));
        post.clock("2025-10-13T09:01");
        post.told_due(1, Status::Processing, Some(at("2025-10-14T09:40")));
        post.look();
        let shown = post.shown(&result)["outlook"].clone();
        assert_eq!(shown["promise"]["ready_by"], "due");
        let (promised, _) = post.keeps_its_word(&result);

        // Its run leaves at half past ten; the office has no result.
        assert_eq!(post.clock("2025-10-14T10:30").facts, 1);
        let told = |post: &Post| post.forecasts(&result).pop().unwrap().data;
        let late = told(post);
        assert_eq!(late["cause"], "result_late");
        let holder = &late["charged_to"]["custodian"];
        assert_eq!((&holder["code"], &holder["as"]), (&json!(CENTRE), &json!("desk")));

        // The next one it could catch, and does not: by then the result is there.
        let next = late["next"]["departs_at"].as_str().or(late["next"]["departs"].as_str());
        let next = hosopost::base::At::parse(next.unwrap()).unwrap();
        post.door.app.clock.set(next.plus_millis(-2 * 3_600_000));
        post.told_due(1, Status::Processed, Some(at("2025-10-14T09:40")));
        post.look();
        post.door.app.clock.set(next);
        post.look();
        assert_eq!(told(post)["cause"], "not_handed_over");
        assert_eq!(post.keeps_its_word(&result).0, promised);
    });
}

#[test]
fn a_result_that_comes_after_the_cut_off_is_late_before_its_run_has_left() {
    on_both(|post| {
        post.clock("2025-10-13T09:00");
        let result = post.ordered(1, Status::Processing, Some("18583"));
        post.clock("2025-10-13T09:01");
        post.told_due(1, Status::Processing, Some(at("2025-10-14T09:40")));
        post.look();
        post.door.app.clock.set(at("2025-10-14T10:29"));
        post.told_due(1, Status::Processed, Some(at("2025-10-14T09:40")));
        assert_eq!(post.look().facts, 1);
        let told = post.forecasts(&result).pop().unwrap().data;
        assert_eq!(
            (&told["cause"], &told["charged_to"]["custodian"]["as"]),
            (&json!("result_late"), &json!("desk"))
        );
        post.keeps_its_word(&result);
    });
}
