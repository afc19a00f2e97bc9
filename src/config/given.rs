//! What was said about the settings, before it is understood: flags, variables and the file alike.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::problem::BadSettings;

/// The settings file that is read when none is named, if it is there.
const DEFAULT_FILE: &str = "hosopost.toml";

/// The value of a setting as it was written; in the file a number or `true` needs no quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(pub String);

impl FromStr for Word {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Self(text)),
            toml::Value::Integer(number) => Ok(Self(number.to_string())),
            toml::Value::Boolean(yes) => Ok(Self(yes.to_string())),
            other @ (toml::Value::Float(_)
            | toml::Value::Datetime(_)
            | toml::Value::Array(_)
            | toml::Value::Table(_)) => Err(serde::de::Error::custom(format!(
                "expected a text, a whole number or true/false, got a TOML {}",
                other.type_str()
            ))),
        }
    }
}

/// Each setting once: the flag is the field's name with hyphens, the variable is `HOSOPOST_` and the
/// name in capitals, the key in the TOML file is the flag without its two leading hyphens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[command(next_help_heading = "Settings")]
pub struct Given {
    /// The database: sqlite://FILE, or postgres://USER@HOST/NAME as libpq reads it [default: sqlite://hosopost.db]
    #[arg(long, global = true, env = "HOSOPOST_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<Word>,

    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "HOSOPOST_LISTEN")]
    pub listen: Option<Word>,

    /// Scheme and host that people and printed QR codes reach us by [default: http:// and the address listened on]
    #[arg(long, global = true, env = "HOSOPOST_PUBLIC_URL")]
    pub public_url: Option<Word>,

    /// File of the certificate (PEM) by which we speak TLS ourselves; read at the start [default: none, no TLS]
    #[arg(long, global = true, env = "HOSOPOST_TLS_CERTIFICATE")]
    pub tls_certificate: Option<Word>,

    /// File of its private key (PEM)
    #[arg(long, global = true, env = "HOSOPOST_TLS_KEY")]
    pub tls_key: Option<Word>,

    /// Code of the province this office works in, two digits [default: 42, Hà Tĩnh]
    #[arg(long, global = true, env = "HOSOPOST_PROVINCE")]
    pub province: Option<Word>,

    /// First two letters of the tracking numbers drawn here (UPU S10, domestic) [default: BH]
    #[arg(long, global = true, env = "HOSOPOST_NUMBER_PREFIX")]
    pub number_prefix: Option<Word>,

    /// First serial of the range of tracking numbers allotted to us [default: 10000000]
    #[arg(long, global = true, env = "HOSOPOST_NUMBER_FROM")]
    pub number_from: Option<Word>,

    /// Last serial of that range [default: 19999999]
    #[arg(long, global = true, env = "HOSOPOST_NUMBER_TO")]
    pub number_to: Option<Word>,

    /// Folder of label and paper templates that replace the built-in ones [default: none]
    #[arg(long, global = true, env = "HOSOPOST_LABELS")]
    pub labels: Option<Word>,

    /// Whether the label of a leg to a person bears the person's name and address [default: true]
    #[arg(long, global = true, env = "HOSOPOST_NAMES_ON_LABELS")]
    pub names_on_labels: Option<Word>,

    /// How often a postman tries to deliver before the parcel goes back, 1 to 9 [default: 2]
    #[arg(long, global = true, env = "HOSOPOST_DELIVERY_ATTEMPTS")]
    pub delivery_attempts: Option<Word>,

    /// How many days ahead a receiver may put off a delivery, 1 to 30 [default: 10]
    #[arg(long, global = true, env = "HOSOPOST_REDIRECT_DAYS")]
    pub redirect_days: Option<Word>,

    /// How many seconds a scan may lie in the future before its clock is doubted, 0 to 3600 [default: 300]
    #[arg(long, global = true, env = "HOSOPOST_CLOCK_SKEW_SECONDS")]
    pub clock_skew_seconds: Option<Word>,

    /// How many transactions of this process record scans at once on PostgreSQL, 1 to 8 [default: 2]
    #[arg(long, global = true, env = "HOSOPOST_WRITERS")]
    pub writers: Option<Word>,

    /// Whether this process calls webhooks; of several on one database one may be enough [default: true]
    #[arg(long, global = true, env = "HOSOPOST_WEBHOOKS")]
    pub webhooks: Option<Word>,

    /// Whether webhooks may lead to this machine and the office's network, and without TLS [default: false]
    #[arg(long, global = true, env = "HOSOPOST_WEBHOOK_PRIVATE")]
    pub webhook_private: Option<Word>,

    /// File of certificates (PEM) of authorities that receivers of webhooks may use beside public ones [default: none]
    #[arg(long, global = true, env = "HOSOPOST_WEBHOOK_ROOTS")]
    pub webhook_roots: Option<Word>,
    /// After how many minutes without use a sign-in ends, 5 to 1440 [default: 60]
    #[arg(long, global = true, env = "HOSOPOST_SESSION_IDLE_MINUTES")]
    pub session_idle_minutes: Option<Word>,

    /// After how many hours a sign-in ends however much it is used, 1 to 168 [default: 12, a long shift]
    #[arg(long, global = true, env = "HOSOPOST_SESSION_HOURS")]
    pub session_hours: Option<Word>,

    /// How many proxies of ours stand before us, each adding to X-Forwarded-For, 0 to 5 [default: 0]
    #[arg(long, global = true, env = "HOSOPOST_PROXIES")]
    pub proxies: Option<Word>,

    /// How log lines are written: text or json [default: text]
    #[arg(long, global = true, env = "HOSOPOST_LOG_FORMAT")]
    pub log_format: Option<Word>,

    /// What is logged, in the words of tracing's filter [default: info]
    #[arg(long, global = true, env = "HOSOPOST_LOG")]
    pub log: Option<Word>,
}

