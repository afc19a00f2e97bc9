//! Parcels change hands by signed lists: scanned line by line, recorded together, odd ones among them.

use hosopost::base::Role;

use super::counter::{Form, on_both};
use crate::api::office::{Door, submit};
use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::office::{DESK, OTHER_DESK, POST};
use crate::kit::province::{CENTRE, LAND};

const GIVE: &str = "/counter/list/give";
const TAKE: &str = "/counter/list/receive";

/// Scans codes onto a list, as a wedge scanner types them: each with Enter.
fn scanned(browser: &mut Browser<'_>, path: &str, codes: &[&str]) -> Form {
    let mut form = Form::of(&browser.get(path), path);
    for code in codes {
        let page = form.with("code", code).press(browser, path, "add");
        form = Form::of(&page, path);
    }
    form
}

fn signed(browser: &mut Browser<'_>, path: &str, form: &Form) -> String {
    let done = form.press(browser, path, "confirm");
    assert_eq!(done.status, 303, "{}", done.text());
    done.header("location").to_owned()
}

fn is_pdf(answer: &Answer) -> bool {
    answer.header("content-type") == "application/pdf" && answer.body.starts_with(b"%PDF")
}

/// A result that the officer of the centre ordered back, waiting at the desk.
fn waiting(officer: &mut Browser<'_>) -> String {
    let receive = "/counter/receive";
    let blank = officer.get(&format!("{receive}?procedure={LAND}"));
    let form = Form::of(&blank, receive).with("name", "Nguyễn Văn Mẫu");
    let form = form.with("address", "Thôn 1, xã Thạch Long, huyện Thạch Hà, tỉnh Hà Tĩnh");
    let checked = form.press(officer, receive, "check");
    assert_eq!(checked.status, 200, "{}", checked.text());
    let done = Form::of(&checked, receive).press(officer, receive, "confirm");
    done.header("location").rsplit('/').next().unwrap().to_owned()
}

