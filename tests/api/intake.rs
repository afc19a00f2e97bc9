//! The intake under many requests at once, and when a piece of its work fails.

use hosopost::base::Role;
use hosopost::store::{custody, facts, health};
use serde_json::json;

use crate::kit::app::TestApp;
use crate::kit::databases::on_both;
use crate::kit::province::DISTRICT;

const ASKING: u32 = 24;
const EACH: u32 = 5;

#[test]
fn requests_that_meet_share_their_commits_and_lose_or_double_nothing() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let parcels: Vec<_> = (1..=4).map(|n| app.announced(n)).collect();
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let results = app.at_once(ASKING, |asking| {
            let scans: Vec<_> = (0..EACH)
                .map(|n| {
                    let number = asking * EACH + n;
                    json!({
                        "id": format!("01961a2b-7c00-7000-8000-{number:012}"), "action": "inspect",
                        "code": parcels[(number % 4) as usize].tracking, "at": DISTRICT,
                        "happened_at": "2025-04-08T09:00:00+07:00"
                    })
                })
                .collect();
            let body = json!({"device": format!("may-{asking}"), "scans": scans});
            app.post("/api/v1/scans").token(&clerk).json(&body)
        });
        for answer in &results {
            assert_eq!(answer.status, 200, "{}", answer.text());
            for result in answer.json()["results"].as_array().unwrap() {
                assert_eq!(result["outcome"], "recorded", "{result}");
            }
        }
        let mut conn = app.database.open();
        let events = custody::events(&mut conn, parcels.iter().map(|p| p.key)).unwrap();
        assert_eq!(events.len(), (ASKING * EACH) as usize);
        assert_eq!(health::broken_sequences(&mut conn).unwrap(), 0);
        assert_eq!(health::broken_heads(&mut conn).unwrap(), 0);
        let told = facts::after(&mut conn, 0, None, 1000).unwrap();
        assert!(told.windows(2).all(|pair| pair[0].position < pair[1].position));
    });
}

#[test]
fn work_that_panics_fails_alone_and_leaves_nothing_behind() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let parcel = app.announced(1);
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let failed = app.wait(app.app.intake.run(|conn, _| {
            hosopost::store::write(conn, |conn| {
                hosopost::store::dialect::draw(conn, "feed", 7)?;
                panic!("a mistake of ours");
                #[expect(unreachable_code, reason = "the type of the work")]
                Ok::<(), hosopost::store::StoreError>(())
            })
        }));
        assert!(failed.is_err(), "who asked is told");
        let mut conn = app.database.open();
        assert_eq!(facts::last_position(&mut conn).unwrap(), 1, "nothing half-written stays");
        let body = json!({"device": "may-1", "scans": [{
            "id": "01961a2b-7c00-7000-8000-000000000001", "action": "accept", "code": parcel.tracking,
            "at": DISTRICT, "happened_at": "2025-04-08T09:00:00+07:00"
        }]});
        let answer = app.post("/api/v1/scans").token(&clerk).json(&body).send();
        assert_eq!(answer.json()["results"][0]["outcome"], "recorded", "the intake lives");
        assert_eq!(app.get("/readyz").send().status, 200);
    });
}
