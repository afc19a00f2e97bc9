//! What the settings mean, in small groups named after who needs them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use super::given::{Given, Word};
use super::problem::{BadSettings, SettingProblem};
use crate::base::UnitCode;
use crate::base::codes::S10Prefix;

/// All settings of one process.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the data lie.
    pub database: DatabaseSettings,
    /// How people and programs reach us.
    pub http: HttpSettings,
    /// The tracking numbers we may draw.
    pub numbers: NumberSettings,
    /// What is printed.
    pub labels: LabelSettings,
    /// Delivery at the door.
    pub delivery: DeliverySettings,
    /// How scans are judged.
    pub scans: ScanSettings,
    /// How case systems are called.
    pub webhooks: WebhookSettings,
    /// Sign-in of staff.
    pub sign_in: SignInSettings,
    /// What we say about ourselves.
    pub log: LogSettings,
    /// The province this office works in; part of every large table's key.
    /// `--province`, `HOSOPOST_PROVINCE`; default 42 (Hà Tĩnh).
    pub province: UnitCode,
}

/// Where the data lie.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `sqlite://FILE` or `postgres://…`; it may hold a password, so it is never printed.
    /// `--database-url`, `HOSOPOST_DATABASE_URL`; default `sqlite://hosopost.db`.
    pub url: String,
}

impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseSettings(..)")
    }
}

/// How people and programs reach us.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// `--listen`, `HOSOPOST_LISTEN`; default 127.0.0.1:8080, which only this machine reaches.
    pub listen: SocketAddr,
    /// Scheme and host of printed QR codes and of links, without a slash at the end.
    /// `--public-url`, `HOSOPOST_PUBLIC_URL`; default `http://` and the address listened on.
    pub public_url: String,
    /// How many proxies of ours stand before us: an address is believed only when one of them told it.
    /// `--proxies`, `HOSOPOST_PROXIES`; default 0.
    pub proxies: u32,
    /// Where we speak TLS ourselves, and not a proxy before us.
    pub tls: Option<TlsSettings>,
}

/// By what we speak TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSettings {
    /// The certificate and those that vouch for it, in PEM. `--tls-certificate`, `HOSOPOST_TLS_CERTIFICATE`.
    pub certificate: PathBuf,
    /// Its private key, in PEM. `--tls-key`, `HOSOPOST_TLS_KEY`.
    pub key: PathBuf,
}

impl HttpSettings {
    /// Whether people reach us by https, so that cookies may insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The tracking numbers we may draw. Which letters these items bear is not fixed by any text we know,
/// and a range is allotted to an office; hence settings.
#[derive(Debug, Clone)]
pub struct NumberSettings {
    /// `--number-prefix`, `HOSOPOST_NUMBER_PREFIX`; default BH.
    pub prefix: S10Prefix,
    /// The first serial. `--number-from`, `HOSOPOST_NUMBER_FROM`; default 10000000.
    pub from: u32,
    /// The last serial, itself usable. `--number-to`, `HOSOPOST_NUMBER_TO`; default 19999999.
    pub to: u32,
}

/// What is printed.
#[derive(Debug, Clone)]
pub struct LabelSettings {
    /// Templates that replace the built-in ones. `--labels`, `HOSOPOST_LABELS`; default none.
    pub folder: Option<PathBuf>,
    /// Whether name and address stand on the label of a leg to a person; the postman's list has them anyway.
    /// `--names-on-labels`, `HOSOPOST_NAMES_ON_LABELS`; default true.
    pub names: bool,
}

/// Delivery at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliverySettings {
    /// How often a postman tries; the number for these items is not fixed by any text we know.
    /// `--delivery-attempts`, `HOSOPOST_DELIVERY_ATTEMPTS`; default 2, as other carriers do.
    pub attempts: u32,
    /// How many days ahead a receiver may put off the delivery.
    /// `--redirect-days`, `HOSOPOST_REDIRECT_DAYS`; default 10, so that also over Tết one is left.
    pub redirect_days: u32,
}

/// How scans are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanSettings {
    /// How far in the future a scan may lie, in milliseconds, before it is taken at the server's time.
    /// `--clock-skew-seconds`, `HOSOPOST_CLOCK_SKEW_SECONDS`; default 300 s.
    pub clock_skew_ms: i64,
    /// How many transactions of a process record them at once, on PostgreSQL; SQLite has one at a time.
    /// `--writers`, `HOSOPOST_WRITERS`; default 2.
    pub writers: u32,
}

/// How case systems are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Whether this process calls them. `--webhooks`, `HOSOPOST_WEBHOOKS`; default true.
    pub called: bool,
    /// Whether they may be on this machine or in the office's network, and without TLS.
    /// `--webhook-private`, `HOSOPOST_WEBHOOK_PRIVATE`; default false: who may name an address must not
    /// thereby reach what only this machine reaches.
    pub private: bool,
    /// Certificates (PEM) of authorities trusted beside the public ones, as those of the state's own.
    /// `--webhook-roots`, `HOSOPOST_WEBHOOK_ROOTS`; default none.
    pub roots: Option<PathBuf>,
}

