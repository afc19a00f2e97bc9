//! Whatever happens to a parcel, and whoever looks when: what was promised never moves, and nothing is expected
//! that was not told.

use hosopost::cases::Status;
use proptest::prelude::*;
use serde_json::json;

use super::{Post, by, on_both};
use crate::kit::databases::TestDatabase;
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};

/// What may happen in an hour: an action, and where.
const STEPS: [(&str, &str); 8] = [
    ("inspect", VILLAGE),
    ("receive", DISTRICT),
    ("receive", SORTING),
    ("hold", DISTRICT),
    ("lose", DISTRICT),
    ("find", SORTING),
    ("return", SORTING),
    ("receive", VILLAGE),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn a_promise_never_moves_and_nothing_is_expected_without_a_fact(
        steps in prop::collection::vec((0usize..10, 1u32..6, any::<bool>()), 1..12),
    ) {
        let post = Post::over(TestDatabase::sqlite());
        post.clock("2025-04-09T06:00");
        let dossier = post.ordered(1, Status::Processing, None);
        let number = dossier.parcel.tracking.to_string();
        post.scan(1, "2025-04-09T06:00", "accept", &number, VILLAGE, json!({}));
        let (mut hour, mut promised) = (6, None);
        for (n, (step, hours, looks)) in (2..).zip(steps) {
            hour += hours;
            let now = format!("2025-04-{:02}T{:02}:10", 9 + hour / 24, hour % 24);
            post.door.app.clock.set(super::at(&now));
            if let Some((action, place)) = STEPS.get(step) {
                post.scan(n, &now, action, &number, place, json!({}));
            }
            if looks {
                post.look();
                let (now_promised, _) = post.keeps_its_word(&dossier);
                prop_assert!(promised.is_none() || promised == now_promised);
                promised = now_promised;
            }
        }
    }
}

#[test]
fn two_processes_that_look_at_once_tell_a_fact_once() {
    on_both(|post| {
        post.clock("2025-04-09T07:20");
        let dossiers: Vec<_> = (1..40).map(|n| post.ordered(n, Status::Processing, None)).collect();
        for (n, dossier) in (1..).zip(&dossiers) {
            let number = dossier.parcel.tracking.as_str();
            post.scan(n, "2025-04-09T07:20", "accept", number, VILLAGE, json!({}));
        }
        let app = &post.door.app;
        let (one, other) = (by("one"), by("other"));
        let both = async { tokio::join!(app.forecast(&one), app.forecast(&other)) };
        let (one, other) = post.door.wait(both);
        let told =
            |round: Option<hosopost::flows::forecast::Settled>| round.map_or(0, |it| it.facts);
        assert_eq!(told(one.unwrap()) + told(other.unwrap()), dossiers.len());
        assert_eq!(post.looked_by("third").facts, 0, "somebody else has the lease");
        for dossier in &dossiers {
            post.keeps_its_word(dossier);
            assert_eq!(post.forecasts(dossier).len(), 1);
        }
        // The one who looked was killed: after ten seconds another goes on.
        app.clock.set(super::at("2025-04-09T07:45"));
        let missed = post.looked_by("third");
        assert_eq!(missed.facts, dossiers.len(), "{CENTRE}");
    });
}

#[test]
fn parcels_scanned_again_and_again_are_looked_at_once() {
    on_both(|post| {
        post.clock("2025-04-09T07:20");
        let dossiers: Vec<_> =
            (1..300).map(|n| post.ordered(n, Status::Processing, None)).collect();
        post.look();
        for (from, action) in [(1, "accept"), (1_001, "inspect"), (2_001, "inspect")] {
            for (n, dossier) in (from..).zip(&dossiers) {
                let number = dossier.parcel.tracking.as_str();
                post.scan(n, "2025-04-09T07:20", action, number, VILLAGE, json!({}));
            }
        }
        assert_eq!(post.look().parcels, dossiers.len());
        assert_eq!(post.look().parcels, 0);
    });
}
