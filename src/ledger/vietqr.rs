//! VietQR: the text of a QR code by which a bank's app fills in a transfer. EMVCo's merchant-presented
//! format (QRCPS-MPM) as NAPAS profiles it: fields of two digits name, two digits length, and the value;
//! the last one is a checksum of all before it.

use std::fmt::Write;

use crc::{CRC_16_IBM_3740, Crc};

use super::payee::Payee;
use crate::base::Dong;
use crate::base::codes::TrackingNumber;

/// NAPAS among the payment systems.
const NAPAS: &str = "A000000727";
/// To an account (a card would be QRIBFTTC).
const TO_ACCOUNT: &str = "QRIBFTTA";
/// Vietnamese đồng in ISO 4217.
const DONG: &str = "704";
/// The longest purpose that is allowed.
const LONGEST_PURPOSE: usize = 25;
/// CRC-16/CCITT-FALSE by its name in the catalogue of checksums.
const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

/// The text of the code for a transfer of this amount. Capitals and digits alone, as a QR code packs them
/// best. The purpose comes back on the statement of the account, and is how the payment is found: it
/// names the parcel, nobody's name and no case.
pub fn payload(payee: &Payee, amount: Dong, purpose: &str) -> String {
    let beneficiary =
        [field("00", payee.bin.as_str()), field("01", payee.account.as_str())].concat();
    let napas = [field("00", NAPAS), field("01", &beneficiary), field("02", TO_ACCOUNT)].concat();
    let mut text = [
        field("00", "01"),
        field("01", "12"), // for one payment
        field("38", &napas),
        field("53", DONG),
        field("54", &amount.dong().to_string()),
        field("58", "VN"),
        field("62", &field("08", purpose)),
    ]
    .concat();
    // The checksum covers its own name and length.
    text.push_str("6304");
    let checksum = CHECKSUM.checksum(text.as_bytes());
    // Writing to a string cannot fail.
    let _ = write!(text, "{checksum:04X}");
    text
}

/// How a parcel is named in a transfer. A number of another carrier may be longer than a purpose: its
/// end says more than its beginning.
pub fn purpose(number: &TrackingNumber) -> String {
    let plain: Vec<char> = number
        .as_str()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    plain[plain.len().saturating_sub(LONGEST_PURPOSE)..].iter().collect()
}

/// All values are ASCII and shorter than a hundred: fields of [`Payee`], a number, a purpose.
fn field(name: &str, value: &str) -> String {
    format!("{name}{:02}{value}", value.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Period;
    use crate::ledger::PayeePoint;

    fn payee(bin: &str, account: &str) -> Payee {
        Payee {
            point: PayeePoint::Every,
            period: Period::new("2025-01-01".parse().unwrap(), None).unwrap(),
            bin: bin.parse().unwrap(),
            bank: "Ngân hàng".to_owned(),
            account: account.parse().unwrap(),
            holder: "BUU DIEN TINH".to_owned(),
        }
    }

    #[test]
    fn a_code_reads_as_the_one_other_programs_make() {
        // Published with several libraries that are not ours.
        let expected = "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA\
            530370454061800005802VN62230819thanh toan don hang630470FA";
        let made =
            payload(&payee("970436", "1017595600"), Dong::kept(180_000), "thanh toan don hang");
        assert_eq!(made, expected);
    }

    #[test]
    fn the_longest_code_still_packs_as_capitals_and_digits() {
        let number: TrackingNumber = "abc-12345678901234567890123456789".parse().unwrap();
        let made =
            payload(&payee("970436", &"9".repeat(19)), Dong::kept(Dong::MOST), &purpose(&number));
        assert!(made.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{made}");
        assert!(made.contains("62290825") && made.len() <= 150, "{made}");
        assert_eq!(purpose(&"BH123456785VN".parse().unwrap()), "BH123456785VN");
    }
}
