//! The two ways of a restore. Into a file: the backup is copied beside it, checked and migrated there, and takes
//! its place by a rename. Into PostgreSQL: tables that are there move into a schema of their own, one
//! transaction brings the others, and if that fails those that were there move back.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};

use super::growing::watched;
use super::place::{Place, stamp, sync_folder, with_ending};
use super::programs::{Programs, major, ran};
use super::restore::{Made, not_newer};
use super::{at, checked, sqlite};
use crate::base::Clock;
use crate::store::{Conn, Database, backup, schema};

const STOP_FIRST: &str = "stop the servers of this database first";

/// Into a file.
pub(super) fn file(from: &Path, to: &Path, replace: bool, quick: bool) -> anyhow::Result<Made> {
    let log = with_ending(from, "-wal");
    ensure!(
        fs::metadata(&log).map_or(0, |found| found.len()) == 0,
        "--from {}: this is a database in use ({} lies beside it): take a backup of it by hosopost backup",
        from.display(),
        log.display()
    );
    let there = holds(to);
    ensure!(
        replace || !there,
        "{} is not empty: say --replace to take its place; what it holds is kept under another name",
        to.display()
    );
    if there {
        alone(to)?;
    }
    let place = Place::make(to.to_path_buf(), "--database-url", true)?;
    let size = fs::metadata(from).map_or(0, |found| found.len());
    at(
        watched("copying", place.part(), Some(size), || fs::copy(from, place.part())),
        "cannot copy into the folder of",
        to,
    )?;
    let (ran, laws) = {
        let mut copy = Database::Sqlite(place.part().to_path_buf()).open()?;
        sqlite::sound(&mut copy)?;
        not_newer(&schema::recorded(&mut copy)?)?;
        let ran = schema::migrate(&mut copy)?;
        (ran, checked(&mut copy, quick)?.laws)
    };
    let before = if there { Some(keep_old(to)?) } else { None };
    place.keep(true)?;
    Ok(Made { ran, laws, before })
}

/// Whether a file holds anything: one that cannot be read does.
fn holds(file: &Path) -> bool {
    if fs::metadata(file).map_or(0, |found| found.len()) == 0 {
        return false;
    }
    let tables =
        Database::Sqlite(file.to_path_buf()).open().and_then(|mut c| backup::tables(&mut c));
    tables.map_or(true, |tables| !tables.is_empty())
}

/// Nobody else may have the file open. One that is damaged so far that it cannot be asked is nobody's.
fn alone(file: &Path) -> anyhow::Result<()> {
    let opened = Database::Sqlite(file.to_path_buf()).open();
    let alone = opened.and_then(|mut conn| backup::is_alone(&mut conn));
    match alone {
        Ok(true) => Ok(()),
        Ok(false) => bail!("{} is in use: {STOP_FIRST}", file.display()),
        Err(error) if error.to_string().contains("locked") => {
            bail!("{} is in use: {STOP_FIRST}", file.display())
        }
        Err(_) => Ok(()),
    }
}

/// Gives what is there another name beside. Its first name stays with it until the new file takes that.
fn keep_old(file: &Path) -> anyhow::Result<String> {
    let before = with_ending(file, &format!(".before-{}", stamp(Clock::System.now())));
    // A disk without hard links has a moment in which no file bears the name.
    fs::hard_link(file, &before)
        .or_else(|_| fs::rename(file, &before))
        .with_context(|| format!("cannot keep {} as {}", file.display(), before.display()))?;
    for ending in ["-wal", "-shm"] {
        let beside = with_ending(file, ending);
        if beside.exists() {
            // A log of the old file must not be read into the new one.
            at(fs::rename(&beside, with_ending(&before, ending)), "cannot move", &beside)?;
        }
    }
    sync_folder(file)?;
    Ok(before.display().to_string())
}

