//! A real browser: Chromium behind its driver, headless, asking nobody but loopback. Where
//! `HOSOPOST_TEST_BROWSER` names no driver (`make test` names one), tests that need it say so and are
//! skipped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The driver's process; ends with the test.
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn started(program: &str) -> Self {
        let mut child = Command::new(program)
            .args(["--port=0", "--allowed-ips=127.0.0.1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let port = out.lines().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.expect("the driver says on which port it listens");
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether pages may run their script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

/// Runs a test in a browser of its own, which is closed however the test ends. Nothing, said aloud, when
/// there is no browser here.
pub fn in_chrome<F: Future<Output = ()>>(script: Script, test: impl FnOnce(WebDriver) -> F) {
    #[expect(clippy::disallowed_methods, reason = "the driver is named by the test script")]
    let Ok(program) = std::env::var("HOSOPOST_TEST_BROWSER") else {
        eprintln!("SKIPPED in a browser: HOSOPOST_TEST_BROWSER is not set");
        return;
    };
    // The library that talks to the driver asks for somebody's TLS even where there is none.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let driver = Driver::started(&program);
    let profile = tempfile::tempdir().unwrap();
    let mut wanted = DesiredCapabilities::chrome();
    for arg in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=360,740",
        "--lang=vi",
    ] {
        wanted.add_arg(arg).unwrap();
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
    if script == Script::Off {
        let prefs = json!({ "profile.managed_default_content_settings.javascript": 2 });
        wanted.add_experimental_option("prefs", prefs).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let browser = WebDriver::new(&driver.url, wanted).await.unwrap();
        let closing = browser.clone();
        // The driver is killed whatever happens; closing first lets the browser end with it.
        let _closes = Closing(Some(closing));
        test(browser).await;
    });
}

/// Ends the session on a thread of its own, since a test that failed is unwinding.
struct Closing(Option<WebDriver>);

impl Drop for Closing {
    fn drop(&mut self) {
        let Some(browser) = self.0.take() else { return };
        let ended = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(browser.quit()))
        });
        drop(ended.join());
    }
}

/// Makes the window as wide and high as a screen of so many CSS pixels.
pub async fn on_a_screen_of(browser: &WebDriver, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true });
    browser.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
}

/// What a script answers.
pub async fn told(browser: &WebDriver, script: &str) -> Value {
    browser.execute(script, Vec::new()).await.unwrap().json().clone()
}