/// How long staff stay signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInSettings {
    /// Without use, in milliseconds.
    /// `--session-idle-minutes`, `HOSOPOST_SESSION_IDLE_MINUTES`; default 60 minutes.
    pub idle_ms: i64,
    /// At the longest, in milliseconds.
    /// `--session-hours`, `HOSOPOST_SESSION_HOURS`; default 12 hours, a long shift.
    pub longest_ms: i64,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// What we say about ourselves.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// `--log-format`, `HOSOPOST_LOG_FORMAT`; default text.
    pub format: LogFormat,
    /// A filter like `info,hosopost::flows=debug`. `--log`, `HOSOPOST_LOG`; default info.
    pub filter: String,
}

impl Settings {
    /// Understands what was said, or names every setting that cannot be used.
    pub fn understand(given: Given) -> Result<Self, BadSettings> {
        let mut reader = Reader::default();
        let listen = reader.read(
            "listen",
            given.listen,
            "127.0.0.1:8080",
            "an address and a port, like 127.0.0.1:8080",
            |text| text.parse().ok(),
        );
        let tls = reader.tls(given.tls_certificate, given.tls_key);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let fallback =
            listen.map_or_else(String::new, |listen: SocketAddr| format!("{scheme}://{listen}"));
        let public_url = reader.read(
            "public-url",
            given.public_url,
            &fallback,
            "http:// or https:// and a host, without a path, like https://hoso.example.vn",
            public_url,
        );
        let from = reader.number("number-from", given.number_from, 10_000_000, 0, 99_999_999);
        let to = reader.number("number-to", given.number_to, 19_999_999, 0, 99_999_999);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let expected = format!("at least number-from, which is {from}");
            reader.problems.push(SettingProblem::new("number-to", expected, &to.to_string()));
        }
        let url =
            given.database_url.map_or_else(|| "sqlite://hosopost.db".to_owned(), |word| word.0);
        let prefix = reader.parse("number-prefix", given.number_prefix, "BH");
        let province = reader.province(given.province);
        let names = reader.read(
            "names-on-labels",
            given.names_on_labels,
            "true",
            "true or false",
            |text| text.parse().ok(),
        );
        let attempts = reader.number("delivery-attempts", given.delivery_attempts, 2, 1, 9);
        let redirect = reader.number("redirect-days", given.redirect_days, 10, 1, 30);
        let attempts = attempts.zip(redirect);
        let skew = reader.number("clock-skew-seconds", given.clock_skew_seconds, 300, 0, 3600);
        let writers = reader.number("writers", given.writers, 2, 1, 8);
        let scans = skew.zip(writers);
        let webhooks = reader.webhooks(given.webhooks, given.webhook_private, given.webhook_roots);
        let idle = reader.number("session-idle-minutes", given.session_idle_minutes, 60, 5, 1440);
        let hours = reader.number("session-hours", given.session_hours, 12, 1, 168);
        let proxies = reader.number("proxies", given.proxies, 0, 0, 5);
        let format =
            reader.read(
                "log-format",
                given.log_format,
                "text",
                "text or json",
                |text| match text {
                    "text" => Some(LogFormat::Text),
                    "json" => Some(LogFormat::Json),
                    _ => None,
                },
            );
        // Every `None` has left a problem, so the pattern fits exactly when there is none.
        let sign_in = idle.zip(hours);
        match (
            listen, public_url, from, to, prefix, province, names, attempts, scans, webhooks,
            format, sign_in, proxies,
        ) {
            (
                Some(listen),
                Some(public_url),
                Some(from),
                Some(to),
                Some(prefix),
                Some(province),
                Some(names),
                Some((attempts, redirect_days)),
                Some((skew, writers)),
                Some(webhooks),
                Some(format),
                Some((idle, hours)),
                Some(proxies),
            ) if reader.problems.is_empty() => Ok(Self {
                database: DatabaseSettings { url },
                http: HttpSettings { listen, public_url, proxies, tls },
                numbers: NumberSettings { prefix, from, to },
                labels: LabelSettings { folder: given.labels.map(|word| word.0.into()), names },
                delivery: DeliverySettings { attempts, redirect_days },
                scans: ScanSettings { clock_skew_ms: i64::from(skew) * 1000, writers },
                webhooks,
                sign_in: SignInSettings {
                    idle_ms: i64::from(idle) * 60_000,
                    longest_ms: i64::from(hours) * 3_600_000,
                },
                log: LogSettings {
                    format,
                    filter: given.log.map_or_else(|| "info".to_owned(), |word| word.0),
                },
                province,
            }),
            _ => Err(BadSettings::Values(reader.problems)),
        }
    }
}

/// Collects what is wrong, so that all of it is told at once.
#[derive(Default)]
struct Reader {
    problems: Vec<SettingProblem>,
}

impl Reader {
    fn read<T>(
        &mut self,
        setting: &'static str,
        given: Option<Word>,
        default: &str,
        expected: &str,
        understand: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let word = given.map_or_else(|| default.to_owned(), |word| word.0);
        let understood = understand(&word);
        if understood.is_none() {
            self.problems.push(SettingProblem::new(setting, expected, &word));
        }
        understood
    }

