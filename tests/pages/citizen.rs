//! The citizen's pages: every stage, every way, both languages; small, quiet, and without a person in them.

use askama::Template;
use chrono::NaiveDate;
use hosopost::base::{At, Lang};
use hosopost::cases::Direction;
use hosopost::claims::{ComplaintKind, Outcome};
use hosopost::network::{PointKind, UnitKind};
use hosopost::tracking::{CitizenView, Place, Stage, Step};
use hosopost::web::citizen::Nonce;
use hosopost::web::citizen::complaint::{ComplaintLine, ComplaintPage, ComplaintPart};
use hosopost::web::citizen::lookup::{LookupPage, Told};
use hosopost::web::citizen::page::{Page, Unknown};
use hosopost::web::citizen::proven::ProvenPart;
use hosopost::web::citizen::redirect::{RedirectPage, RedirectPart};
use hosopost::web::complained::Complained;
use hosopost::web::wished::Wished;

use super::keep;
use crate::kit::app::{TestApp, morning};

const CODE: &str = "7K2M9QXR4TGB8ZCN3";
const LANGS: [Lang; 2] = [Lang::Vi, Lang::En];

fn today() -> NaiveDate {
    morning().date()
}

fn place(kind: PointKind, unit: UnitKind, name: &str) -> Place {
    Place { kind, unit, name: name.to_owned() }
}

/// A parcel that has come a long way to this stage.
fn sample(stage: Stage, direction: Direction) -> CitizenView {
    let at = |day: u32, hour, minute| {
        At::office(NaiveDate::from_ymd_opt(2025, 4, day).unwrap(), hour, minute)
    };
    let cultural = place(PointKind::CulturalPostPoint, UnitKind::Commune, "Thạch Đài");
    let sorting = place(PointKind::SortingOffice, UnitKind::Ward, "Nam Hà");
    let steps = [
        (Stage::Accepted, at(3, 8, 40), cultural.clone()),
        (Stage::Moving, at(3, 15, 5), cultural),
        (
            Stage::AtPoint,
            at(3, 17, 20),
            place(PointKind::DistrictPostOffice, UnitKind::Township, "Thạch Hà"),
        ),
        (Stage::AtPoint, at(4, 6, 10), sorting.clone()),
        (stage, at(8, 9, 12), sorting),
    ];
    let begun = stage != Stage::Announced && stage != Stage::Void;
    CitizenView {
        stage,
        direction,
        at: begun.then_some(steps[4].1),
        place: begun.then(|| steps[4].2.clone()),
        due: NaiveDate::from_ymd_opt(2025, 4, if stage == Stage::Held { 7 } else { 9 }),
        promised: NaiveDate::from_ymd_opt(2025, 4, 9).filter(|_| begun),
        expected: begun.then(|| NaiveDate::from_ymd_opt(2025, 4, 10)).flatten(),
        number: "BH100000425VN".parse().ok(),
        steps: if begun {
            steps
                .into_iter()
                .map(|(stage, at, place)| Step { stage, at, place: Some(place) })
                .collect()
        } else {
            Vec::new()
        },
    }
}

fn quiet_and_small(name: &str, html: &str) {
    assert!(html.len() < 30 * 1024, "{name} weighs {} bytes", html.len());
    for loud in ["<script", "http://", "https://", "src=", "@import", "url(", "style=\""] {
        assert!(!html.contains(loud), "{name} holds {loud}");
    }
    assert!(html.contains("noindex"), "{name}");
    keep(name, html);
}

#[test]
fn every_stage_is_drawn_in_both_languages() {
    let nonce = Nonce::fixed();
    for direction in [Direction::Submit, Direction::Return, Direction::Internal] {
        for stage in Stage::ALL {
            let view = sample(stage, direction);
            for lang in LANGS {
                let html = Page::new(&view, CODE, lang, today(), &nonce).render().unwrap();
                let name =
                    format!("q-{}-{stage:?}-{}", direction.as_str(), lang.code()).to_lowercase();
                assert!(html.contains(stage.words(direction).to(lang)), "{name}");
                assert!(html.contains(&format!("<html lang=\"{}\">", lang.code())), "{name}");
                quiet_and_small(&name, &html);
            }
        }
    }
}

