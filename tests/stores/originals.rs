//! A delivery at the door that collects originals.

use hosopost::base::{LegId, Role};
use hosopost::cases::{Direction, Endpoint, Service};
use hosopost::flows::{Fault, collect_originals};
use hosopost::parcels::{Paper, PaperForm, PaperList};
use hosopost::people::Collector;
use hosopost::store::legs;

use crate::kit::databases::on_both;
use crate::kit::office::*;

#[test]
fn originals_collected_at_the_door_travel_back_to_the_desk_once() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let result = office.order(&mut conn, giving_back()).unwrap().legs.remove(0).leg;
        let cx = context(Role::Courier, &[POST]);
        let by = Collector::of(&cx.who).unwrap();
        let world = office.world();

        let none =
            collect_originals(&mut conn, &cx, &by, &world, result.id, PaperList::default(), None);
        assert_eq!(none.unwrap_err().field(), Some("papers"));
        let online = Paper::new("Tờ khai", PaperForm::Electronic, 1).unwrap();
        let online = PaperList::new(vec![online]).unwrap();
        let none = collect_originals(&mut conn, &cx, &by, &world, result.id, online, None);
        assert_eq!(none.unwrap_err().code(), "no_papers");

        let opened =
            collect_originals(&mut conn, &cx, &by, &world, result.id, papers(&[1]), None).unwrap();
        assert_eq!(opened.leg.opened_by, Some(result.id));
        assert_eq!(
            (opened.leg.service, opened.leg.direction),
            (Service::Submit, Direction::Submit)
        );
        assert_eq!((&opened.leg.from, &opened.leg.to), (&result.to, &result.from));
        assert_eq!(legs::find(&mut conn, opened.leg.id).unwrap(), Some(opened.leg));

        let again = collect_originals(&mut conn, &cx, &by, &world, result.id, papers(&[1]), None);
        let again = again.unwrap_err();
        assert_eq!((again.fault(), again.code()), (Fault::Conflict, "already_collected"));
        assert_eq!(legs::of_case(&mut conn, result.case).unwrap().len(), 2);
    });
}

#[test]
fn nothing_is_collected_where_no_person_receives_a_result() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let cx = context(Role::Courier, &[POST]);
        let by = Collector::of(&cx.who).unwrap();
        let mut to_point = giving_back();
        to_point.to = Endpoint::Point(point(VILLAGE));
        for order in [submit(), to_point] {
            let leg = office.order(&mut conn, order).unwrap().legs.remove(0).leg;
            let refused =
                collect_originals(&mut conn, &cx, &by, &office.world(), leg.id, papers(&[1]), None);
            assert_eq!(refused.unwrap_err().code(), "nothing_to_collect");
        }
        let unknown = LegId::new(cx.ids.uuid(cx.now));
        let refused =
            collect_originals(&mut conn, &cx, &by, &office.world(), unknown, papers(&[1]), None);
        assert_eq!(refused.unwrap_err().fault(), Fault::Missing);
    });
}
