//! Case systems and those who look after them: lists and facts as files, self-tests, pages of webhooks and
//! devices.

mod cases;
pub mod devices;
mod facts;
mod page;
mod self_test;
mod webhook_pages;

use hosopost::flows::import::CASE_COLUMNS;

use crate::kit::office::{BOTH_WAYS, DESK};

/// A list of cases with these rows.
pub fn list(rows: &[String]) -> Vec<u8> {
    format!("{}\n{}\n", CASE_COLUMNS.join(","), rows.join("\n")).into_bytes()
}

/// A good row of a case of this number, as of so many minutes after nine.
pub fn row(number: u32, minute: u32, status: u32) -> String {
    format!(
        "H27.12-250408-{number:04},2025-04-08 09:{minute:02},{BOTH_WAYS},{DESK},3,{status},\
         2025-04-08 08:00,,Nguyễn Văn Mẫu,+84 912 345 123,\"Thôn Tân Đình, xã Thạch Đài\","
    )
}
