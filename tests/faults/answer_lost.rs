//! The line breaks after the scans went out: the phone cannot know whether they are on record, and sends
//! them again.

use super::account::Account;
use super::door::Door;
use super::ground::Ground;
use super::line::{Line, post};
use super::load::Phone;
use super::proxy::{ANSWER_LOST, BREAKS_AT_ONCE, Proxy};
use super::rounds;
use super::walk::By;
use crate::kit::databases::on_both;

const PHONES: usize = 8;

#[test]
fn scans_whose_answer_was_lost_are_sent_again_and_answered_as_repeated() {
    let each = rounds(6, 60);
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 16);
        let server = ground.server();
        let proxy = Proxy::to(server.at);
        let (account, door) = (Account::default(), Door::of([proxy.at]));
        std::thread::scope(|scope| {
            for number in 0..PHONES {
                let (ground, account, door) = (&ground, &account, &door);
                let mut phone = Phone::new((ground, account, door), (number, PHONES), 11);
                scope.spawn(move || {
                    for _ in 0..each {
                        let (by, batch) = phone.batch();
                        assert!(phone.try_with(by, &batch, ANSWER_LOST).is_err(), "no answer came");
                        let before = account.repeated_of(&batch);
                        phone.hand_in(by, &batch);
                        let repeated = account.repeated_of(&batch) - before;
                        assert_eq!(repeated, batch.len() as u64, "all of it was on record");
                        // What became of these nobody knows; that they are there once is counted below.
                        let (by, batch) = phone.batch();
                        assert!(phone.try_with(by, &batch, BREAKS_AT_ONCE).is_err());
                        phone.hand_in(by, &batch);
                    }
                });
            }
        });
        account.settle("the answer lost after the commit", each * 2, &ground, &server);
    });
}

#[test]
fn of_a_body_that_was_cut_off_nothing_is_on_record() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 2);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let mut phone = Phone::new((&ground, &account, &door), (0, 1), 12);
        let (by, batch) = (By::Clerk, phone.inspections(300));
        let body = phone.body(&batch);
        let request = post("/api/v1/scans", &ground.clerk, "", body.as_bytes());
        for part in [1, request.len() / 2, request.len() - 1] {
            let mut line = Line::to(server.at).unwrap();
            line.send(&request[..part]).unwrap();
            line.hang_up();
        }
        // One that sends slowly is waited for, and nobody waits for it.
        let mut slow = Line::to(server.at).unwrap();
        let (head, rest) = request.split_at(request.len() - 40);
        slow.send(head).unwrap();
        let other = phone.inspections(1);
        phone.hand_in(By::Clerk, &other);
        for byte in rest {
            slow.send(&[*byte]).unwrap();
            crate::kit::wait::pause(5);
        }
        let reply = slow.hear().unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text());
        account.answered(&batch, &reply.json());
        assert_eq!(account.repeated(), 0, "nothing of the three that broke was recorded");
        phone.hand_in(by, &batch);
        assert_eq!(account.repeated(), 300);
        account.settle("a body cut off, and a slow one", 4, &ground, &server);
    });
}
