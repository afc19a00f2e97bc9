//! `migrate`: brings the database up to this program.

use std::process::ExitCode;

use super::Setup;
use crate::app;
use crate::store::schema;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost migrate\n  \
    hosopost migrate --database-url postgres://hosopost@localhost/hosopost\n  hosopost migrate --json";

/// Runs what is still to be run and says what that was.
pub(super) fn run(setup: &Setup) -> anyhow::Result<ExitCode> {
    let database = app::database(&setup.settings)?;
    let mut conn = database.open()?;
    let ran = schema::migrate(&mut conn)?;
    let newer = schema::standing(&mut conn)?.unknown;
    if setup.json {
        let kind = database.kind();
        println!("{}", serde_json::json!({ "database": kind, "ran": ran, "newer": newer }));
    } else if !newer.is_empty() {
        println!(
            "The {} database is of a newer version (it has {}): this program goes on beside that one; nothing \
             was changed.",
            database.kind(),
            newer.join(", ")
        );
    } else if ran.is_empty() {
        println!("The {} database fits this program; nothing was to be done.", database.kind());
    } else {
        for name in &ran {
            println!("{name}");
        }
        println!("The {} database now fits this program.", database.kind());
    }
    Ok(ExitCode::SUCCESS)
}