#[test]
fn every_other_page_is_drawn_in_both_languages() {
    let nonce = Nonce::fixed();
    for lang in LANGS {
        let unknown = Unknown::new(lang, &nonce).render().unwrap();
        quiet_and_small(&format!("q-unknown-{}", lang.code()), &unknown);
        for (name, told) in [
            ("t", Told::Nothing),
            ("t-empty", Told::Empty),
            ("t-proof", Told::ProofNeeded),
            ("t-wrong", Told::Wrong),
            ("t-enough", Told::Enough),
        ] {
            let typed = if told == Told::Nothing { "" } else { "H27.12-250408-0007" };
            let html = LookupPage::new(told, lang, &nonce).with_code(typed).render().unwrap();
            quiet_and_small(&format!("{name}-{}", lang.code()), &html);
        }
    }
}

/// What a proof shows, with everything there can be.
fn details(lang: Lang) -> ProvenPart {
    let say = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    ProvenPart {
        qr: CODE.to_owned(),
        token: "0".repeat(32),
        case: "000.00.01.H27-250408-0007".to_owned(),
        procedure:
            "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong \
                    các trường hợp chuyển đổi, chuyển nhượng, thừa kế, tặng cho, góp vốn"
                .to_owned(),
        office: "Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh – Chi nhánh huyện Thạch Hà".to_owned(),
        receiver: "C*** T*** T** N* D*** H***".to_owned(),
        phone: Some("09•••••123".to_owned()),
        attempts: vec![
            ("09:12 · 08/04/2025".to_owned(), say("không có người nhận", "nobody was there")),
            ("15:40 · 08/04/2025".to_owned(), ""),
        ],
        delivered: None,
        papers: vec![
            ("slip.pdf", say("Phiếu gửi", "Consignment slip")),
            ("handover-record.pdf", say("Biên bản giao nhận", "Hand-over record")),
            ("receipt.pdf", say("Biên nhận thu tiền", "Receipt of money")),
        ],
        wish: None,
        redirectable: true,
        harms: vec![(
            say("Hư hỏng bưu gửi", "Parcel damaged"),
            lang.pick(
                "Bưu điện bồi thường 122.000 đ, trả chậm nhất ngày 09/05/2025.".to_owned(),
                "The post pays 122.000 đ in compensation, by 9 May 2025.".to_owned(),
            ),
        )],
        complaints: complaints(lang),
        complainable: true,
        others: vec!["0".repeat(17)],
    }
}

/// A complaint in every state.
fn complaints(lang: Lang) -> Vec<ComplaintLine> {
    let open = ComplaintLine {
        id: "cmp_1".to_owned(),
        kind: ComplaintKind::Lost.words(lang),
        filed: "09:12 · 08/04/2025".to_owned(),
        due: Some("Thứ Ba, 15/04/2025".to_owned()),
        late: false,
        answer: None,
        open: true,
        withdrawn: false,
    };
    let late = ComplaintLine { late: true, ..open.clone() };
    let closed = ComplaintLine { due: None, open: false, ..open.clone() };
    let withdrawn = ComplaintLine { withdrawn: true, ..closed.clone() };
    let said = "Chúng tôi xin lỗi ông/bà: phong bì rách khi phân loại, giấy tờ bên trong còn đủ.";
    let answer =
        Some((Outcome::Partly.words(lang), said.to_owned(), "10:00 · 10/04/2025".to_owned()));
    let answered = ComplaintLine { answer, ..closed };
    vec![open, late, answered, withdrawn]
}

