//! Who holds what while scans come in, in order or not.

use super::*;

#[test]
fn the_giver_stays_custodian_until_the_receive() {
    let given = [
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::HandOver, "A").to(to_post("B")),
    ];
    let half = timeline(&given, PARCEL);
    assert_eq!((half.state, &half.custodian), (State::InHandover, &post("A")));
    assert_eq!(half.open_handover, Some(to_post("B")));
    // Received the next morning: still the same hand-over, because nothing happened in between.
    let mut whole = given.to_vec();
    whole.push(scan(900, PARCEL, Action::Receive, "B"));
    let whole = timeline(&whole, PARCEL);
    assert_eq!((whole.state, &whole.custodian), (State::AtPoint, &post("B")));
    assert_eq!(whole.custodian_at(at(899)), Some(&post("A")));
    assert_eq!(kinds(&whole), []);
}

#[test]
fn a_receive_without_a_give_is_flagged_until_the_give_arrives() {
    let received = [scan(1, PARCEL, Action::Accept, "A"), scan(20, PARCEL, Action::Receive, "B")];
    let flagged = timeline(&received, PARCEL);
    assert_eq!(kinds(&flagged), [AnomalyKind::SkippedHandoff]);
    assert_eq!(flagged.anomalies[0].owner, post("A"));
    assert_eq!(flagged.custodian, post("B"));
    for minute in [15, 25] {
        let mut all = received.to_vec();
        all.push(scan(minute, PARCEL, Action::HandOver, "A").to(to_post("B")));
        let explained = timeline(&all, PARCEL);
        assert_eq!(kinds(&explained), [], "give at minute {minute}");
        assert_eq!((explained.state, &explained.custodian), (State::AtPoint, &post("B")));
    }
}

#[test]
fn a_parcel_given_to_one_and_received_by_another_is_at_a_wrong_place_until_it_gets_there() {
    let mut events = vec![
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::HandOver, "A").to(to_post("B")),
        scan(60, PARCEL, Action::Receive, "X"),
    ];
    let wrong = timeline(&events, PARCEL);
    assert_eq!(kinds(&wrong), [AnomalyKind::WrongPlace]);
    assert_eq!(wrong.anomalies[0].owner, post("X"));
    assert_eq!(wrong.custodian, post("X"), "a scan is a fact: X has it");
    events.push(scan(70, PARCEL, Action::HandOver, "X").to(to_post("B")));
    events.push(scan(120, PARCEL, Action::Receive, "B"));
    assert_eq!(kinds(&timeline(&events, PARCEL)), []);
}

#[test]
fn contents_follow_their_bag_and_the_bag_its_run() {
    let mut events = vec![
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::Pack, "A").in_bag(),
        scan(3, BAG, Action::CloseBag, "A"),
        scan(4, BAG, Action::Load, "A").on_run(),
        scan(5, RUN, Action::Depart, "A"),
    ];
    let under_way = timeline(&events, PARCEL);
    assert_eq!((under_way.state, &under_way.custodian), (State::InBag, &run()));
    assert_eq!(under_way.entries.len(), 5, "its own two and those of what carries it");
    events.extend([
        scan(60, RUN, Action::Arrive, "C"),
        scan(61, BAG, Action::Unload, "C"),
        scan(62, BAG, Action::OpenBag, "C"),
        scan(63, PARCEL, Action::Unpack, "C").in_bag(),
        scan(64, PARCEL, Action::HandOver, "C").to(to_desk("C")),
        scan(65, PARCEL, Action::Receive, "C").desk().with(|d| d.papers = Some(vec![2, 1])),
        scan(66, BAG, Action::Inspect, "C"),
    ]);
    let arrived = timeline(&events, PARCEL);
    assert_eq!((arrived.state, &arrived.custodian), (State::Delivered, &desk("C")));
    assert_eq!(kinds(&arrived), []);
    assert_eq!(kinds(&timeline(&events, BAG)), []);
    let spans: Vec<&Custodian> = arrived.spans.iter().map(|span| &span.custodian).collect();
    assert_eq!(spans, [&Custodian::Citizen, &post("A"), &run(), &post("C"), &desk("C")]);
    assert_eq!(arrived.containments[0].until, Some(at(63)));
}

