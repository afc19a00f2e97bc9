//! The pages about case systems: files, webhooks, devices; drawn with and without something on them.

use hosopost::base::Role;
use hosopost::jobs::Teller;

use super::staff::look;
use crate::api::office::{Door, submit};
use crate::kit::app::{Answer, settings};
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::office::{DESK, POST};
use crate::kit::receiver::{Receiver, ok, status};
use crate::partners::devices::hand_in;
use crate::partners::{list, row};

/// Looks at a page that shows where a webhook is called, which is a text on it and no link.
fn look_without(hosts: &[&str], name: &str, mut answer: Answer, lang: &str) {
    let mut html = answer.text();
    for host in hosts {
        html = html.replace(host, "motcua.example.vn/hook");
    }
    answer.body = html.into_bytes();
    look(name, &answer, lang);
}

fn both(browser: &mut Browser<'_>, hosts: &[&str], name: &str, path: &str) {
    for lang in ["vi", "en"] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = browser.get(&format!("{path}{joint}lang={lang}"));
        look_without(hosts, &format!("staff-{name}-{lang}"), answer, lang);
    }
    browser.get("/home?lang=vi");
}

const PLACEHOLDER: &str = "https://motcua.example.vn/hosopost";

/// The address that a refusal gives as an example.
const EXAMPLE: &str = "https://h.example.vn/hook";

#[test]
fn files_are_drawn_in_every_state() {
    let door = Door::sqlite();
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    both(&mut officer, &[], "files-empty", "/files");
    door.ordered(&submit());
    officer.get("/files");
    officer.post("/files/facts", &[]);
    both(&mut officer, &[], "files", "/files?none=1");
    for lang in ["vi", "en"] {
        officer.get(&format!("/files?lang={lang}"));
        let file = list(&[row(1, 10, 4), row(2, 10, 44), row(3, 70, 4)]);
        let taken = officer.upload("/files/cases", &file, &[]);
        look(&format!("staff-files-taken-{lang}"), &taken, lang);
        let wrong = officer.upload("/files/cases", b"a,b\n1,2\n", &[]);
        look(&format!("staff-files-wrong-{lang}"), &wrong, lang);
    }
}

#[test]
fn webhooks_are_drawn_in_every_state() {
    let database = TestDatabase::sqlite();
    let mut settings = settings(&database.url);
    settings.webhooks.private = true;
    let door = Door::with(database, settings);
    let mut teller = Teller::new(door.app.app.clone());
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    both(&mut admin, &[PLACEHOLDER], "webhooks-empty", "/webhooks");
    let good = Receiver::always(ok());
    let bad = Receiver::always(status(500, "", "<h1>Internal Server Error</h1> at line 7"));
    let hosts = [PLACEHOLDER, EXAMPLE, good.url.as_str(), bad.url.as_str()];
    admin.get("/webhooks");
    let made = admin.post("/webhooks", &[("url", &good.url), ("agencies", DESK)]);
    look_without(&hosts, "staff-webhook-made-vi", made, "vi");
    let made = admin.post("/webhooks", &[("url", &bad.url)]).text();
    let id = made.split("/webhooks/whk_").nth(1).unwrap().split(['/', '"', '?']).next().unwrap();
    let path = format!("/webhooks/whk_{id}");
    both(&mut admin, &hosts, "webhook-new", &path);
    door.ordered(&submit());
    door.ordered(&submit());
    door.app.wait(teller.settle()).unwrap();
    both(&mut admin, &hosts, "webhooks", "/webhooks");
    both(&mut admin, &hosts, "webhook", &path);
    both(&mut admin, &hosts, "webhook-attempts", &format!("{path}/attempts"));
    both(&mut admin, &hosts, "webhook-waiting", &format!("{path}/waiting"));
    both(&mut admin, &hosts, "webhook-waiting-none", &format!("{path}/waiting?dead=1"));
    for lang in ["vi", "en"] {
        admin.get(&format!("{path}?lang={lang}"));
        let wrong = admin.post(&format!("{path}/replay"), &[("after", "x")]);
        look_without(&hosts, &format!("staff-webhook-wrong-{lang}"), wrong, lang);
        let wrong = admin.post("/webhooks", &[("url", "x")]);
        look_without(&hosts, &format!("staff-webhooks-wrong-{lang}"), wrong, lang);
    }
    admin.post(&format!("{path}/switch"), &[("note", "bảo trì đến thứ Hai")]);
    both(&mut admin, &hosts, "webhook-off", &path);
    for lang in ["vi", "en"] {
        admin.get(&format!("{path}?lang={lang}"));
        let failed = admin.post(&format!("{path}/self-test"), &[]);
        look_without(&hosts, &format!("staff-webhook-tested-{lang}"), failed, lang);
    }
}

#[test]
fn devices_are_drawn_in_every_state() {
    let door = Door::sqlite();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    both(&mut admin, &[], "devices-empty", "/devices");
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    hand_in(&door, &door.clerk(), "may-quet-01", &[(1, &number, 400), (2, &number, -300)]);
    let courier = door.token(Role::Courier, &[POST]);
    let odd = (3, "BH999999999VN", 75_000);
    hand_in(&door, &courier, "điện thoại bưu tá 03", &[odd]);
    both(&mut admin, &[], "devices", "/devices");
    let page = admin.get("/devices").text();
    let revoke = page.split("action=\"/devices/").nth(1).unwrap().split('"').next().unwrap();
    admin.post(&format!("/devices/{revoke}"), &[]);
    both(&mut admin, &[], "devices-revoked", "/devices?revoked=1");
}
