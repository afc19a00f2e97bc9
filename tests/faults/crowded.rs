//! More comes than can be recorded; and the word to stop while scans wait.

use std::time::Instant;

use super::account::Account;
use super::door::Door;
use super::ground::Ground;
use super::hold::Hold;
use super::line::{Line, post};
use super::load::Phone;
use super::rounds;
use super::walk::By;
use crate::kit::databases::on_both;
use crate::kit::wait::until;

/// Each with a full batch: more than may wait.
const PHONES: usize = 26;

/// What bodies that are read and turned away may take for a moment, in KiB.
const FLAT: u64 = 96 * 1024;

#[test]
fn beyond_its_capacity_the_server_turns_away_whole_requests_and_its_memory_stays_flat() {
    let refused = u64::from(rounds(40, 1_000));
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 4);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let hold = Hold::on(ground.open());
        std::thread::scope(|scope| {
            for number in 0..PHONES {
                let mut phone = Phone::new((&ground, &account, &door), (number, 1), 13);
                scope.spawn(move || {
                    let batch = phone.unknown(1_000);
                    phone.hand_in(By::Clerk, &batch);
                });
            }
            until("the queue is full", || (account.busy() > 0).then_some(()));
            assert!(!server.is_ready(), "who asks whether it is ready is told");
            let full = server.resident();
            let enough = account.busy() + refused;
            until("more is turned away", || (account.busy() >= enough).then_some(()));
            let later = server.resident();
            assert!(later < full + FLAT, "memory grew from {full} to {later} KiB");
            assert_eq!(account.acknowledged(), 0, "nothing is acknowledged before it is on disk");
            hold.let_go();
        });
        until("it is ready again", || server.is_ready().then_some(()));
        assert_eq!(account.acknowledged(), PHONES as u64 * 1_000);
        account.settle("more than can be recorded", 1, &ground, &server);
    });
}

#[test]
fn asked_to_stop_it_answers_what_it_has_begun_and_ends_well() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 8);
        let mut server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let hold = Hold::on(ground.open());
        let waiting: Vec<_> = (0..12)
            .map(|number| {
                let phone = Phone::new((&ground, &account, &door), (number, 1), 14);
                let batch = phone.inspections(3);
                let body = phone.body(&batch).into_bytes();
                let expects = "expect: 100-continue\r\n";
                let request = post("/api/v1/scans", &ground.clerk, expects, &body);
                let mut line = Line::to(server.at).unwrap();
                // The handler reads: from here on it has begun.
                let head = &request[..request.len() - body.len()];
                assert_eq!(line.ask(head).unwrap().status, 100);
                line.send(&body).unwrap();
                (line, batch)
            })
            .collect();
        server.ask_to_stop();
        until("it heard the word", || server.told().contains("asked to stop").then_some(()));
        hold.let_go();
        for (mut line, batch) in waiting {
            let reply = line.hear().unwrap();
            assert_eq!(reply.status, 200, "{}", reply.text());
            account.answered(&batch, &reply.json());
        }
        assert!(server.ended().success());
        let server = ground.server();
        account.settle("asked to stop while scans wait", 1, &ground, &server);
    });
}

#[test]
fn stopped_in_the_middle_of_a_load_again_and_again_it_loses_nothing() {
    let times = rounds(2, 20);
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 32);
        let mut server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        super::load::under_load((&ground, &account, &door), 16, 15, || {
            for _ in 0..times {
                let enough = account.acknowledged() + 60;
                until("scans are acknowledged", || {
                    (account.acknowledged() >= enough).then_some(())
                });
                server.ask_to_stop();
                assert!(server.ended().success(), "{}", server.told());
                server = ground.server();
                door.moves(0, server.at);
            }
        });
        account.settle("SIGTERM under load", times, &ground, &server);
    });
}

#[test]
fn all_who_wait_for_a_database_that_cannot_are_told_at_once_and_not_one_after_the_other() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 1);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let hold = Hold::on(ground.open());
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for number in 0..6 {
                let mut phone = Phone::new((&ground, &account, &door), (number, 1), 17);
                scope.spawn(move || {
                    let batch = phone.unknown(1_000);
                    phone.hand_in(By::Clerk, &batch);
                });
            }
            until("all were turned away", || (account.busy() >= 6).then_some(()));
            // One wait for the lock, or two for those that came a moment later; six would be half a minute.
            assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
            hold.let_go();
        });
        account.settle("many waiting for a locked database", 1, &ground, &server);
    });
}

#[test]
fn readers_are_answered_while_scans_wait() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 4);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let mut phone = Phone::new((&ground, &account, &door), (0, 1), 16);
        let first = phone.inspections(1);
        phone.hand_in(By::Clerk, &first);
        let hold = Hold::on(ground.open());
        let batch = phone.inspections(1);
        std::thread::scope(|scope| {
            // It is given up after five seconds, clearly; one of the next tries is taken.
            scope.spawn(|| phone.hand_in(By::Clerk, &batch));
            until("a scan was turned away", || (account.busy() > 0).then_some(()));
            assert!(!server.is_ready());
            let timeline = format!("/api/v1/parcels/{}/timeline", ground.parcels[0].tracking);
            assert_eq!(server.get(&timeline, &ground.clerk).status, 200);
            assert_eq!(server.get("/api/v1/feed?after=0", &ground.administrator).status, 200);
            let page = format!("/q/{}", ground.parcels[0].qr);
            assert_eq!(server.get(&page, "").status, 200);
            hold.let_go();
        });
        assert!(server.is_ready());
        account.settle("the database locked by somebody else", 1, &ground, &server);
    });
}
