//! The database goes away, or can no more: stopped and started, connections cut, statements out of time,
//! nothing but reading, no room. What cannot be done is answered 503, what can is done, and when the
//! database is back nobody has to do anything.

use std::process::Command;

use diesel::connection::SimpleConnection;

use super::account::Account;
use super::cluster::Cluster;
use super::door::Door;
use super::ground::Ground;
use super::hold::Hold;
use super::load::{Phone, under_load};
use super::rounds;
use super::server::Server;
use super::walk::By;
use crate::kit::databases::TestDatabase;
use crate::kit::wait::until;

#[test]
fn postgresql_stopped_and_started_under_load_is_found_again_without_a_new_start_of_ours() {
    let Some(cluster) = Cluster::started() else { return };
    let times = rounds(1, 10);
    let ground = Ground::on(cluster.database(), 48);
    let server = ground.server();
    let (account, door) = (Account::default(), Door::of([server.at]));
    let more = |scans| {
        let enough = account.acknowledged() + scans;
        until("scans are acknowledged", || (account.acknowledged() >= enough).then_some(()));
    };
    under_load((&ground, &account, &door), 12, 18, || {
        for nth in 0..times {
            more(40);
            if nth % 2 == 0 {
                cluster.stop();
            } else {
                cluster.kill();
            }
            assert!(!server.is_ready(), "without a database it is not ready");
            assert_eq!(server.get("/healthz", "").status, 200, "but alive");
            let turned_away = account.busy();
            until("scans are turned away", || (account.busy() > turned_away).then_some(()));
            cluster.start_again();
            more(40);
            until("it is ready again", || server.is_ready().then_some(()));
        }
    });
    account.settle("PostgreSQL stopped and started", times, &ground, &server);

    // For reading only, as a copy is that was not promoted, or a disk that its guard has closed.
    let mut phone = Phone::new((&ground, &account, &door), (0, 1), 19);
    let before = account.busy();
    cluster.run("ALTER SYSTEM SET default_transaction_read_only = on");
    cluster.run("SELECT pg_reload_conf()");
    until("writing is refused", || (!server.is_ready()).then_some(()));
    let batch = phone.inspections(2);
    let timeline = format!("/api/v1/parcels/{}/timeline", ground.parcels[0].tracking);
    std::thread::scope(|scope| {
        scope.spawn(|| phone.hand_in(By::Clerk, &batch));
        until("a scan was turned away", || (account.busy() > before).then_some(()));
        assert_eq!(server.get(&timeline, &ground.clerk).status, 200, "reads go on");
        cluster.run("ALTER SYSTEM RESET default_transaction_read_only; ");
        cluster.run("SELECT pg_reload_conf()");
    });
    until("it is ready again", || server.is_ready().then_some(()));
    account.settle("PostgreSQL for reading only", 1, &ground, &server);
}

#[test]
fn connections_that_are_cut_are_opened_again() {
    let Some(database) = TestDatabase::postgres() else { return };
    let times = rounds(4, 100);
    let ground = Ground::on(database, 48);
    let name = format!("cut_{}", std::process::id());
    let server = Server::start(&format!("{}&application_name={name}", ground.url()), ground.dir());
    let (account, door) = (Account::default(), Door::of([server.at]));
    let mut by_hand = ground.open();
    under_load((&ground, &account, &door), 12, 20, || {
        for _ in 0..times {
            let enough = account.acknowledged() + 25;
            until("scans are acknowledged", || (account.acknowledged() >= enough).then_some(()));
            let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE application_name = '";
            by_hand.batch_execute(&format!("{cut}{name}'")).unwrap();
        }
    });
    until("it is ready", || server.is_ready().then_some(()));
    account.settle("connections cut by PostgreSQL", times, &ground, &server);
}