impl Given {
    /// What the settings file says. Without a name it is `hosopost.toml` where the program runs, and its
    /// absence is no error; a file that was named must be there.
    pub fn from_file(named: Option<&Path>) -> Result<Self, BadSettings> {
        let path = named.map_or_else(|| PathBuf::from(DEFAULT_FILE), Path::to_path_buf);
        let bad = |problem: String| BadSettings::File { path: path.display().to_string(), problem };
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::from_toml(&text).map_err(bad),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Reads TOML; a key that is no setting is refused, since a misspelt one would be silently ignored.
    fn from_toml(text: &str) -> Result<Self, String> {
        // The long form of the error quotes the line, and the line may hold a password.
        toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => {
                let line = text[..span.start].matches('\n').count() + 1;
                format!("line {line}: {}", error.message())
            }
            None => error.message().to_owned(),
        })
    }

    /// What is said here, and where nothing is said, what `lower` says.
    #[must_use]
    pub fn over(self, lower: Self) -> Self {
        Self {
            database_url: self.database_url.or(lower.database_url),
            listen: self.listen.or(lower.listen),
            public_url: self.public_url.or(lower.public_url),
            tls_certificate: self.tls_certificate.or(lower.tls_certificate),
            tls_key: self.tls_key.or(lower.tls_key),
            province: self.province.or(lower.province),
            number_prefix: self.number_prefix.or(lower.number_prefix),
            number_from: self.number_from.or(lower.number_from),
            number_to: self.number_to.or(lower.number_to),
            labels: self.labels.or(lower.labels),
            names_on_labels: self.names_on_labels.or(lower.names_on_labels),
            delivery_attempts: self.delivery_attempts.or(lower.delivery_attempts),
            redirect_days: self.redirect_days.or(lower.redirect_days),
            clock_skew_seconds: self.clock_skew_seconds.or(lower.clock_skew_seconds),
            writers: self.writers.or(lower.writers),
            webhooks: self.webhooks.or(lower.webhooks),
            webhook_private: self.webhook_private.or(lower.webhook_private),
            webhook_roots: self.webhook_roots.or(lower.webhook_roots),
            session_idle_minutes: self.session_idle_minutes.or(lower.session_idle_minutes),
            session_hours: self.session_hours.or(lower.session_hours),
            proxies: self.proxies.or(lower.proxies),
            log_format: self.log_format.or(lower.log_format),
            log: self.log.or(lower.log),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_leave_quotes_away_and_a_flag_wins_over_it() {
        let file =
            Given::from_toml("number-from = 5\nnames-on-labels = false\nlog = 'warn'").unwrap();
        assert_eq!(file.number_from, Some(Word("5".into())));
        assert_eq!(file.names_on_labels, Some(Word("false".into())));
        let flags = Given { log: Some(Word("debug".into())), ..Given::default() };
        let both = flags.over(file);
        assert_eq!(both.log, Some(Word("debug".into())));
        assert_eq!(both.number_from, Some(Word("5".into())));
    }

    #[test]
    fn a_file_with_an_unknown_key_or_a_table_is_refused_by_line_and_never_quoted() {
        for (text, expected) in [
            ("log = 'info'\ndatabase = 'secret'", "line 2: unknown field `database`"),
            ("listen = [1]", "expected a text"),
            ("database-url = 'postgres://u:secret@", "line 1"),
        ] {
            let problem = Given::from_toml(text).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
            assert!(!problem.contains("secret"), "{problem}");
        }
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        assert!(Given::from_file(Some(Path::new("/nowhere/h.toml"))).is_err());
    }
}
