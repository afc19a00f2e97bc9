//! The program as a person starts it: its own process, its words, its exit codes.

mod catalogue;
mod imports;
mod labels;
mod time;
mod timetable;
mod webhooks;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs `hosopost` in a directory of its own, away from any settings of whoever runs the tests.
pub fn hosopost(dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hosopost"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HOSOPOST_") {
            command.env_remove(name);
        }
    }
    command.current_dir(dir).args(words).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_database_is_made_looked_at_and_given_tokens() {
    let dir = tempfile::tempdir().unwrap();
    let early = hosopost(dir.path(), &["doctor"]);
    assert!(!early.status.success());
    assert!(out(&early).contains("run hosopost migrate"), "{}", out(&early));
    assert!(!dir.path().join("hosopost.db").exists(), "looking made a file");

    let ran: Value =
        serde_json::from_str(&out(&hosopost(dir.path(), &["migrate", "--json"]))).unwrap();
    assert!(!ran["ran"].as_array().unwrap().is_empty());
    let again: Value =
        serde_json::from_str(&out(&hosopost(dir.path(), &["migrate", "--json"]))).unwrap();
    assert!(again["ran"].as_array().unwrap().is_empty());

    let doctor = hosopost(dir.path(), &["doctor"]);
    assert!(doctor.status.success(), "{}", out(&doctor));

    let made =
        hosopost(dir.path(), &["token", "create", "--role", "administrator", "--name", "office"]);
    assert!(out(&made).starts_with("hsp_"), "{}", err(&made));
    let listed = out(&hosopost(dir.path(), &["token", "list", "--json"]));
    let listed: Value = serde_json::from_str(listed.trim()).unwrap();
    assert_eq!(listed["name"], "office");
    let id = listed["token"].as_str().unwrap();
    assert!(out(&hosopost(dir.path(), &["token", "revoke", id])).contains("revoked"));
}

#[test]
fn what_cannot_be_done_says_what_was_expected() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    for (words, expected) in [
        (vec!["fly"], "unrecognized subcommand"),
        (vec!["token", "create", "--role", "king"], "expected clerk, courier"),
        (vec!["token", "create", "--role", "clerk"], "name at least one"),
        (vec!["token", "create", "--role", "clerk", "--point", "nowhere"], "no point nowhere"),
        (vec!["token", "revoke", "7"], "expected an id like tok_"),
        (vec!["migrate", "--database-url", "mysql://u:secret@h/d"], "expected sqlite://FILE"),
        (vec!["migrate", "--listen", "here"], "--listen (HOSOPOST_LISTEN): expected an address"),
        (vec!["migrate", "--config", "none.toml"], "settings file none.toml"),
        (vec!["doctor", "--log", "a=b=c"], "--log (HOSOPOST_LOG)"),
    ] {
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success(), "{words:?}");
        assert!(err(&output).contains(expected), "{words:?}: {}", err(&output));
        assert!(!err(&output).contains("secret"), "{words:?}");
        assert!(!err(&output).contains("panicked"), "{words:?}");
    }
}

#[test]
fn a_settings_file_counts_and_a_flag_wins_over_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = "database-url = 'sqlite://from-file.db'\n";
    std::fs::write(dir.path().join("hosopost.toml"), file).unwrap();
    assert!(hosopost(dir.path(), &["migrate"]).status.success());
    assert!(dir.path().join("from-file.db").exists());
    assert!(
        hosopost(dir.path(), &["migrate", "--database-url", "sqlite://flag.db"]).status.success()
    );
    assert!(dir.path().join("flag.db").exists());
}

#[test]
#[cfg(unix)]
fn the_server_answers_and_ends_by_itself_when_asked() {
    use std::io::{BufRead, BufReader, Read, Write};
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hosopost"))
        .current_dir(dir.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
        .args(["--database-url", "sqlite://serve.db", "--log", "info"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    let address = loop {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "the server ended early");
        let told: Value = serde_json::from_str(&line).unwrap();
        if told["message"] == "serving" {
            break told["listen"].as_str().unwrap().to_owned();
        }
    };
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /q/7K2M9QXR4TGB8ZCN3 HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");

    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    let request: Value = serde_json::from_str(rest.lines().next().unwrap()).unwrap();
    assert_eq!(request["route"], "/q/{code}");
    assert_eq!(request["status"], 404);
    assert!(!rest.contains("7K2M9QXR4TGB8ZCN3"), "a code stands in the log: {rest}");
}
