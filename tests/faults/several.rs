//! Two and three servers on one PostgreSQL, at the same parcels at once, while readers follow the feed and
//! a commit is paused.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;

use hosopost::base::Lang;
use hosopost::custody::Action;
use hosopost::flows::{Incoming, Recall, Rules, record_scans};
use hosopost::store::{StoreError, write};

use super::account::{Account, Told, feed};
use super::door::Door;
use super::ground::Ground;
use super::load::under_load;
use super::rounds;
use super::server::Server;
use crate::kit::databases::TestDatabase;
use crate::kit::province::DISTRICT;
use crate::kit::scans::{anyone, is_recorded, scan};
use crate::kit::wait::Stops;
use crate::kit::wait::until;

const PHONES: usize = 18;

#[test]
fn two_servers_at_the_same_parcels_double_nothing_and_a_reader_of_the_feed_misses_nothing() {
    beside_each_other(2);
}

#[test]
fn three_servers_at_the_same_parcels_double_nothing_and_a_reader_of_the_feed_misses_nothing() {
    beside_each_other(3);
}

/// What a reader of the feed saw, and how often it looked.
#[derive(Default)]
struct Follower {
    looks: AtomicU64,
}

impl Follower {
    /// Follows the feed until told to stop; then to its end.
    fn follow(&self, server: &Server, token: &str, stop: &AtomicBool) -> Told {
        let mut all = Told { facts: Vec::new(), next: "0".to_owned() };
        loop {
            let last = stop.load(Ordering::SeqCst);
            let (told, _) = feed(server, token, &all.next);
            all.facts.extend(told.facts);
            all.next = told.next;
            self.looks.fetch_add(1, Ordering::SeqCst);
            if last {
                return all;
            }
        }
    }
}

fn beside_each_other(servers: usize) {
    let Some(database) = TestDatabase::postgres() else { return };
    let scans = u64::from(rounds(300, 6_000));
    let ground = Ground::on(database, if scans > 1_000 { 120 } else { 18 });
    let running: Vec<Server> = (0..servers).map(|_| ground.server()).collect();
    let (account, door) = (Account::default(), Door::of(running.iter().map(|server| server.at)));
    let followers: Vec<Follower> = running.iter().map(|_| Follower::default()).collect();
    let stop = AtomicBool::new(false);
    let seen: Vec<Told> = std::thread::scope(|scope| {
        let following: Vec<_> = followers
            .iter()
            .zip(&running)
            .map(|(follower, server)| {
                let (token, stop) = (&ground.administrator, &stop);
                scope.spawn(move || follower.follow(server, token, stop))
            })
            .collect();
        let stops = Stops(&stop);
        under_load((&ground, &account, &door), PHONES, 17, || {
            until("half of it is scanned", || (account.acknowledged() > scans / 2).then_some(()));
            paused_commit(&ground, &followers);
            until("all of it is scanned", || (account.acknowledged() > scans).then_some(()));
        });
        drop(stops);
        following.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (whole, _) = feed(&running[0], &ground.administrator, "0");
    for told in seen {
        // The servers go on forecasting after the last scan; what they tell then stands after every cursor.
        let before = whole.facts.get(..told.facts.len());
        assert!(before == Some(&told.facts[..]), "a fact became visible behind a cursor");
        assert!(told.facts.len() as u64 > scans, "{} facts were followed", told.facts.len());
    }
    let fault = format!("{servers} servers on one PostgreSQL");
    account.settle(&fault, 1, &ground, &running[0]);
}

/// A scan whose commit waits until every reader has looked at the feed a few times.
fn paused_commit(ground: &Ground, followers: &[Follower]) {
    let (written, is_written) = channel();
    let (goes_on, go_on) = channel::<()>();
    std::thread::scope(|scope| {
        let paused = scope.spawn(move || {
            let mut conn = ground.open();
            let known = ground.known(&mut conn);
            let rules = Rules { network: &known.network, clock_limit_ms: 300_000 };
            let code = ground.parcels[0].tracking.as_str();
            let scan = scan(1, 7, Action::Inspect, code, DISTRICT);
            let batch = [Incoming { scan, by: anyone(), lang: Lang::En }];
            let now = crate::kit::office::morning();
            write(&mut conn, |conn| {
                let outcomes = record_scans(conn, now, &rules, &batch, &mut Recall::default())?;
                written.send(()).unwrap();
                go_on.recv().unwrap();
                Ok::<_, StoreError>(outcomes)
            })
        });
        is_written.recv().unwrap();
        let enough: Vec<u64> =
            followers.iter().map(|f| f.looks.load(Ordering::SeqCst) + 3).collect();
        until("the readers have looked", || {
            let looks = followers.iter().map(|f| f.looks.load(Ordering::SeqCst));
            looks.zip(&enough).all(|(looks, enough)| looks >= *enough).then_some(())
        });
        goes_on.send(()).unwrap();
        assert!(is_recorded(&paused.join().unwrap().unwrap()[0]));
    });
}
