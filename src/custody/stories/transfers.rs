//! Points that end, and those that take over what they held.

use super::*;

/// The point `from` ends at a minute and `to` takes over.
fn transfer(minute: i64, item: ItemKey, from: &str, to: &str) -> Event {
    let mut event = scan(minute, item, Action::Transfer, from);
    event.role = Role::Administrator;
    event.to(Party::Point { code: code(to), capacity: None })
}

#[test]
fn what_a_point_holds_goes_to_the_one_that_takes_over_in_the_same_role() {
    let events = [
        scan(0, PARCEL, Action::Accept, "A"),
        transfer(10, PARCEL, "A", "B"),
        scan(20, PARCEL, Action::Hold, "B"),
    ];
    let told = timeline(&events[..2], PARCEL);
    assert_eq!((told.state, &told.custodian), (State::Accepted, &post("B")));
    assert_eq!(told.custodian_at(at(9)), Some(&post("A")));
    assert_eq!(told.custodian_at(at(10)), Some(&post("B")));
    // The people there go on with it.
    assert_eq!(kinds(&timeline(&events, PARCEL)), []);
}

#[test]
fn a_scan_of_before_a_transfer_that_comes_in_late_takes_its_place() {
    let mut events = vec![
        scan(0, PARCEL, Action::Accept, "A"),
        scan(5, PARCEL, Action::HandOver, "A").to(to_post("X")),
        scan(6, PARCEL, Action::Receive, "X"),
        transfer(10, PARCEL, "A", "B"),
    ];
    let told = timeline(&events, PARCEL);
    assert_eq!(told.custodian, post("X"), "A had it no more");
    assert_eq!(kinds(&told), []);
    events.reverse();
    assert_eq!(timeline(&events, PARCEL), told);
}

#[test]
fn what_is_bound_for_a_point_that_ends_is_delivered_to_the_one_that_takes_over() {
    let given = [
        scan(0, PARCEL, Action::Accept, "A"),
        scan(5, PARCEL, Action::HandOver, "A").to(to_desk("C")),
        transfer(10, PARCEL, "C", "E"),
    ];
    let told = timeline(&given, PARCEL);
    assert_eq!((told.open_handover, told.bound_for), (Some(to_desk("E")), Some(to_desk("E"))));
    let mut whole = given.to_vec();
    whole.push(scan(900, PARCEL, Action::Receive, "E").desk());
    let told = timeline(&whole, PARCEL);
    assert_eq!((told.state, &told.custodian), (State::Delivered, &desk("E")));
    assert_eq!(kinds(&told), []);
}

#[test]
fn a_result_goes_back_to_the_desk_that_took_over_from_its_own() {
    let told = timeline(
        &[
            scan(0, OTHER, Action::HandOver, "C").desk().to(to_post("A")),
            scan(1, OTHER, Action::Accept, "A"),
            transfer(10, OTHER, "C", "E"),
            scan(20, OTHER, Action::Return, "A"),
            scan(21, OTHER, Action::HandOver, "A").to(to_desk("E")),
            scan(22, OTHER, Action::Receive, "E").desk(),
        ],
        OTHER,
    );
    assert_eq!((told.state, &told.custodian), (State::Returned, &desk("E")));
    assert_eq!(kinds(&told), []);
}

#[test]
fn what_lies_in_a_bag_is_handed_on_with_the_bag() {
    let events = [
        scan(0, PARCEL, Action::Accept, "A"),
        scan(1, PARCEL, Action::Pack, "A").in_bag(),
        scan(2, BAG, Action::CloseBag, "A"),
        transfer(10, PARCEL, "A", "B"),
        transfer(10, BAG, "A", "B"),
    ];
    let told = timeline(&events, PARCEL);
    assert_eq!((&told.custodian, told.carrier), (&post("B"), Some(BAG)));
    assert_eq!(timeline(&events[..4], PARCEL).custodian, post("A"));
    assert_eq!(kinds(&told), []);
}

#[test]
fn a_journey_that_ended_stays_where_it_ended() {
    let told = timeline(
        &[
            scan(0, PARCEL, Action::Accept, "A"),
            scan(5, PARCEL, Action::HandOver, "A").to(to_desk("C")),
            scan(6, PARCEL, Action::Receive, "C").desk(),
            transfer(10, PARCEL, "C", "E"),
        ],
        PARCEL,
    );
    assert_eq!((told.state, &told.custodian), (State::Delivered, &desk("C")));
}
