//! Working time on the pages of staff: a year with its special days and the decisions behind them, and when
//! a time limit ends.

use hosopost::base::Role;

use super::province::on_both;
use crate::kit::province::{CENTRE, LAND, VILLAGE};

#[test]
fn a_year_shows_its_special_days_with_their_decisions_for_each_audience() {
    on_both(|places| {
        let mut officer = places.somebody(Role::Officer, &[CENTRE]);
        let authority = officer.get("/network/calendar?year=2025").text();
        for told in ["Tết Nguyên Đán", "làm bù", "nghỉ hoán đổi", "Bộ luật Lao động", "Tháng 12"]
        {
            assert!(authority.contains(told), "{told}: {authority}");
        }
        let post = officer.get("/network/calendar?year=2025&audience=post").text();
        assert!(post.contains("T7 07:00–11:30") && !post.contains("làm bù</span>"), "{post}");
        let centre = officer.get(&format!("/network/calendar?year=2026&place={CENTRE}")).text();
        assert!(centre.contains("T7 07:30–11:00"), "{centre}");
        let unit = officer.get("/network/calendar?year=2025&place=42").text();
        assert!(unit.contains("tỉnh Hà Tĩnh"), "{unit}");
        let unloaded = officer.get("/network/calendar?year=1999");
        assert_eq!(unloaded.status, 200);
        assert!(unloaded.text().contains("hosopost import holidays"), "{}", unloaded.text());
        for (bad, said) in [
            ("year=x", "Cần một năm"),
            ("year=99999999999", "Cần một năm"),
            ("year=1700", "Cần một năm"),
            ("audience=king", "Hãy chọn một mục"),
            ("place=a%20b", "Cần mã điểm hoặc"),
            ("place=999999", "Không có điểm hay đơn vị"),
        ] {
            let answer = officer.get(&format!("/network/calendar?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}: {}", answer.text());
        }
    });
}

#[test]
fn the_end_of_a_time_limit_is_counted_and_explained() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        let asked = format!("procedure={LAND}&received=2025-04-25T16:00");
        let page = clerk.get(&format!("/network/deadline?{asked}")).text();
        for told in [
            "Hạn trả kết quả",
            "đến sau giờ chốt",
            "26/04/2025 07:30",
            "5 ngày làm việc",
            "nghỉ hoán đổi",
            "07/05/2025 17:00",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let several = clerk.get("/network/deadline?procedure=cap+lai").text();
        assert!(several.contains("Thủ tục nào?"), "{several}");
        let english = clerk.english(&format!("/network/deadline?lang=en&{asked}")).text();
        assert!(english.contains("it came after the cut-off"), "{english}");
        clerk.get("/home?lang=vi");
        let unknown = clerk.get("/network/deadline?procedure=9.999999").text();
        assert!(unknown.contains("Không có thủ tục nào như vậy"), "{unknown}");
        let unloaded =
            clerk.get(&format!("/network/deadline?procedure={LAND}&received=1999-01-01T08:00"));
        assert_eq!(unloaded.status, 200);
        assert!(unloaded.text().contains("hosopost import"), "{}", unloaded.text());
        for (bad, said) in [
            ("received=now", "Cần ngày và giờ"),
            ("received=2025-04-08", "Cần ngày và giờ"),
            ("channel=pigeon", "Hãy chọn một mục"),
            ("procedure=1.012783&place=999999", "Không có điểm hay đơn vị"),
        ] {
            let answer = clerk.get(&format!("/network/deadline?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}: {}", answer.text());
        }
    });
}