    fn number(
        &mut self,
        setting: &'static str,
        given: Option<Word>,
        default: u32,
        least: u32,
        most: u32,
    ) -> Option<u32> {
        let expected = format!("a whole number from {least} to {most}");
        self.read(setting, given, &default.to_string(), &expected, |text| {
            text.parse().ok().filter(|number| (least..=most).contains(number))
        })
    }

    fn parse<T: FromStr<Err = crate::base::place::BadCode>>(
        &mut self,
        setting: &'static str,
        given: Option<Word>,
        default: &str,
    ) -> Option<T> {
        let word = given.map_or_else(|| default.to_owned(), |word| word.0);
        word.parse()
            .map_err(|bad: crate::base::place::BadCode| {
                self.problems.push(SettingProblem::new(setting, bad.expected, &word));
            })
            .ok()
    }

    fn webhooks(
        &mut self,
        called: Option<Word>,
        private: Option<Word>,
        roots: Option<Word>,
    ) -> Option<WebhookSettings> {
        let said = |text: &str| text.parse().ok();
        let called = self.read("webhooks", called, "true", "true or false", said);
        let private = self.read("webhook-private", private, "false", "true or false", said);
        let roots = roots.map(|word| word.0.into());
        called.zip(private).map(|(called, private)| WebhookSettings { called, private, roots })
    }

    /// Both files, or neither.
    fn tls(&mut self, certificate: Option<Word>, key: Option<Word>) -> Option<TlsSettings> {
        match (certificate, key) {
            (Some(certificate), Some(key)) => {
                Some(TlsSettings { certificate: certificate.0.into(), key: key.0.into() })
            }
            (None, None) => None,
            (Some(_), None) => {
                let expected = "a file of the key, since tls-certificate is given";
                self.problems.push(SettingProblem::new("tls-key", expected.to_owned(), ""));
                None
            }
            (None, Some(_)) => {
                let expected = "a file of the certificate, since tls-key is given";
                self.problems.push(SettingProblem::new("tls-certificate", expected.to_owned(), ""));
                None
            }
        }
    }

    fn province(&mut self, given: Option<Word>) -> Option<UnitCode> {
        self.read("province", given, "42", "a province's code of two digits, like 42", |text| {
            text.parse().ok().filter(|code: &UnitCode| code.as_str().len() == 2)
        })
    }
}

/// The host goes into printed codes, in capitals and without a path: only what stays the same that way.
fn public_url(text: &str) -> Option<String> {
    let url = text.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.len() <= 100 && host.chars().all(plain)).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(toml: &str) -> Vec<String> {
        match Settings::understand(toml::from_str(toml).unwrap()) {
            Err(BadSettings::Values(problems)) => {
                problems.iter().map(ToString::to_string).collect()
            }
            other => panic!("expected problems, got {other:?}"),
        }
    }

    #[test]
    fn nothing_said_gives_the_defaults() {
        let settings = Settings::understand(Given::default()).unwrap();
        assert_eq!(settings.database.url, "sqlite://hosopost.db");
        assert_eq!(settings.http.public_url, "http://127.0.0.1:8080");
        assert_eq!(settings.numbers.prefix.to_string(), "BH");
        assert_eq!(settings.scans.clock_skew_ms, 300_000);
        assert!(settings.labels.names);
    }

    #[test]
    fn every_bad_setting_is_named_at_once_with_what_was_expected() {
        let told = problems(
            "listen = 'here'\npublic-url = 'https://h.vn/path'\nprovince = '421'\nnumber-prefix = 'RR'\n\
             number-from = -1\nnames-on-labels = 'perhaps'\ndelivery-attempts = 0\n\
             clock-skew-seconds = 9999\nwebhooks = 'off'\nwebhook-private = 1\nlog-format = 'xml'\n\
             session-idle-minutes = 0\nsession-hours = 'long'\nproxies = 9\nredirect-days = 99",
        );
        assert_eq!(told.len(), 15, "{told:#?}");
        assert_eq!(
            told[0],
            "--listen (HOSOPOST_LISTEN): expected an address and a port, like 127.0.0.1:8080, got \"here\""
        );
    }

    #[test]
    fn a_range_of_numbers_that_ends_before_it_begins_is_refused() {
        let told = problems("number-from = 10\nnumber-to = 9");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("at least number-from, which is 10"), "{told:?}");
    }

    #[test]
    fn a_public_url_keeps_scheme_and_host_only() {
        assert_eq!(public_url("https://hoso.example.vn/"), Some("https://hoso.example.vn".into()));
        for bad in
            ["", "hoso.vn", "ftp://h", "https://", "https://h/q", "https://đ.vn", "https://u@h"]
        {
            assert_eq!(public_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_database_url_is_not_printed() {
        let given = Given {
            database_url: Some(Word("postgres://u:secret@h/d".into())),
            ..Given::default()
        };
        let settings = Settings::understand(given).unwrap();
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
