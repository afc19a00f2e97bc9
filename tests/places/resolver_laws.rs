//! What holds for every address and every unit, tried on the fixtures.

use hosopost::base::Lang;
use hosopost::base::text::fold;
use hosopost::network::address::{Asked, Confidence, resolve};
use hosopost::network::{Locality, UnitLevel};
use proptest::prelude::*;

use super::{Province, day};

#[test]
fn every_commune_of_before_is_found_by_its_full_name_and_follows_its_successions() {
    let province = Province::sqlite();
    let known = province.known();
    let (eve, today) = (day("2025-06-30"), day("2025-10-01"));
    let network = &known.network;
    for unit in network.units_on(eve) {
        if unit.level() != UnitLevel::Commune {
            continue;
        }
        let text = network.path_name(&unit.code, eve, Lang::Vi).unwrap();
        let followed = network.successors(&unit.code, eve, today);
        for (text, least) in
            [(text.clone(), Confidence::ExactNames), (fold(&text), Confidence::FoldedNames)]
        {
            let asked =
                Asked { text: &text, unit: None, given_on: None, position: None, on: today };
            let found = resolve(&known.atlas(), &asked);
            // Without marks two communes of one district may read alike.
            if least == Confidence::FoldedNames && found.confidence == Confidence::Ambiguous {
                continue;
            }
            assert_eq!(found.old, Some(unit), "{text}");
            let mut present: Vec<_> = found.present.iter().map(|one| &one.unit.code).collect();
            let mut expected: Vec<_> = followed.iter().map(|one| &one.unit.code).collect();
            present.sort();
            expected.sort();
            assert_eq!(present, expected, "{text}");
            let split = followed.len() > 1;
            let sure = if split { Confidence::SplitByDefault } else { least };
            assert!(
                found.confidence == sure || found.confidence == Confidence::ExactNames,
                "{text}: {}",
                found.confidence
            );
            let proposed = followed.iter().find(|one| one.is_default).map(|one| one.unit);
            assert_eq!(found.proposed(), proposed, "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_gives_an_answer_and_shares_that_add_up(
        parts in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,20}",
                Just("xã Thạch Châu".to_owned()),
                Just("huyện".to_owned()),
                Just("TP.".to_owned()),
                Just("Hà Tĩnh".to_owned()),
                Just("phường Đại Nài".to_owned()),
            ],
            0..6,
        ),
        comma in any::<bool>(),
    ) {
        thread_local! {
            static PROVINCE: Province = Province::sqlite();
        }
        let text = parts.join(if comma { ", " } else { " " });
        PROVINCE.with(|province| {
            let known = province.known();
            let asked = Asked { text: &text, unit: None, given_on: None, position: None, on: day("2025-10-01") };
            let found = resolve(&known.atlas(), &asked);
            let shares: f64 = found.present.iter().map(|one| one.share).sum();
            assert!(found.present.is_empty() || (shares - 1.0).abs() < 1e-9);
            assert!(!found.present.is_empty() || found.confidence == Confidence::Unknown, "{text}");
            // The same once more, and the same without outer blanks.
            let again = resolve(&known.atlas(), &Asked { text: text.trim(), ..asked });
            assert_eq!(again.confidence, found.confidence);
        });
    }

    #[test]
    fn a_locality_reads_back_and_lies_within_itself(text in "[a-zđA-ZĐơưâ ,]{0,60}") {
        if let Ok(locality) = text.parse::<Locality>() {
            prop_assert_eq!(&locality.as_str().parse::<Locality>().unwrap(), &locality);
            prop_assert!(locality.is_within(&locality));
            prop_assert!(Locality::default().is_within(&locality));
        }
    }
}