#[test]
fn a_bag_one_short_names_who_closed_it_and_a_later_scan_explains() {
    let mut events = vec![
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::Pack, "A").in_bag(),
        scan(3, BAG, Action::CloseBag, "A"),
        scan(60, BAG, Action::Receive, "C"),
        scan(61, BAG, Action::OpenBag, "C"),
    ];
    assert!(!kinds(&timeline(&events, PARCEL)).contains(&AnomalyKind::BagShort), "still counting");
    events.push(scan(70, BAG, Action::Inspect, "C"));
    let short = timeline(&events, PARCEL);
    assert!(kinds(&short).contains(&AnomalyKind::BagShort));
    let anomaly = short.anomalies.iter().find(|a| a.kind == AnomalyKind::BagShort).unwrap();
    assert_eq!(anomaly.last_right, Some(post("A")));
    assert_eq!(short.carrier, None, "the emptied bag does not carry it on");
    events.push(scan(200, PARCEL, Action::Find, "A"));
    assert!(!kinds(&timeline(&events, PARCEL)).contains(&AnomalyKind::BagShort));
    // Taken out before the count, told later: then it was never short.
    events.pop();
    events.push(scan(65, PARCEL, Action::Unpack, "C").in_bag());
    assert!(!kinds(&timeline(&events, PARCEL)).contains(&AnomalyKind::BagShort));
}

#[test]
fn over_and_wrong_bags_are_named() {
    let over =
        [scan(1, PARCEL, Action::Accept, "A"), scan(2, PARCEL, Action::Unpack, "A").in_bag()];
    assert_eq!(kinds(&timeline(&over, PARCEL)), [AnomalyKind::NotInBag]);
    let closed = [
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, BAG, Action::CloseBag, "A"),
        scan(3, PARCEL, Action::Pack, "A").in_bag(),
    ];
    assert_eq!(kinds(&timeline(&closed, PARCEL)), [AnomalyKind::BagClosed]);
}

#[test]
fn a_result_goes_from_the_desk_to_the_door_and_an_undelivered_one_comes_back() {
    let out = [
        scan(1, OTHER, Action::HandOver, "C").desk().to(to_post("C")),
        scan(2, OTHER, Action::Accept, "C"),
        scan(3, OTHER, Action::OutForDelivery, "C").courier(),
    ];
    let delivered =
        timeline(&[&out[..], &[scan(4, OTHER, Action::Deliver, "C").courier()]].concat(), OTHER);
    assert_eq!((delivered.state, &delivered.custodian), (State::Delivered, &Custodian::Citizen));
    assert_eq!(kinds(&delivered), []);
    let back = [
        scan(4, OTHER, Action::FailDelivery, "C").courier(),
        scan(90, OTHER, Action::Receive, "C"),
        scan(91, OTHER, Action::Return, "C"),
        scan(92, OTHER, Action::HandOver, "C").to(to_desk("C")),
        scan(93, OTHER, Action::Receive, "C").desk(),
    ];
    let returned = timeline(&[&out[..], &back[..]].concat(), OTHER);
    assert_eq!((returned.state, &returned.custodian), (State::Returned, &desk("C")));
    assert_eq!((returned.failed_attempts, kinds(&returned)), (1, vec![]));
}

#[test]
fn a_courier_takes_in_at_the_door_and_hands_over_at_the_counter() {
    let postman = Custodian::Postman { token: TokenId::new(Uuid::from_u128(9)) };
    let mut events = vec![scan(1, PARCEL, Action::Accept, "A").courier()];
    assert_eq!(timeline(&events, PARCEL).custodian, postman);
    events.push(scan(60, PARCEL, Action::HandOver, "A").courier().to(to_post("A")));
    assert_eq!(timeline(&events, PARCEL).custodian, postman);
    events.push(scan(61, PARCEL, Action::Receive, "A"));
    let received = timeline(&events, PARCEL);
    assert_eq!((received.custodian.clone(), kinds(&received)), (post("A"), vec![]));
}

