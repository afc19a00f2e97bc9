//! The app on a phone, in a real browser: without a line, with a weak one, and when the battery is pulled out.

mod accept;
mod camera;
mod clock;
mod door;
mod full;
mod offline;
mod phones;
mod pure;
mod revoked;
mod screens;
mod two_hundred;
mod update;

use hosopost::base::Role;
use serde_json::Value;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use super::journey::{on_page, sign_in_at};
use crate::kit::browser::user;
use crate::kit::chrome::told;
use crate::kit::province::DISTRICT;
use crate::kit::served::Served;
use crate::kit::weak_line::WeakLine;

/// A server and the line to it.
fn with_a_line() -> (Served, WeakLine) {
    let line = WeakLine::new();
    let served = Served::known_as(Some(line.home()));
    line.to(&served.home);
    (served, line)
}

/// A postman of the district who makes this browser a phone, and opens the app on it.
async fn postman(browser: &WebDriver, served: &Served, line: &WeakLine) {
    enrolled(browser, served, line, ("hung.vo", Role::Courier, DISTRICT)).await;
}

/// Somebody new who makes this browser a phone, and opens the app on it.
async fn enrolled(
    browser: &WebDriver,
    served: &Served,
    line: &WeakLine,
    (name, role, place): (&str, Role, &str),
) {
    user(&served.app, name, role, &[place]);
    sign_in_at(browser, &line.home(), name).await;
    browser.goto(line.at("/road/start")).await.unwrap();
    press(browser, "#road-start button").await;
    on_page(browser, "html[data-ready]").await;
    // Who may act at a point both for the post and for its desk says as what.
    if !browser.query(By::Css("[data-task=receive]")).nowait().exists().await.unwrap() {
        press(browser, ".choice").await;
        on_page(browser, "[data-task=receive]").await;
    }
    // From then on every screen opens without a line.
    let kept = "const { serviceWorker } = navigator; await serviceWorker.ready; \
                await new Promise(done => serviceWorker.controller ? done() \
                : serviceWorker.addEventListener('controllerchange', done, { once: true }))";
    asked(browser, kept).await;
}

/// Has the phone fetch what it knows, and waits for it.
async fn refreshed(browser: &WebDriver) {
    let known = "const { app, refresh } = await load('state.js'); await refresh(true); return !app.known.empty";
    assert_eq!(asked(browser, known).await, true);
}

/// Presses something; what is drawn anew between being found and being pressed is found again.
async fn press(browser: &WebDriver, css: &str) {
    loop {
        let found = on_page(browser, css).await;
        // To the middle: what is fixed at the edges covers nothing there.
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        let pressed = match browser.execute(middle, vec![found.to_json().unwrap()]).await {
            Ok(_) => found.click().await,
            Err(error) => Err(error),
        };
        match pressed {
            Ok(()) => return,
            Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
            Err(error) => panic!("{css}: {error}"),
        }
    }
}

/// Goes to the task and its screen.
async fn task(browser: &WebDriver, name: &str) {
    browser.execute("location.hash = '#menu'", Vec::new()).await.unwrap();
    press(browser, &format!("[data-task={name}]")).await;
    on_page(browser, "#code").await;
}

/// Types a code into the field, and Enter.
async fn scan(browser: &WebDriver, code: &str) {
    on_page(browser, "#code").await.send_keys(code.to_owned() + Key::Enter).await.unwrap();
}

/// Hands in now, where it has not been done meanwhile.
async fn hand_in(browser: &WebDriver) {
    browser.execute("location.hash = '#outbox'", Vec::new()).await.unwrap();
    on_page(browser, ".standing").await;
    browser.execute("document.getElementById('send-now')?.click()", Vec::new()).await.unwrap();
}

/// Waits until so much is not sent, as the head of every screen says.
async fn unsent(browser: &WebDriver, left: usize) {
    on_page(browser, &format!("#unsent[data-left='{left}']")).await;
}

/// What something on the screen says; it may be drawn anew meanwhile.
async fn text_of(browser: &WebDriver, css: &str) -> String {
    on_page(browser, css).await;
    let said = told(browser, &format!("return document.querySelector('{css}').textContent")).await;
    said.as_str().unwrap().to_owned()
}

/// What a module of the app answers.
async fn asked(browser: &WebDriver, script: &str) -> Value {
    let whole = format!(
        "const done = arguments[arguments.length - 1];
         const home = document.querySelector('script[type=module]').src.replace(/[^/]*$/, '');
         const load = name => import(home + name);
         (async () => {{ {script} }})().then(done, error => done(String(error && error.stack || error)));"
    );
    browser.execute_async(whole, Vec::new()).await.unwrap().json().clone()
}

/// Whether the service worker has the page in its hands: from then on it opens without a line.
async fn kept_by_its_worker(browser: &WebDriver) {
    asked(browser, "await navigator.serviceWorker.ready; return true").await;
    assert_eq!(told(browser, "return typeof navigator.serviceWorker").await, "object");
}
