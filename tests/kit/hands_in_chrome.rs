//! Hands at a real browser: each person at a machine of their own, which here are sets of cookies.

use std::fmt::Write as _;

use std::collections::BTreeMap;

use thirtyfour::prelude::*;

use super::browser::PASSWORD;
use super::chrome::{Chrome, Script};
use super::hands::{Button, Hands};
use super::served::Served;
use super::wait::until;

/// A browser before a program that is served.
pub struct InChrome<'a> {
    chrome: Chrome,
    served: &'a Served,
    /// Who sits there; nobody known for a citizen.
    name: String,
    machines: BTreeMap<String, Vec<Cookie>>,
}

impl<'a> InChrome<'a> {
    /// None, said aloud, where there is no browser.
    pub fn of(served: &'a Served, script: Script) -> Option<Self> {
        let chrome = Chrome::open(script)?;
        let hands = Self { chrome, served, name: String::new(), machines: BTreeMap::new() };
        hands.goes("/healthz");
        Some(hands)
    }

    fn goes(&self, path: &str) {
        self.chrome.wait(self.chrome.browser.goto(self.served.at(path))).unwrap();
    }

    fn page(&self) -> String {
        self.chrome.wait(self.chrome.browser.source()).unwrap()
    }

    /// Does something by which the page is left, and waits for the next.
    fn leaves(&self, act: impl AsyncFnOnce(&WebDriver)) -> String {
        let browser = &self.chrome.browser;
        let page = self.chrome.wait(browser.find(By::Tag("html"))).unwrap();
        self.chrome.wait(act(browser));
        until("the page was left", || self.chrome.wait(page.tag_name()).err());
        self.page()
    }

    /// Somebody else sits down: what the browser knew of the one before is put away.
    fn changes(&mut self, name: &str) {
        let browser = &self.chrome.browser;
        let mine = self.machines.get(name).cloned().unwrap_or_default();
        let theirs = self.chrome.wait(async {
            let theirs = browser.get_all_cookies().await.unwrap();
            browser.delete_all_cookies().await.unwrap();
            for cookie in mine {
                browser.add_cookie(cookie).await.unwrap();
            }
            theirs
        });
        let before = std::mem::replace(&mut self.name, name.to_owned());
        self.machines.insert(before, theirs);
    }
}

impl Hands for InChrome<'_> {
    fn sits(&mut self, name: &str) {
        self.changes(name);
        self.goes("/home");
        if self.path() == "/sign-in" {
            let typed = [("name", name), ("password", PASSWORD)];
            self.presses(Button::of("/sign-in", ""), &typed);
        }
        assert_eq!(self.path(), "/home", "{}", self.page());
    }

    fn citizen(&mut self) {
        self.machines.remove("");
        self.changes("");
    }

    fn opens(&mut self, path: &str) -> String {
        self.goes(path);
        self.page()
    }

    fn scans(&mut self, code: &str) -> String {
        self.leaves(async |browser| {
            let field = browser.active_element().await.unwrap();
            assert_eq!(field.tag_name().await.unwrap(), "input", "no field waits for a scan");
            field.send_keys(code.to_owned() + Key::Enter).await.unwrap();
        })
    }

    fn presses(&mut self, button: Button<'_>, filled: &[(&str, &str)]) -> String {
        let mut among = String::new();
        for (name, value) in button.among {
            write!(among, ":has(input[name='{name}'][value='{value}'])").unwrap();
        }
        let form = button.form;
        let pressed = match button.value {
            "" => "button".to_owned(),
            value => format!("button[value='{value}']"),
        };
        let css = format!("form:is([action='{form}'], [action^='{form}?']){among} {pressed}");
        self.leaves(async |browser| {
            let Ok(pressed) = browser.find(By::Css(css.as_str())).await else {
                panic!("no {css}: {}", browser.source().await.unwrap())
            };
            if !pressed.is_displayed().await.unwrap() {
                let closed = pressed.find(By::XPath("ancestor::details[1]/summary")).await;
                closed.unwrap().click().await.unwrap();
            }
            let form = pressed.find(By::XPath("ancestor::form")).await.unwrap();
            for (name, value) in filled {
                fills(&form, name, value).await;
            }
            pressed.click().await.unwrap();
        })
    }

    fn path(&self) -> String {
        let at = self.chrome.wait(self.chrome.browser.current_url()).unwrap();
        at.path().to_owned()
    }

    fn prints(&mut self, path: &str) -> Vec<u8> {
        let browser = &self.chrome.browser;
        let css = format!("a[href='{path}']");
        let (link, cookies) = self.chrome.wait(async {
            (browser.find(By::Css(css.as_str())).await, browser.get_all_cookies().await.unwrap())
        });
        assert!(link.is_ok(), "no link to {path}: {}", self.page());
        // What a browser does with a file is its own affair: it is asked for as the link would.
        let held: Vec<String> =
            cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        let ask = self.served.app.get(path).header("accept", "text/html");
        let answer = ask.header("cookie", &held.join("; ")).send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.body
    }
}

/// Fills in a field of a form as a person does.
async fn fills(form: &WebElement, name: &str, value: &str) {
    let field = form.find(By::Css(format!("[name='{name}']"))).await.unwrap();
    let tag = field.tag_name().await.unwrap();
    let kind = field.attr("type").await.unwrap().unwrap_or_default();
    match (tag.as_str(), kind.as_str()) {
        ("select", _) => {
            let option = field.find(By::Css(format!("option[value='{value}']"))).await.unwrap();
            option.click().await.unwrap();
        }
        (_, "radio") => {
            let choice = format!("[name='{name}'][value='{value}']");
            form.find(By::Css(choice)).await.unwrap().click().await.unwrap();
        }
        (_, "checkbox") => {
            if !field.is_selected().await.unwrap() {
                field.click().await.unwrap();
            }
        }
        _ => {
            field.clear().await.unwrap();
            field.send_keys(value).await.unwrap();
        }
    }
}