#[test]
fn the_form_of_a_complaint_is_drawn_empty_and_with_mistakes() {
    let nonce = Nonce::fixed();
    for lang in LANGS {
        let draw = |name: &str, part: &ComplaintPart| {
            let html = ComplaintPage::new(part, lang, &nonce).render().unwrap();
            quiet_and_small(&format!("q-complaint-{name}-{}", lang.code()), &html);
        };
        let token = "0".repeat(32);
        let first = ComplaintPart { qr: CODE.to_owned(), token, ..ComplaintPart::default() };
        draw("first", &first);
        let typed = Complained {
            words: "Hẹn ngày 4/4 <script> mà chưa thấy.".to_owned(),
            ..Complained::default()
        };
        let wrong = |field: &str, text: &str| Some((field.to_owned(), text.to_owned()));
        let text = "Hãy chọn một việc trong danh sách.";
        draw("wrong", &ComplaintPart { typed, wrong: wrong("kind", text), ..first.clone() });
        let text = "Khiếu nại về cùng việc này đang chờ trả lời.";
        draw("waits", &ComplaintPart { wrong: wrong("", text), ..first });
    }
}

#[test]
fn what_a_proof_shows_is_drawn_with_everything_and_with_little() {
    let nonce = Nonce::fixed();
    for lang in LANGS {
        let draw = |name: &str, stage, part: &ProvenPart| {
            let view = sample(stage, Direction::Return);
            let page = Page::new(&view, CODE, lang, today(), &nonce).with_proof(part);
            quiet_and_small(&format!("q-proven-{name}-{}", lang.code()), &page.render().unwrap());
        };
        let all = details(lang);
        draw("failed", Stage::DeliveryFailed, &all);
        let to = lang.pick("người nhận", "the receiver");
        let delivered = ProvenPart {
            delivered: Some(("09:12 · 08/04/2025".to_owned(), Some(to))),
            redirectable: false,
            ..all.clone()
        };
        draw("delivered", Stage::Delivered, &delivered);
        let little = ProvenPart {
            phone: None,
            attempts: Vec::new(),
            papers: Vec::new(),
            others: Vec::new(),
            harms: Vec::new(),
            complaints: Vec::new(),
            complainable: false,
            procedure: "1.004199".to_owned(),
            receiver: "H**".to_owned(),
            wish: Some(
                lang.pick("Phát vào Thứ Sáu, 11/04/2025", "Delivery on Fri 11 April").to_owned(),
            ),
            ..all
        };
        draw("little", Stage::Announced, &little);
    }
}

#[test]
fn the_form_for_another_delivery_is_drawn_in_every_state() {
    let nonce = Nonce::fixed();
    let day = |day: u32| (format!("2025-04-{day:02}"), format!("Thứ Sáu, {day:02}/04/2025"));
    let point =
        |code: &str, name: &str| (code.to_owned(), name.to_owned(), "xã Thạch Đài".to_owned());
    for lang in LANGS {
        let draw = |name: &str, part: &RedirectPart| {
            let html = RedirectPage::new(part, lang, &nonce).render().unwrap();
            quiet_and_small(&format!("q-redirect-{name}-{}", lang.code()), &html);
        };
        let first = RedirectPart {
            qr: CODE.to_owned(),
            token: "0".repeat(32),
            days: (9..19).map(day).collect(),
            points: vec![
                point("481940", "Điểm bưu điện – văn hoá xã Thạch Đài"),
                point("481000", "Bưu cục cấp 3 Cầu Phủ"),
            ],
            typed: Wished { kind: "day".to_owned(), ..Wished::default() },
            ..RedirectPart::default()
        };
        draw("first", &first);
        let wrong = |field: &str, text: &str| Some((field.to_owned(), text.to_owned()));
        let typed = Wished {
            kind: "proxy".to_owned(),
            proxy_name: "Công Tằng Tôn Nữ Diệu Huyền <script>".to_owned(),
            proxy_phone: "09".to_owned(),
            ..Wished::default()
        };
        let text = "Cần số điện thoại từ 8 đến 15 chữ số.";
        draw("wrong", &RedirectPart { typed, wrong: wrong("phone", text), ..first.clone() });
        let wish = Some("Phát vào Thứ Sáu, 11/04/2025".to_owned());
        draw("again", &RedirectPart { wish, wrong: wrong("", "…"), ..first });
        draw("nothing", &RedirectPart { qr: CODE.to_owned(), ..RedirectPart::default() });
    }
}

