//! Working days through the door.

use hosopost::base::Role;

use crate::kit::app::TestApp;
use crate::kit::databases::on_both;
use crate::kit::province::DISTRICT;

#[test]
fn days_are_told_by_the_loaded_calendar_and_counted_over_holidays() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask = |path: &str| app.get(&format!("/api/v1/calendar/{path}")).token(&clerk).send();
        for (path, kind, working, then) in [
            ("2025-04-08", "working", true, "2025-04-08"),
            ("2025-04-12", "rest", false, "2025-04-14"),
            ("2025-04-12?audience=post", "working", true, "2025-04-12"),
            ("2025-04-26", "swap_working", true, "2025-04-26"),
            ("2025-04-29?add=1", "working", true, "2025-05-05"),
            ("2025-05-02", "swap_rest", false, "2025-05-05"),
            ("2026-08-31", "swap_rest", false, "2026-09-03"),
            ("2026-11-24?add=1", "holiday", false, "2026-11-25"),
        ] {
            let day = ask(path).json();
            let told = (&day["kind"], &day["working"], &day["then"]);
            assert_eq!(told, (&kind.into(), &working.into(), &then.into()), "{path}");
        }
        for (path, field) in [
            ("2025-02-30", "date"),
            ("tomorrow", "date"),
            ("2025-04-08?audience=all", "?audience"),
            ("2025-04-08?add=-1", "?add"),
            ("2025-04-08?add=1001", "?add"),
        ] {
            assert_eq!(ask(path).problem(422, "invalid")["field"], field, "{path}");
        }
        ask("2031-04-08").problem(404, "not_found");
        ask("2027-12-31?add=5").problem(404, "not_found");
        app.get("/api/v1/calendar/2025-04-08").send().problem(401, "unauthenticated");
    });
}
