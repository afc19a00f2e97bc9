//! The board of a one-stop desk, empty, at work and refused, and the post's side of it, in both languages.

use hosopost::base::Role;
use hosopost::cases::Status;
use hosopost::web::staff::office::SCRIPT;
use serde_json::json;

use super::staff::{both, look};
use crate::kit::app::Answer;
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{CENTRE, SORTING, VILLAGE};
use crate::promise::Post;
use crate::staff::office::{THREE_TIERS, number, officer, results, signs_in_again};

/// The page without its one script, which is ours and from here; all else is looked at as on any page.
fn quiet(answer: &Answer) -> Answer {
    let html = answer.text();
    let script = format!("<script src=\"{}\" defer></script>", SCRIPT.path());
    assert_eq!(html.matches(&script).count(), 1, "{html}");
    assert!(html.len() < 30 * 1024, "{} bytes", html.len());
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let body = html.replace(&script, "").into_bytes();
    Answer { status: answer.status, headers: answer.headers.clone(), body }
}

fn board(browser: &mut Browser<'_>, name: &str) {
    for lang in ["vi", "en"] {
        let answer = browser.get(&format!("/office?lang={lang}"));
        look(&format!("staff-office-{name}-{lang}"), &quiet(&answer), lang);
    }
    browser.get("/home?lang=vi");
}

#[test]
fn a_desks_board_is_drawn_from_the_empty_morning_to_the_calls_it_asked_for() {
    let post = Post::over(TestDatabase::sqlite());
    let mut officer = officer(&post);
    board(&mut officer, "empty");
    both(&mut officer, "office-coming-empty", "/office/coming");
    let mut clerk = Browser::of(&post.door, Role::Clerk, &[SORTING]);
    both(&mut clerk, "office-calls-empty", "/counter/pickups");

    let ready = results(&post, THREE_TIERS, 1..9);
    let coming = post.ordered(20, Status::Processing, None);
    post.scan(1, "2025-04-08T09:20", "accept", number(&coming), VILLAGE, json!({}));
    post.ordered(21, Status::Processing, None);
    post.scan(2, "2025-04-08T09:25", "hand_over", number(&ready[0]), CENTRE, json!({"as": "desk"}));
    post.look();
    let mut acts = |fields: &[(&str, &str)]| {
        officer.get("/office");
        let answer = officer.post("/office", &[&[("point", CENTRE)], fields].concat());
        assert_eq!(answer.status, 303, "{}", answer.text());
    };
    let code = |n: usize| ("code", number(&ready[n]));
    acts(&[("do", "plan"), ("run", "DT-HT-TH V2 2025-04-08"), code(1), code(2)]);
    acts(&[("do", "plan"), ("run", "DT-HT-TH V2 2025-04-09"), code(3)]);
    acts(&[("do", "hold"), ("reason", "Chờ lãnh đạo ký lại trang 3"), code(4)]);
    let call = [("day", "2025-04-08"), ("from", "14:00"), ("until", "16:00"), ("parcels", "12")];
    acts(&[&[("do", "pickup"), ("office", SORTING)], &call[..]].concat());
    acts(&[&[("do", "pickup")], &call[..]].concat());
    post.look();
    board(&mut officer, "at-work");
    both(&mut officer, "office-coming", "/office/coming");
    both(&mut clerk, "office-calls", "/counter/pickups");
    for lang in ["vi", "en"] {
        officer.get(&format!("/office?lang={lang}"));
        let late = "DT-HT-0 V1 2025-04-08";
        let fields = [("point", CENTRE), ("do", "plan"), ("run", late), code(5), code(6)];
        let refused = officer.post("/office", &fields);
        look(&format!("staff-office-refused-{lang}"), &quiet(&refused), lang);
        let fields =
            [("point", CENTRE), ("do", "pickup"), ("parcels", "0"), call[0], call[1], call[2]];
        let refused = officer.post("/office", &fields);
        look(&format!("staff-office-call-refused-{lang}"), &quiet(&refused), lang);
        let list = officer.post("/office", &[("point", CENTRE), ("do", "give"), code(1), code(2)]);
        look(&format!("staff-office-list-{lang}"), &list, lang);
    }
    officer.get("/home?lang=vi");
    post.door.app.clock.set(crate::promise::at("2025-04-08T16:40"));
    post.look();
    signs_in_again(&mut officer);
    board(&mut officer, "evening");
}
