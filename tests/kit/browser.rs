//! A browser as far as sign-in needs one: it keeps cookies, remembers the hidden word of the last page it
//! saw, and posts forms as browsers do. It runs no script.

use axum::http::header;
use hosopost::base::{PointCode, Role};
use hosopost::flows::{self, FirstPassword};
use hosopost::people::{Administrator, Password, PasswordHash, User, UserIn};

use super::app::{Answer, Ask, TestApp};

/// The password of users in tests.
pub const PASSWORD: &str = "mưa rơi trên mái tôn";

/// A user of this name with [`PASSWORD`].
pub fn user(app: &TestApp, name: &str, role: Role, points: &[&str]) -> User {
    let mut conn = app.database.open();
    let cx = app.keyboard();
    let known = app.app.known(&mut conn).unwrap();
    let by = Administrator::of(&cx.who).unwrap();
    let points: Vec<PointCode> = points.iter().map(|code| code.parse().unwrap()).collect();
    let input = UserIn::read(name, role, points).unwrap();
    let hash = PasswordHash::of(&Password::typed(PASSWORD), *b"a salt for tests");
    let first = (&hash, FirstPassword::Chosen);
    flows::create_user(&mut conn, &cx, &by, &known.network, input, first).unwrap()
}

/// One browser on one machine.
pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub address: String,
    pub cookies: Vec<(String, String)>,
    /// The hidden word of the last page that had one.
    pub word: String,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp, address: &str) -> Self {
        Self { app, address: address.to_owned(), cookies: Vec::new(), word: String::new() }
    }

    /// One that somebody has signed in with.
    pub fn signed_in(app: &'a TestApp, name: &str) -> Self {
        let mut browser = Self::new(app, "10.0.0.1");
        let answer = browser.sign_in(name, PASSWORD);
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser.get("/home");
        browser
    }

    /// One in which a new user of this role has signed in.
    pub fn of(app: &'a TestApp, role: Role, points: &[&str]) -> Self {
        let name = format!("{role}.{}", points.join(".").to_lowercase());
        user(app, &name, role, points);
        Self::signed_in(app, &name)
    }

    pub fn cookie(&self, part: &str) -> Option<&str> {
        let found = self.cookies.iter().find(|(name, _)| name.contains(part));
        found.map(|(_, value)| value.as_str())
    }

    fn dressed(&self, ask: Ask<'a>) -> Ask<'a> {
        let ask = ask.from(&self.address).header("accept", "text/html");
        if self.cookies.is_empty() {
            return ask;
        }
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        ask.header("cookie", &cookies.join("; "))
    }

    fn looked_at(&mut self, answer: Answer) -> Answer {
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(held, _)| held != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if let Some((_, rest)) = text.split_once("name=\"form_token\" value=\"") {
            rest.split('"').next().unwrap().clone_into(&mut self.word);
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.dressed(self.app.get(path)).begun();
        self.looked_at(answer)
    }

    /// Asks for a page in English.
    pub fn english(&mut self, path: &str) -> Answer {
        let answer = self.dressed(self.app.get(path)).english().send();
        self.looked_at(answer)
    }

    /// The rows of a list taken along as a file, without its heading.
    #[track_caller]
    pub fn rows(&mut self, path: &str) -> Vec<String> {
        let file = self.get(path);
        assert_eq!(file.status, 200, "{path}: {}", file.text());
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8", "{path}");
        assert!(file.header("content-disposition").starts_with("attachment; filename="), "{path}");
        file.text().trim_start_matches('\u{feff}').lines().skip(1).map(str::to_owned).collect()
    }

    /// Posts the form of the page it last saw.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let word = self.word.clone();
        self.post_with(path, fields, &[("form_token", &word)], &[("sec-fetch-site", "same-origin")])
    }

    /// Posts whatever it is told to.
    pub fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        more: &[(&str, &str)],
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .chain(more)
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let mut ask = self
            .dressed(self.app.post(path))
            .body("application/x-www-form-urlencoded", body.join("&"));
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        let answer = ask.send();
        self.looked_at(answer)
    }

    /// Sends a file by the form of the page it last saw, with further fields.
    pub fn upload(&mut self, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
        let word = self.word.clone();
        let mut body = Vec::new();
        for (name, value) in [("form_token", word.as_str())].iter().chain(fields) {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
                    Content-Type: text/csv\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let ask =
            self.dressed(self.app.post(path)).body("multipart/form-data; boundary=edge", body);
        let answer = ask.header("sec-fetch-site", "same-origin").send();
        self.looked_at(answer)
    }

    /// Opens the form and signs in.
    pub fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.get("/sign-in");
        self.post("/sign-in", &[("name", name), ("password", password)])
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}
