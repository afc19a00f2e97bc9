//! The timetable on the pages of staff: the runs at a point, and how something gets there soonest.

use hosopost::base::Role;

use super::province::on_both;
use crate::kit::province::{CENTRE, DISTRICT, VILLAGE};

#[test]
fn the_runs_at_a_point_stand_with_their_cut_offs_for_who_works_there() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[DISTRICT]);
        let own = clerk.get("/timetable?on=2025-04-15").text();
        for told in [
            "Bưu cục Thạch Hà",
            "value=\"481900\"",
            "Chốt nhận <b class=\"num\">09:25</b>",
            "Đường thư Thạch Hà – Hà Tĩnh",
            "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh 10:50",
            "400 bưu gửi, 30 túi, 600 kg",
            "huỷ chuyến: Xe hỏng",
            "Chuyến đến",
        ] {
            assert!(own.contains(told), "{told}: {own}");
        }
        assert!(!own.contains("đã chốt"), "that day is still to come");
        let over = clerk.get("/timetable?on=2025-04-05").text();
        assert!(over.contains("đã chốt"), "{over}");
        // After the reform the office has other runs.
        let autumn = clerk.get("/timetable?on=2025-10-14").text();
        assert!(autumn.contains("Đường thư cấp tỉnh 1") && autumn.contains("Bưu điện xã Thạch Hà"));
        let english = clerk.english("/timetable?lang=en&on=2025-04-15").text();
        assert!(english.contains("Cut-off") && english.contains("cancelled"), "{english}");
        clerk.get("/home?lang=vi");
        let found = clerk.get("/timetable?point=khai+thac+van+chuyen&on=2025-04-08").text();
        assert!(found.contains("480990") && found.contains("Chuyến đi"), "{found}");
        let several = clerk.get("/timetable?point=thach+ha&on=2025-04-08").text();
        assert!(several.contains("Điểm nào?") && several.contains("point=481900"), "{several}");
        let rest = clerk.get("/timetable?on=2025-04-13").text();
        assert!(rest.contains("Không có chuyến nào vào ngày này"), "{rest}");
        let unloaded = clerk.get(&format!("/timetable?point={CENTRE}&on=2031-04-08"));
        assert_eq!(unloaded.status, 200);
        assert!(unloaded.text().contains("hosopost import holidays"), "{}", unloaded.text());
        let csv = clerk.get("/timetable.csv?on=2025-04-15").text();
        assert!(csv.contains("DT-HT-TH") && csv.contains("15/04/2025 09:25"), "{csv}");
        for (bad, said) in [
            ("point=atlantis", "Không có điểm nào như vậy"),
            ("point=%3Cscript%3E", "Không có điểm nào như vậy"),
            ("point=H27.29&on=2025-10-14", "không hoạt động vào ngày"),
            ("on=soon", "Cần một ngày"),
        ] {
            let answer = clerk.get(&format!("/timetable?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}: {}", answer.text());
            assert!(!answer.text().contains("<script"));
        }
    });
}

