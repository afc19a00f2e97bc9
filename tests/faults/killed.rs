//! `kill -9` of the server at moments that chance chooses, while many scan.

use super::account::Account;
use super::door::Door;
use super::ground::Ground;
use super::load::{Dice, under_load};
use super::rounds;
use crate::kit::databases::on_both;
use crate::kit::wait::{pause, until};

const PHONES: usize = 24;

/// As many scans are acknowledged at most before the next kill.
const BETWEEN: u64 = 160;

#[test]
fn a_server_killed_at_any_moment_has_lost_and_doubled_nothing_it_acknowledged() {
    let times = rounds(3, 100);
    on_both(|db| {
        let ground = Ground::on(db.fresh(), if times > 10 { 240 } else { 48 });
        let mut server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let dice = Dice::seeded(20_250_701);
        under_load((&ground, &account, &door), PHONES, 7, || {
            for _ in 0..times {
                let enough = account.acknowledged() + 1 + dice.below(BETWEEN);
                until("scans are acknowledged", || {
                    (account.acknowledged() >= enough).then_some(())
                });
                // Anywhere between two commits, and within one.
                pause(dice.below(25));
                server.kill();
                // No step by hand: the next one starts on what the last one left.
                server = ground.server();
                assert!(server.is_ready(), "it serves, so it is ready");
                door.moves(0, server.at);
            }
        });
        account.settle("kill -9 under load", times, &ground, &server);
    });
}