#[test]
fn a_postman_collects_at_the_desk_what_was_given_to_his_office() {
    let events = [
        scan(1, OTHER, Action::HandOver, "C").desk().to(to_post("C")),
        scan(2, OTHER, Action::Accept, "C").courier(),
    ];
    let collected = timeline(&events, OTHER);
    let postman = Custodian::Postman { token: TokenId::new(Uuid::from_u128(9)) };
    assert_eq!((collected.custodian.clone(), kinds(&collected)), (postman, vec![]));
    // To another office than it was given to: flagged.
    let elsewhere = [
        scan(1, OTHER, Action::HandOver, "C").desk().to(to_post("C")),
        scan(2, OTHER, Action::Accept, "B").courier(),
    ];
    assert_eq!(kinds(&timeline(&elsewhere, OTHER)), [AnomalyKind::WrongPlace]);
}

#[test]
fn condition_travels_and_the_first_hop_that_differs_is_named() {
    let events = [
        scan(1, PARCEL, Action::Accept, "A").with(|d| d.seal = Some("S1".into())),
        scan(2, PARCEL, Action::HandOver, "A").to(to_post("B")),
        scan(3, PARCEL, Action::Receive, "B").with(|d| {
            d.seal = Some("S2".into());
            d.seal_intact = Some(false);
            d.papers = Some(vec![2, 0]);
        }),
        scan(4, PARCEL, Action::Inspect, "B").with(|d| d.papers = Some(vec![2, 0])),
    ];
    let timeline = timeline(&events, PARCEL);
    assert_eq!(
        kinds(&timeline),
        [AnomalyKind::SealDiffers, AnomalyKind::SealBroken, AnomalyKind::PapersDiffer],
        "named once, where it first differed"
    );
    assert!(timeline.anomalies.iter().all(|a| a.owner == post("A")));
    assert_eq!(timeline.anomalies[2].expected.as_deref(), Some("2+1"));
}

#[test]
fn a_correction_takes_a_scan_back_whenever_it_comes() {
    let wrong = scan(5, PARCEL, Action::Deliver, "A");
    let correct = scan(2, PARCEL, Action::Correct, "A").with(|d| {
        d.corrects = Some(wrong.id);
        d.void = true;
    });
    let alone = [scan(1, PARCEL, Action::Accept, "A"), correct.clone()];
    assert_eq!(kinds(&timeline(&alone, PARCEL)), [AnomalyKind::CorrectionWaits]);
    let both = [scan(1, PARCEL, Action::Accept, "A"), wrong, correct];
    let both = timeline(&both, PARCEL);
    assert_eq!((both.state, kinds(&both)), (State::Accepted, vec![]));
}

#[test]
fn after_the_end_custody_still_follows_the_hand() {
    let events = [
        scan(1, OTHER, Action::HandOver, "C").desk().to(to_post("C")),
        scan(2, OTHER, Action::Accept, "C"),
        scan(3, OTHER, Action::Deliver, "C"),
        scan(4, OTHER, Action::Receive, "B"),
    ];
    let timeline = timeline(&events, OTHER);
    assert_eq!((timeline.state, &timeline.custodian), (State::AtPoint, &post("B")));
    assert_eq!(kinds(&timeline), [AnomalyKind::AfterEnd]);
}

#[test]
fn a_parcel_never_used_can_be_voided_and_one_in_use_cannot() {
    let unused = timeline(&[scan(1, PARCEL, Action::Void, "A")], PARCEL);
    assert_eq!(unused.state, State::Void);
    let used = timeline(
        &[scan(1, PARCEL, Action::Accept, "A"), scan(2, PARCEL, Action::Void, "A")],
        PARCEL,
    );
    assert_eq!((used.state, kinds(&used)), (State::Accepted, vec![AnomalyKind::VoidInUse]));
}

#[test]
fn a_bag_put_into_itself_carries_nothing() {
    let events = [
        scan(1, BAG, Action::Pack, "A").in_bag(),
        scan(2, PARCEL, Action::Accept, "A"),
        scan(3, PARCEL, Action::Pack, "A").in_bag(),
    ];
    assert_eq!(timeline(&events, BAG).carrier, None);
    assert_eq!(timeline(&events, PARCEL).carrier, Some(BAG));
}