#[test]
fn what_a_desk_gives_by_a_list_the_post_takes_over_by_another_and_they_pair() {
    on_both(|app| {
        let mut officer = Browser::of(app, Role::Officer, &[CENTRE]);
        let mut clerk = Browser::of(app, Role::Clerk, &[CENTRE]);
        let numbers = [waiting(&mut officer), waiting(&mut officer)];
        let codes: Vec<&str> = numbers.iter().map(String::as_str).collect();

        let form = scanned(&mut officer, GIVE, &codes);
        assert_eq!((form.get("code_0"), form.get("code_1")), (codes[0], codes[1]));
        let gone = form.with("other", CENTRE);
        let list = signed(&mut officer, GIVE, &gone);
        assert_eq!(signed(&mut officer, GIVE, &gone), list, "signing twice signs once");
        let page = officer.get(&list).text();
        assert!(page.contains("Mọi dòng đã ghi") && page.contains(codes[1]), "{page}");
        assert!(is_pdf(&officer.get(&format!("{list}/record"))));
        let parcel = clerk.get(&format!("/parcels/{}", codes[0])).text();
        assert!(parcel.contains("đã giao, chờ nhận"), "{parcel}");

        let form = scanned(&mut clerk, TAKE, &codes).with("seal_1", "broken");
        let form = form.with("papers_0", "1+1+1+2");
        let taken = signed(&mut clerk, TAKE, &form);
        let page = clerk.get(&taken).text();
        for told in ["niêm phong bị rách", "đếm 1 + 1 + 1 + 2"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let parcel = clerk.get(&format!("/parcels/{}", codes[0])).text();
        assert!(!parcel.contains("đã giao, chờ nhận"), "both sides are one hand-over: {parcel}");
        assert!(!parcel.contains("Thiếu bước giao"), "{parcel}");
        assert!(is_pdf(&clerk.get(&format!("{taken}/record"))));
        assert!(clerk.get("/counter/lists").text().contains(&taken));
        let rows = clerk.rows("/counter/lists.csv");
        assert_eq!(rows.len(), 2, "both sides of this point: {rows:?}");
        for (path, side) in [(&list, "giao"), (&taken, "nhận")] {
            let number = path.rsplit('/').next().unwrap();
            let row = rows.iter().find(|row| row.starts_with(number)).unwrap();
            assert!(row.contains(&format!(",{side},{CENTRE},")), "{row}");
        }
        let mut stranger = Browser::of(app, Role::Officer, &["H27.29"]);
        for path in [list.clone(), format!("{list}/record")] {
            assert_eq!(stranger.get(&path).status, 404, "{path}");
        }
        let mut driver = Browser::of(app, Role::Courier, &[CENTRE]);
        assert_eq!(driver.get("/counter/lists.csv").status, 403);
        let nobody = Browser::new(app, "10.0.0.9").get("/counter/lists.csv");
        assert!(nobody.header("location").starts_with("/sign-in"), "{}", nobody.status);
    });
}

#[test]
fn an_odd_line_is_told_and_stops_none_of_the_others() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let form = scanned(&mut clerk, TAKE, &["BH999999999VN", &number]);
    let list = signed(&mut clerk, TAKE, &form);
    let page = clerk.get(&list).text();
    for told in ["2 dòng bất thường", "Mã chưa có trong hệ thống", "Điểm 481000"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(clerk.get("/set-aside").text().contains("BH999999999VN"));
    assert!(is_pdf(&clerk.get(&format!("{list}/record"))));
}

#[test]
fn a_list_names_what_is_wrong_and_keeps_what_was_scanned() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let empty = Form::of(&clerk.get(GIVE), GIVE).press(&mut clerk, GIVE, "confirm");
    assert!(empty.text().contains("Danh sách còn trống"), "{}", empty.text());
    let printed = format!("https://hoso.example.vn/q/{number}");
    let form = scanned(&mut clerk, GIVE, &[&printed, "XX-1"]);
    assert_eq!(form.get("code_0"), number, "whatever host stands before the code");
    let twice = form.with("code", &number).press(&mut clerk, GIVE, "add");
    assert_eq!(twice.status, 422);
    assert!(twice.text().contains("đã có trong danh sách"));
    let fewer = Form::of(
        &Form::of(&twice, GIVE).with("code", "").press(&mut clerk, GIVE, "remove-0"),
        GIVE,
    );
    assert_eq!((fewer.get("code_0"), fewer.get("code_1")), ("XX-1", ""));
    for (field, value, said) in [
        ("other", "nowhere", "Không có điểm này"),
        ("other", POST, "Bên kia phải là điểm khác"),
        ("papers_0", "many", "như 1+1+2"),
        ("papers_0", "1000", "như 1+1+2"),
        ("code", &"9".repeat(201), "dài quá"),
    ] {
        let form = scanned(&mut clerk, GIVE, &[&number]).with(field, value);
        let refused = form.press(&mut clerk, GIVE, "confirm");
        assert_eq!(refused.status, 422, "{field} {value}");
        assert!(refused.text().contains(said), "{field}: {}", refused.text());
        assert!(refused.text().contains(&number), "{field}: what was scanned is kept");
    }
    for (field, value, status) in
        [("point", DESK, 403), ("point", "x y", 422), ("number", "x", 422), ("number", "", 422)]
    {
        let form = scanned(&mut clerk, GIVE, &[&number]).with(field, value);
        assert_eq!(form.press(&mut clerk, GIVE, "confirm").status, status, "{field} {value}");
    }
    assert_eq!(clerk.get("/counter/list/throw").status, 404);
    assert_eq!(clerk.get("/counter/lists?cursor=x").status, 422);
    assert!(clerk.get("/counter/lists").text().contains("chưa ký danh sách nào"));
}

#[test]
fn of_another_agencys_parcel_a_list_tells_nothing() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
    let form = Form::of(&stranger.get(TAKE), TAKE).with("code", &number);
    let page = form.press(&mut stranger, TAKE, "add").text();
    let nonsense = Form::of(&stranger.get(TAKE), TAKE).with("code", "BH999999999VN");
    let other = nonsense.press(&mut stranger, TAKE, "add").text();
    let about = |page: &str| page.split("<ol class=\"lines\"").nth(1).unwrap().to_owned();
    let same = about(&page).replace(&number, "X").contains("Chưa biết mã này");
    assert!(same && about(&other).contains("Chưa biết mã này"), "{page}");
}

#[test]
fn two_points_that_draw_one_number_do_not_see_each_others_list() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut one = Browser::of(&app, Role::Clerk, &["481940"]);
    let mut other = Browser::of(&app, Role::Clerk, &["481900"]);
    let form = scanned(&mut one, GIVE, &["BH999999999VN"]);
    let list = signed(&mut one, GIVE, &form);
    let theirs = scanned(&mut other, GIVE, &["BH999999999VN"]);
    let forged = theirs.with("number", list.rsplit('/').next().unwrap());
    assert_eq!(forged.press(&mut other, GIVE, "confirm").status, 403);
    assert_eq!(other.get(&list).status, 404);
}
