//! `/files`, for a desk whose system has no connection.

use hosopost::base::Role;

use super::facts::rows;
use super::{list, row};
use crate::api::office::{Door, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, POST};

#[test]
fn an_officer_sends_a_list_and_is_told_which_rows_to_mend() {
    let door = Door::sqlite();
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    assert!(officer.get("/files").text().contains("Chưa tải lần nào"));
    let file = list(&[row(1, 10, 4), row(2, 10, 44)]);
    let tried = officer.upload("/files/cases", &file, &[("dry_run", "1")]).text();
    assert!(tried.contains("Nạp thử, chưa ghi gì"), "{tried}");
    let done = officer.upload("/files/cases", &file, &[]);
    assert_eq!(done.status, 200);
    let text = done.text();
    for said in
        ["Đã nạp danh sách hồ sơ", "trạng thái từ 1 đến 10", "<span class=\"code\">44</span>"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(officer.get("/cases/H27.12-250408-0001").status.is_success());
    assert_eq!(officer.get("/cases/H27.12-250408-0002").status, 404);

    for (bad, said) in [
        (b"".as_slice(), "Hãy chọn một tệp CSV."),
        (b"a,b\n1,2\n", "không phải danh sách hồ sơ"),
        (b"\xff\xfe", "không phải danh sách hồ sơ"),
    ] {
        let refused = officer.upload("/files/cases", bad, &[]);
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(said), "{said}");
    }
    officer.word = "x".to_owned();
    assert_eq!(officer.upload("/files/cases", &file, &[]).status, 403);
    officer.get("/files");
    assert_eq!(officer.post("/files/cases", &[("file", "x")]).status.as_u16() / 100, 4);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    assert_eq!(clerk.upload("/files/cases", &file, &[]).status, 403);
}

#[test]
fn facts_are_fetched_from_where_the_last_file_ended() {
    let door = Door::sqlite();
    door.ordered(&submit());
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    officer.get("/files");
    let first = officer.post("/files/facts", &[]);
    assert_eq!(first.header("location"), "/files/facts.csv?after=0&until=1");
    let file = officer.get("/files/facts.csv?after=0&until=1");
    assert_eq!(rows(&file.text()).len(), 1);
    assert!(file.header("content-disposition").contains("facts-0-1.csv"));
    assert_eq!(officer.post("/files/facts", &[]).header("location"), "/files?none=1");
    assert!(officer.get("/files?none=1").text().contains("Không có sự kiện nào mới"));
    door.ordered(&submit());
    officer.get("/files");
    assert_eq!(
        officer.post("/files/facts", &[]).header("location"),
        "/files/facts.csv?after=1&until=2"
    );
    let page = officer.get("/files").text();
    assert!(page.contains("/files/facts.csv?after=0&amp;until=1"), "{page}");
    assert_eq!(rows(&officer.get("/files/facts.csv?after=0&until=1").text()).len(), 1);
    for bad in ["after=x", "after=-1", "after=0&until=x"] {
        assert_eq!(officer.get(&format!("/files/facts.csv?{bad}")).status, 422, "{bad}");
    }
}
