//! Times and words as the papers write them.

use chrono::Timelike;

use crate::base::At;
use crate::cases::Direction;
use crate::print::Bilingual;

/// `08/04/2025`.
pub(super) fn date(at: At) -> String {
    at.to_office().format("%d/%m/%Y").to_string()
}

/// `08/04/2025 09:15`.
pub(super) fn time(at: At) -> String {
    at.to_office().format("%d/%m/%Y %H:%M").to_string()
}

/// `08/04/2025, 09 giờ 15`, as a clerk writes it.
pub(super) fn spoken(at: At) -> String {
    at.to_office().format("%d/%m/%Y, %H giờ %M").to_string()
}

/// The hour and the minute.
pub(super) fn clock(at: At) -> (u8, u8) {
    let office = at.to_office();
    (office.hour() as u8, office.minute() as u8)
}

/// What a leg of this direction is called on papers.
pub(super) fn service(direction: Direction) -> Bilingual {
    match direction {
        Direction::Submit => Bilingual::new("Nhận gửi hồ sơ", "Dossier to the agency"),
        Direction::Return => Bilingual::new("Chuyển trả kết quả", "Result to the person"),
        Direction::Internal => Bilingual::new("Luân chuyển nội bộ", "Internal circulation"),
    }
}
