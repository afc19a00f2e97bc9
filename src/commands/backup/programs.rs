//! `pg_dump` and `pg_restore`, PostgreSQL's own: found, asked for their version, and started so that a
//! password never stands on a command line, which everybody on the machine can read.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, bail, ensure};

/// Where they are, and how they reach the server.
pub(super) struct Programs {
    folder: Option<PathBuf>,
    reach: Reach,
}

/// The URL without its password, and the password.
#[derive(Debug, PartialEq, Eq)]
struct Reach {
    url: String,
    password: Option<String>,
}

impl Reach {
    /// Takes the password out, wherever libpq lets it stand: behind the user's name, or among the options.
    fn of(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (head, query) = rest.split_once('?').map_or((rest, None), |(a, b)| (a, Some(b)));
        let (who, place) = head.split_once('/').map_or((head, ""), |(a, b)| (a, b));
        let mut password = None;
        let hosts = match who.rsplit_once('@') {
            Some((user, hosts)) => match user.split_once(':') {
                Some((user, secret)) => {
                    password = Some(decoded(secret));
                    format!("{user}@{hosts}")
                }
                None => who.to_owned(),
            },
            None => who.to_owned(),
        };
        let mut left = Vec::new();
        for option in query.unwrap_or_default().split('&').filter(|one| !one.is_empty()) {
            match option.split_once('=') {
                Some(("password", secret)) => password = Some(decoded(secret)),
                _ => left.push(option),
            }
        }
        let query = if left.is_empty() { String::new() } else { format!("?{}", left.join("&")) };
        Self { url: format!("{scheme}://{hosts}/{place}{query}"), password }
    }
}

/// `%2F` is a slash again; a plus stays one.
fn decoded(text: &str) -> String {
    let kept = format!("p={}", text.replace('+', "%2B").replace('&', "%26"));
    let read = url::form_urlencoded::parse(kept.as_bytes()).next();
    read.map_or_else(String::new, |(_, value)| value.into_owned())
}

impl Programs {
    /// In this folder, or where the system looks; the server by this URL.
    pub fn at(folder: Option<&Path>, url: &str) -> anyhow::Result<Self> {
        if let Some(folder) = folder {
            ensure!(folder.is_dir(), "--programs {}: expected a folder", folder.display());
        }
        Ok(Self { folder: folder.map(Path::to_path_buf), reach: Reach::of(url) })
    }

    fn command(&self, name: &str) -> Command {
        let program = self.folder.as_ref().map_or_else(|| name.into(), |folder| folder.join(name));
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        command
    }

    /// One that speaks with the server.
    pub fn connected(&self, name: &str) -> Command {
        let mut command = self.command(name);
        command.arg("--no-password").arg(format!("--dbname={}", self.reach.url));
        if let Some(password) = &self.reach.password {
            command.env("PGPASSWORD", password);
        }
        command
    }

    /// One that reads a file alone.
    pub fn alone(&self, name: &str) -> Command {
        self.command(name)
    }

    /// The version of a program, as 17; fails with what to install when it is not there.
    pub fn version(&self, name: &str, server: i64) -> anyhow::Result<i64> {
        let told = self.command(name).arg("--version").output();
        let told = told.map_err(|_| {
            anyhow::anyhow!(
                "{name} is not there: install PostgreSQL's client programs of version {server} or newer \
                 (Debian: apt-get install postgresql-client), or say --programs DIR"
            )
        })?;
        let words = String::from_utf8_lossy(&told.stdout).into_owned();
        major(&words).with_context(|| {
            let said = words.trim();
            format!("{name} --version: expected a version like 17.2, got {said:?}")
        })
    }

    /// Makes sure that a program is not older than the server, whose data it would not understand.
    pub fn fits(&self, name: &str, server: i64) -> anyhow::Result<()> {
        let version = self.version(name, server)?;
        ensure!(
            version >= server,
            "{name} is of version {version} and the server of {server}: install the client programs of \
             version {server} or newer (Debian: postgresql-client-{server}), or say --programs DIR"
        );
        Ok(())
    }
}

/// Runs a program to its end; fails with what it said.
pub(super) fn ran(mut command: Command, what: &str) -> anyhow::Result<Output> {
    let done = command.output().with_context(|| format!("{what} cannot be started"))?;
    if done.status.success() {
        return Ok(done);
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let said: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
    bail!("{what} failed: {}", said.join(" · "))
}

/// The first number before a dot, as in `pg_dump (PostgreSQL) 17.2 (Debian 17.2-1)`.
pub(super) fn major(words: &str) -> Option<i64> {
    words.split_whitespace().find_map(|word| {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_of_the_url_wherever_it_stands() {
        for (url, left, password) in [
            ("postgres://u:s%2Fe+c%26@h:5432/d", "postgres://u@h:5432/d", Some("s/e+c&")),
            (
                "postgres://u@h/d?password=x%3Dy&sslmode=require",
                "postgres://u@h/d?sslmode=require",
                Some("x=y"),
            ),
            (
                "postgresql://u:p=1@h1,h2:5433/d?options=-csearch_path%3Da",
                "postgresql://u@h1,h2:5433/d?options=-csearch_path%3Da",
                Some("p=1"),
            ),
            ("postgres://h/d", "postgres://h/d", None),
            ("postgres:///d?host=/run/pg", "postgres:///d?host=/run/pg", None),
        ] {
            let reach = Reach::of(url);
            assert_eq!((reach.url.as_str(), reach.password.as_deref()), (left, password), "{url}");
        }
    }

    #[test]
    fn the_version_is_read_from_what_a_program_says() {
        assert_eq!(major("pg_dump (PostgreSQL) 17.2 (Debian 17.2-1.pgdg)"), Some(17));
        assert_eq!(major("pg_dump (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("none"), None);
    }
}