#[test]
fn the_way_of_a_dossier_is_told_run_by_run_with_what_is_left_for_who_misses_it() {
    on_both(|places| {
        let mut officer = places.somebody(Role::Officer, &[CENTRE]);
        let asked = format!("from={VILLAGE}&to={CENTRE}&at=2025-04-08T07:30");
        let page = officer.get(&format!("/timetable/journey?{asked}")).text();
        for told in [
            "Đến lúc <span class=\"num\">08/04/2025 10:50</span>",
            "1 lần chuyển · sau 3 giờ",
            "Giao trước <b class=\"num\">07:35</b>",
            "Giao trước <b class=\"num\">09:25</b>",
            "chờ 25 phút",
            "08/04/2025 16:50",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let back = officer.get("/timetable/journey?to=481960&at=2025-10-14T15:00").text();
        assert!(back.contains("15/10/2025 07:10"), "from where she works: {back}");
        let none = format!("/timetable/journey?from={VILLAGE}&to={CENTRE}&at=2026-04-08T07:30");
        let none = officer.get(&none).text();
        assert!(
            none.contains("Không có chuyến nào nối") && none.contains("/timetable?point=481940"),
            "{none}"
        );
        let choose = officer.get("/timetable/journey?to=thach+ha&at=2025-04-08T07:30").text();
        assert!(choose.contains("Điểm nào?") && choose.contains("to=481900"), "{choose}");
        assert_eq!(officer.get("/timetable/journey").status, 200);
        for (bad, said) in [
            ("from=atlantis&to=481900", "Không có điểm nào như vậy"),
            ("from=481900&to=atlantis", "Không có điểm nào như vậy"),
            ("from=481900&to=480000&at=soon", "Cần ngày và giờ"),
        ] {
            let answer = officer.get(&format!("/timetable/journey?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}: {}", answer.text());
        }
    });
}

#[test]
fn a_routes_page_lists_its_departures_as_of_the_day_and_a_points_page_leads_to_its_runs() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[DISTRICT]);
        let route = clerk.get("/network/routes/DT-HT-TH?on=2025-04-08").text();
        for told in [
            "Chuyến S1",
            "T2–T7, nghỉ ngày lễ",
            "Bưu cục Thạch Hà 09:45 → Trung tâm Khai thác vận chuyển Hà Tĩnh 10:40",
            "Chở tối đa 400 bưu gửi",
        ] {
            assert!(route.contains(told), "{told}: {route}");
        }
        let point = clerk.get("/network/points/481900?on=2025-04-08").text();
        assert!(point.contains("/timetable?point=481900&amp;on=2025-04-08"), "{point}");
    });
}

#[test]
fn a_run_is_cancelled_and_taken_back_on_the_board_with_a_reason() {
    on_both(|places| {
        let mut admin = places.somebody(Role::Administrator, &[]);
        let board = format!("/timetable?point={DISTRICT}&on=2025-04-14");
        let page = admin.get(&board).text();
        let run = "cancelled DT-HT-TH C1 2025-04-14";
        assert!(page.contains("Đổi chuyến trong ngày") && page.contains(run), "{page}");
        let mut clerk = places.somebody(Role::Clerk, &[DISTRICT]);
        assert!(!clerk.get(&board).text().contains("Đổi chuyến trong ngày"));
        let path = "/timetable/changes";
        let at = [("point", DISTRICT), ("on", "2025-04-14")];
        let fields = |run: &'static str, reason: &'static str| {
            [at.as_slice(), &[("run", run), ("reason", reason)]].concat()
        };
        assert_eq!(clerk.post(path, &fields(run, "Xe hỏng")).status, 403);
        for (run, reason, said) in [
            ("", "Xe hỏng", "Hãy chọn một chuyến"),
            (run, " ", "Cần lý do"),
            ("cancelled DT-HT-TH C9 2025-04-14", "Xe hỏng", "không còn như vậy"),
            ("cancelled DT-HT-TH C1 2025-04-13", "Xe hỏng", "không còn như vậy"),
            ("flown DT-HT-TH C1 2025-04-14", "Xe hỏng", "không còn như vậy"),
        ] {
            let refused = admin.post(path, &fields(run, reason));
            assert_eq!(refused.status, 422, "{run}: {}", refused.text());
            assert!(refused.text().contains(said), "{said}: {}", refused.text());
        }
        let done = admin.post(path, &fields(run, "Xe hỏng (thử)"));
        assert_eq!(done.status, 303, "{}", done.text());
        let back = done.header("location").to_owned();
        assert!(admin.get(&back).text().contains("huỷ chuyến: Xe hỏng (thử)"));
        assert!(clerk.get(&board).text().contains("Xe hỏng (thử)"));
        let again = fields("as_planned DT-HT-TH C1 2025-04-14", "Đã có xe khác");
        assert_eq!(admin.post(path, &again).status, 303);
        assert!(!clerk.get(&board).text().contains("Xe hỏng (thử)"));
    });
}