#[test]
fn a_parcel_that_is_late_says_so() {
    let nonce = Nonce::fixed();
    let html = |stage| {
        Page::new(&sample(stage, Direction::Return), CODE, Lang::En, today(), &nonce)
            .render()
            .unwrap()
    };
    assert!(html(Stage::Held).contains("overdue"));
    assert!(!html(Stage::Moving).contains("overdue"));
}

#[test]
fn what_a_place_is_called_cannot_break_the_page() {
    let mut view = sample(Stage::Moving, Direction::Return);
    view.place = Some(place(PointKind::PostOffice, UnitKind::Ward, "<script>alert(1)</script>"));
    let html = Page::new(&view, CODE, Lang::Vi, today(), &Nonce::fixed()).render().unwrap();
    assert!(!html.contains("<script"));
}

#[test]
fn an_unknown_code_gets_the_same_friendly_page_whatever_it_is() {
    let app = TestApp::sqlite();
    let mut bodies = Vec::new();
    for code in
        [CODE, "x", "H27-250408-0001", "%C4%91%C6%B0%E1%BB%9Dng", "a%00b", "7k2m9qxr4tgb8zcn3"]
    {
        for path in ["q", "Q"] {
            let answer = app.get(&format!("/{path}/{code}")).send();
            assert_eq!(answer.status, 404, "{code}");
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            let policy = answer.header("content-security-policy").to_owned();
            let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
            bodies.push(answer.text().replace(nonce, "NONCE"));
        }
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(bodies[0].contains("Không tìm thấy mã này"));
}

#[test]
fn the_form_leads_a_qr_code_to_its_page_and_answers_everything_else_alike() {
    let app = TestApp::sqlite();
    let ask = |code: &str| {
        app.post("/t")
            .body("application/x-www-form-urlencoded", format!("code={code}"))
            .english()
            .send()
    };
    for typed in
        [CODE, "7k2m+9qxr+4tgb+8zcn+3", "HTTPS%3A%2F%2FHOSO.EXAMPLE.VN%2FQ%2F7K2M9QXR4TGB8ZCN3"]
    {
        let answer = ask(typed);
        assert_eq!(answer.status, 303, "{typed}");
        assert_eq!(answer.header("location"), format!("/q/{CODE}?lang=en"));
    }
    for typed in ["BH100000425VN", "H27-250408-0001", "%3Cscript%3E", "%00", "9999999999999999999"]
    {
        let answer = ask(typed);
        assert_eq!(answer.status, 200, "{typed}");
        assert!(answer.text().contains("The QR code of your slip is needed"), "{typed}");
        assert!(!answer.text().contains("<script"), "{typed}");
    }
    assert!(ask("").text().contains("No code was typed"));
    let nothing = app.post("/t").body("application/x-www-form-urlencoded", "").english().send();
    assert!(nothing.text().contains("No code was typed"));
}

#[test]
fn the_switch_and_the_browser_choose_the_language() {
    let app = TestApp::sqlite();
    assert!(app.get("/t").send().text().contains("Hồ sơ của ông/bà đang ở đâu?"));
    assert!(app.get("/t").english().send().text().contains("Where is your dossier?"));
    assert!(app.get("/t?lang=vi").english().send().text().contains("Hồ sơ của ông/bà đang ở đâu?"));
}
