//! What a consignment slip says about money: what is paid for, what was paid, and how to transfer the
//! rest. Amounts come as they are to be read; nothing is reckoned here.

use serde::Serialize;

use super::label::Bilingual;

/// One thing that is paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyLine {
    /// Postage, or the procedure's fee.
    pub what: Bilingual,
    /// How the amount comes about; empty for nothing to say.
    pub basis: String,
    /// How much; a line to write on where it is not known.
    pub amount: Option<String>,
    /// How much of it was paid, and how; a line to write on where nothing was.
    pub paid: Option<String>,
}

/// Where to transfer what is still to be paid, and the code by which a bank's app fills the transfer in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// The text of the code (VietQR).
    pub qr: String,
    /// The bank.
    pub bank: String,
    /// The account.
    pub account: String,
    /// In whose name it stands.
    pub holder: String,
    /// How much.
    pub amount: String,
    /// By which the payment is found.
    pub purpose: String,
}

/// What a slip says about money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SlipMoney {
    /// What is paid for.
    pub lines: Vec<MoneyLine>,
    /// The sum, where every amount is known.
    pub total: Option<String>,
    /// What was paid of it.
    pub paid: Option<String>,
    /// How to transfer the rest.
    pub transfer: Option<Transfer>,
}

/// Postage to be paid and a fee that was, with a code for the rest.
pub(super) fn sample() -> SlipMoney {
    SlipMoney {
        lines: vec![
            MoneyLine {
                what: Bilingual::new("Cước", "Postage"),
                basis: "80 g · đến 100 g · HT.TH → HT.TP · giảm 50 %: Hộ nghèo · QĐ 45/2016/QĐ-TTg"
                    .to_owned(),
                amount: Some("15.000 đ".to_owned()),
                paid: None,
            },
            MoneyLine {
                what: Bilingual::new("Phí, lệ phí", "Procedure fee"),
                basis: "Thu hộ Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh".to_owned(),
                amount: Some("50.000 đ".to_owned()),
                paid: Some("50.000 đ".to_owned()),
            },
        ],
        total: Some("65.000 đ".to_owned()),
        paid: Some("50.000 đ".to_owned()),
        transfer: Some(Transfer {
            qr: "00020101021238560010A00000072701260006999999011200000000004202\
                 08QRIBFTTA53037045405150005802VN62170813BH123456785VN6304F10A"
                .to_owned(),
            bank: "Ngân hàng Minh họa".to_owned(),
            account: "000000000042".to_owned(),
            holder: "BUU DIEN TINH HA TINH".to_owned(),
            amount: "15.000 đ".to_owned(),
            purpose: "BH123456785VN".to_owned(),
        }),
    }
}
