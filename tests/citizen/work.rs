//! That a guess costs the same whether the code exists. Times are not measured, since a test's machine has its
//! own troubles; that the work is the same is what makes them alike.

use hosopost::base::Ids;
use hosopost::flows::{ProofRefusal, Proving, prove};
use hosopost::people::Shown;

use crate::kit::databases::on_both;
use crate::kit::office::{CASE, Office, giving_back, morning, submit};
use crate::stores::custody::statements;

#[test]
fn a_wrong_proof_and_an_unknown_code_take_the_same_statements() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        office.order(&mut conn, submit()).unwrap();
        let back = office.order(&mut conn, giving_back()).unwrap();
        let number = back.legs[0].parcel.tracking.to_string();
        let mut guess = |code: &str, proof: &str, address: &str| {
            let proving = Proving {
                code: code.to_owned(),
                shown: Shown::read(proof),
                address: address.to_owned(),
            };
            let mut wrong = false;
            let count = statements(&mut conn, |conn| {
                let refused = prove(conn, morning(), &Ids::Random, &proving);
                wrong = matches!(refused, Err(ProofRefusal::Wrong));
            });
            assert!(wrong, "{code} {proof}");
            count
        };
        // The first guess of all draws the key.
        guess("x", "0000", "0");
        let unknown = guess("BH999999999VN", "0000", "1");
        assert!(unknown > 5, "the statements were counted: {unknown}");
        for (n, code) in (2..).zip([number.as_str(), CASE, "H27.12-250408-9999", "~", ""]) {
            for (m, proof) in ["0000", "00000000", "neither"].into_iter().enumerate() {
                assert_eq!(guess(code, proof, &format!("{n}.{m}")), unknown, "{code} {proof}");
            }
        }
    });
}
