//! What went wrong: looked into, decided, answered for and answered.

use super::{ASTRAY, Day, SHORT, clerk_of, code_of, link, sees};
use crate::citizen::slip_code;
use crate::kit::hands::Hands;
use crate::kit::province::{CENTRE, SORTING};
use hosopost::base::Role;
use serde_json::json;

/// What the citizen writes, and nobody is to read but who answers.
const WORDS: &str = "Tôi chờ giấy chứng nhận, bưu tá nói không thấy đâu";

pub(super) fn the_exceptions_are_looked_into<H: Hands>(day: &mut Day<'_, H>) {
    day.clock("15:00");
    day.hands.sits(clerk_of(day.rides[0].to));
    let page = day.hands.opens("/exceptions");
    sees(&page, &[&day.sent[ASTRAY].number]);
    day.hands.sits("khai.sorting");
    let page = day.hands.opens("/exceptions");
    sees(&page, &["Thiếu trong túi", &day.sent[SHORT].number]);
    day.hands.sits("thu.manager");
    let page = day.hands.opens("/exceptions");
    sees(&page, &[&day.sent[ASTRAY].number, &day.sent[SHORT].number]);
    // It came out of a bag that it had not been put into, and out of a hand that had not given it.
    for what in ["Thiếu bước giao", "Lấy ra từ túi khác"] {
        let page = day.hands.opens("/exceptions");
        let is_it = |line: &&str| line.contains(&day.sent[ASTRAY].number) && line.contains(what);
        let anomaly = link(page.split("<li>").find(is_it).unwrap(), "/anomalies");
        day.hands.opens(&anomaly);
        let id = anomaly.rsplit('#').next().unwrap();
        let reason = "Đóng nhầm túi ở trung tâm khai thác; chuyển tiếp bằng chuyến sáng mai";
        let page = day.presses(&format!("/anomalies/{id}/resolve"), "", &[("reason", reason)]);
        sees(&page, &["Đã ghi kết luận"]);
    }
    let page = day.hands.opens("/exceptions");
    assert!(!page.contains(&day.sent[ASTRAY].number), "{page}");
}

pub(super) fn the_lost_one_is_answered_for<H: Hands>(day: &mut Day<'_, H>) {
    // Nobody finds it, neither where it was packed nor on the van.
    let opened = day.rides[0].to;
    let clerk = day.app.secret(Role::Clerk, &[opened]);
    let number = day.sent[SHORT].number.clone();
    day.phone(&clerk, opened, &json!({"action": "lose", "code": number}));
    let told = day.last_heard(SHORT, "liability.opened");
    assert_eq!(told["harm"], "lost", "{told}");

    day.hands.sits("thu.manager");
    let page = day.hands.opens("/exceptions");
    let record = link(&page, "/liabilities/");
    let page = day.hands.opens(&record);
    sees(&page, &[&number, "Trung tâm Khai thác vận chuyển Hà Tĩnh"]);
    let path = format!("/api/v1/liabilities/{}", code_of(&record));
    let shown = day.app.get(&path).token(&clerk_at_sorting(day)).send().json();
    let said = &shown["readings"][0];
    assert_eq!(said["custodian"]["code"], SORTING, "where it was still right: {shown}");
    assert!(said["accepted_at"].is_string(), "the signed list proves it: {shown}");
    let reason =
        [("reason", "Có trong túi khi niêm phong, không có khi mở; tìm cả ngày không thấy")];
    let page = day.presses(&format!("{record}/fix"), "", &reason);
    sees(&page, &["chờ bồi thường"]);
    assert!(day.hands.prints(&format!("{record}/paper.pdf")).starts_with(b"%PDF"));
}

fn clerk_at_sorting<H: Hands>(day: &Day<'_, H>) -> String {
    day.app.secret(Role::Clerk, &[SORTING])
}

pub(super) fn its_owner_complains_and_reads_the_answer<H: Hands>(day: &mut Day<'_, H>) {
    day.clock("15:30");
    let (number, qr) = (day.sent[SHORT].number.clone(), day.sent[SHORT].qr.clone());
    let own = format!("/q/{qr}");
    day.hands.citizen();
    day.hands.opens(&own);
    let proof = slip_code(day.app, &number);
    day.presses("/t", "", &[("proof", &proof)]);
    day.hands.opens(&format!("{own}/complaint"));
    let filled = [("kind", "lost"), ("words", WORDS)];
    let page = day.presses(&format!("{own}/complaint"), "", &filled);
    sees(&page, &["Bưu điện trả lời chậm nhất ngày"]);

    // The post of the service centre took it in from the desk, so it answers.
    day.hands.sits("tam.centre");
    let page = day.hands.opens("/exceptions");
    let complaint = link(&page, "/complaints/");
    let page = day.hands.opens(&complaint);
    sees(&page, &[WORDS, "nhật ký xem"]);
    let answer = "Chúng tôi xin lỗi: bưu gửi mất khi khai thác, sẽ được bồi thường.";
    let filled = [("outcome", "upheld"), ("words", answer)];
    day.presses(&format!("{complaint}/answer"), "", &filled);
    assert!(day.hands.prints(&format!("{complaint}/paper.pdf")).starts_with(b"%PDF"));

    day.hands.citizen();
    day.hands.opens(&own);
    let page = day.presses("/t", "", &[("proof", &proof)]);
    sees(&page, &["Khiếu nại đúng", answer, "bồi thường"]);
    assert_eq!(day.last_heard(SHORT, "complaint.answered")["outcome"], "upheld");
    let feed = day.app.get("/api/v1/feed?limit=500").token(&day.system).send().text();
    assert!(!feed.contains("chờ giấy chứng nhận"), "what was written stays inside");
    assert!(feed.contains(CENTRE));
}