/// Into PostgreSQL. `how`: whether it may take the place of what is there, and whether to leave out the laws.
pub(super) fn dump(
    from: &Path,
    database: &Database,
    programs: &Programs,
    how: (bool, bool),
) -> anyhow::Result<Made> {
    let (replace, quick) = how;
    let mut conn = database.open()?;
    let server = backup::server_version(&mut conn)?;
    programs.version("pg_restore", server)?;
    let contents = Contents::read(from, programs)?;
    ensure!(
        contents.server <= server,
        "--from {}: this was dumped from PostgreSQL {}, and the server is of version {server}: restore it into \
         a server of version {} or newer",
        from.display(),
        contents.server,
        contents.server
    );
    not_newer(&recorded(from, programs)?)?;
    let name = backup::schema_name(&mut conn)?;
    ensure!(
        contents.schemas.iter().all(|schema| *schema == name),
        "--from {}: its tables stand in schema {:?}, and --database-url leads to {name:?}",
        from.display(),
        contents.schemas.first().map_or("", String::as_str)
    );
    let there = !backup::tables(&mut conn)?.is_empty();
    let kept = format!("{name}_before_{}", stamp(Clock::System.now()).replace('-', "_"));
    if there {
        ensure!(
            replace,
            "the database is not empty: say --replace to take its place; its tables are kept in another schema"
        );
        let others = backup::others(&mut conn)?;
        ensure!(others == 0, "{others} others are connected to the database: {STOP_FIRST}");
        backup::move_tables(&mut conn, &name, &kept)?;
    }
    let made = fill(&mut conn, from, &contents, programs, quick);
    if made.is_err() {
        // What came is taken away again, and what was there is put back.
        backup::drop_tables(&mut conn, &name)?;
        if there {
            backup::move_tables(&mut conn, &kept, &name)?;
            backup::drop_schema(&mut conn, &kept)?;
        }
    }
    let before = there.then(|| format!("schema {kept}"));
    made.map(|made| Made { before, ..made })
}

fn fill(
    conn: &mut Conn,
    from: &Path,
    contents: &Contents,
    programs: &Programs,
    quick: bool,
) -> anyhow::Result<Made> {
    let list = std::env::temp_dir().join(format!("hosopost-restore-{}.list", std::process::id()));
    at(fs::write(&list, &contents.list), "cannot write", &list)?;
    let mut restore = programs.connected("pg_restore");
    restore.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
    restore.arg("--use-list").arg(&list).arg(from);
    let done = watched("restoring", from, None, || ran(restore, "pg_restore"));
    // It held names of tables alone.
    let _ = fs::remove_file(&list);
    done?;
    backup::analyze(conn)?;
    let ran = schema::migrate(conn)?;
    let laws = checked(conn, quick)?.laws;
    Ok(Made { ran, laws, before: None })
}

/// What a dump says of itself.
struct Contents {
    /// What to restore: everything but the schema, which is there.
    list: String,
    /// The schemas its tables stand in.
    schemas: Vec<String>,
    /// The version of the server it came from.
    server: i64,
}

impl Contents {
    fn read(from: &Path, programs: &Programs) -> anyhow::Result<Self> {
        let mut list = programs.alone("pg_restore");
        list.arg("--list").arg(from);
        let told = ran(list, "pg_restore").context("--from: the backup cannot be read")?;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let server = told.lines().find(|line| line.contains("Dumped from database version"));
        let server =
            server.and_then(|line| line.split_once("version:")).and_then(|(_, v)| major(v));
        let mut schemas: Vec<String> = Vec::new();
        let mut kept = String::new();
        for line in told.lines() {
            // `3381; 1259 16390 TABLE public cases hosopost`
            let words: Vec<&str> = line.split_whitespace().collect();
            let kind = words.get(3).copied().unwrap_or_default();
            if kind == "TABLE" && words.get(4) != Some(&"DATA") {
                let schema = words.get(4).map_or_else(String::new, |schema| (*schema).to_owned());
                if !schemas.contains(&schema) {
                    schemas.push(schema);
                }
            }
            let of_schema = kind == "SCHEMA" || words.get(5) == Some(&"SCHEMA");
            if !line.starts_with(';') && !of_schema {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        Ok(Self { list: kept, schemas, server: server.unwrap_or_default() })
    }
}

/// The migrations that ran in the database that was dumped.
fn recorded(from: &Path, programs: &Programs) -> anyhow::Result<Vec<String>> {
    let mut read = programs.alone("pg_restore");
    read.args(["--data-only", "--file=-"]).arg(format!("--table={}", schema::RECORD)).arg(from);
    let told = ran(read, "pg_restore").context("--from: the backup cannot be read")?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let rows = told.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1);
    let versions = rows.take_while(|line| *line != "\\.");
    Ok(versions.filter_map(|line| line.split('\t').next()).map(str::to_owned).collect())
}