#[test]
fn a_statement_that_runs_out_of_time_is_answered_503_and_tried_again() {
    let Some(database) = TestDatabase::postgres() else { return };
    let ground = Ground::on(database, 8);
    let url = format!("{}%20-cstatement_timeout%3D400", ground.url());
    let server = Server::start(&url, ground.dir());
    let (account, door) = (Account::default(), Door::of([server.at]));
    let hold = Hold::on(ground.open());
    under_load((&ground, &account, &door), 4, 21, || {
        until("scans are turned away", || (account.busy() >= 4).then_some(()));
        assert!(!server.is_ready());
        hold.let_go();
        until("scans are acknowledged", || (account.acknowledged() >= 20).then_some(()));
        assert!(server.is_ready());
    });
    account.settle("statements out of time", 1, &ground, &server);
}

#[test]
fn a_full_disk_stops_what_is_written_and_nothing_else_and_room_is_enough_to_go_on() {
    let ground = Ground::on(TestDatabase::sqlite(), 24);
    let server = Server::without_signal_of_full(ground.url(), ground.dir());
    filled_again_and_again(&ground, &server, 22, &|bytes| room(&server, bytes), "4096");
}

#[test]
fn a_full_disk_of_postgresql_stops_what_is_written_and_nothing_else() {
    let Some(cluster) = Cluster::started() else { return };
    let ground = Ground::on(cluster.database(), 24);
    let server = ground.server();
    // Its log of writes comes in files of 16 MiB, made ahead. One of a larger table does not grow any more.
    cluster.run("ALTER TABLE scans SET (autovacuum_enabled = false)");
    cluster.run(
        "BEGIN; INSERT INTO scans SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), \
         decode(repeat('00', 32), 'hex'), 'recorded', NULL, 0 FROM generate_series(1, 200000) n; \
         ROLLBACK; CHECKPOINT",
    );
    filled_again_and_again(&ground, &server, 24, &|bytes| cluster.room(bytes), "17825792");
}

/// Scans come in while there is room and then none, in turns.
fn filled_again_and_again(
    ground: &Ground,
    server: &Server,
    seed: u64,
    room: &dyn Fn(&str),
    none: &str,
) {
    let (account, door) = (Account::default(), Door::of([server.at]));
    let times = rounds(2, 20);
    under_load((ground, &account, &door), 8, seed, || {
        for _ in 0..times {
            let enough = account.acknowledged() + 30;
            until("scans are acknowledged", || (account.acknowledged() >= enough).then_some(()));
            room(none);
            let turned_away = account.busy();
            until("scans are turned away", || (account.busy() > turned_away + 3).then_some(()));
            // A scan that fits into what room is left may still be taken in between.
            until("it says so", || (!server.is_ready()).then_some(()));
            let timeline = format!("/api/v1/parcels/{}/timeline", ground.parcels[0].tracking);
            assert_eq!(server.get(&timeline, &ground.clerk).status, 200, "reads go on");
            room("unlimited");
            until("it is ready again", || server.is_ready().then_some(()));
        }
    });
    account.settle("no room on the disk", times, ground, server);
}

/// How large the server may make a file from now on: what a full disk is to it, without filling one.
fn room(server: &Server, bytes: &str) {
    let words = ["--pid".to_owned(), server.id().to_string(), format!("--fsize={bytes}:")];
    assert!(Command::new("prlimit").args(words).status().unwrap().success());
}

#[test]
fn a_copy_promoted_after_its_source_was_killed_has_all_that_was_acknowledged() {
    let Some(first) = Cluster::started() else { return };
    let database = first.database();
    let copy = first.standby();
    let (one, other) = (first.host(), copy.host());
    let hosts =
        format!("postgres://hosopost@{one},{other}/postgres?target_session_attrs=read-write");
    let ground = Ground::on(TestDatabase::existing(&hosts), 48);
    drop(database);
    let server = ground.server();
    let (account, door) = (Account::default(), Door::of([server.at]));
    let before = u64::from(rounds(150, 5_000));
    under_load((&ground, &account, &door), 12, 23, || {
        until("scans are acknowledged", || (account.acknowledged() >= before).then_some(()));
        first.kill();
        copy.promote();
        let enough = account.acknowledged() + before / 2;
        until("scans are acknowledged there", || (account.acknowledged() >= enough).then_some(()));
        until("it is ready again", || server.is_ready().then_some(()));
    });
    account.settle("a copy promoted, its source killed", 1, &ground, &server);
}
