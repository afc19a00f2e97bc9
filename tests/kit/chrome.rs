//! A real browser: Chromium behind its driver, headless, asking nobody but loopback. Where
//! `HOSOPOST_TEST_BROWSER` names no driver (`make test` names one), tests that need it say so and are
//! skipped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

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

/// How long something may take to stand on a page, and how often it is looked for: a page is there within some
/// hundredths of a second, and the library's own half second would be most of a test.
const LONGEST: Duration = Duration::from_secs(20);
const BETWEEN: Duration = Duration::from_millis(20);

/// A browser of its own, closed with what holds it, however a test ends.
pub struct Chrome {
    pub browser: WebDriver,
    runtime: Runtime,
    // Dropped after the session: the driver is killed whatever happens.
    _driver: Driver,
    profile: Arc<TempDir>,
}

impl Chrome {
    /// Nothing, said aloud, when there is no browser here.
    pub fn open(script: Script) -> Option<Self> {
        Self::with(script, &Arc::new(tempfile::tempdir().unwrap()), &[])
    }

    /// The same with what an earlier browser kept, and with further arguments.
    pub fn with(script: Script, profile: &Arc<TempDir>, more: &[&str]) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the driver is named by the test script")]
        let Ok(program) = std::env::var("HOSOPOST_TEST_BROWSER") else {
            eprintln!("SKIPPED in a browser: HOSOPOST_TEST_BROWSER is not set");
            return None;
        };
        // The library that talks to the driver asks for somebody's TLS even where there is none.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let driver = Driver::started(&program);
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
            "--accept-lang=vi",
        ]
        .iter()
        .chain(more)
        {
            wanted.add_arg(arg).unwrap();
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        let mut prefs = json!({ "intl.accept_languages": "vi" });
        if script == Script::Off {
            prefs["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        wanted.add_experimental_option("prefs", prefs).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let browser = runtime.block_on(WebDriver::new(&driver.url, wanted)).unwrap();
        browser.set_poller(Arc::new(ElementPollerWithTimeout::new(LONGEST, BETWEEN)));
        Some(Self { browser, runtime, _driver: driver, profile: profile.clone() })
    }

    /// Ends the browser at once, without a word to it: as a battery that is pulled out. What it kept stays.
    pub fn killed(self) -> Arc<TempDir> {
        let profile = self.profile.clone();
        let own = format!("--user-data-dir={}", profile.path().display());
        for process in std::fs::read_dir("/proc").unwrap().flatten() {
            let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            let mut words = command.split(|byte| *byte == 0);
            // The driver's own command names no profile.
            if words.any(|word| word == own.as_bytes()) {
                let id = process.file_name();
                let killed = Command::new("kill").arg("-9").arg(&id).status().unwrap();
                assert!(killed.success() || !process.path().exists(), "{}", id.display());
            }
        }
        profile
    }

    /// Waits for something in the browser.
    pub fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // Closing first lets the browser end with its driver.
        let _ = self.runtime.block_on(self.browser.clone().quit());
    }
}

/// Runs a test in a browser of its own. Nothing, said aloud, when there is no browser here.
pub fn in_chrome<F: Future<Output = ()>>(script: Script, test: impl FnOnce(WebDriver) -> F) {
    if let Some(chrome) = Chrome::open(script) {
        chrome.wait(test(chrome.browser.clone()));
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
