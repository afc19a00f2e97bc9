//! A server prints for months: what the typesetter remembers must be forgotten after each job.

use std::fs;
use std::process::Command;

use super::*;
use crate::print::label::{Label, ParcelLabel};
use crate::print::samples::return_label;
use crate::print::{Format, Labels, Size};

/// Memory of this process in MiB, by the system's count of pages.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096 / (1 << 20)
}

/// By this the test knows that it runs in the process of its own.
const ALONE: &str = "HOSOPOST_TEST_ALONE";

#[test]
#[cfg(target_os = "linux")]
fn two_hundred_renders_leave_memory_flat() {
    #[expect(clippy::disallowed_methods, reason = "set below, for the process of its own")]
    if std::env::var_os(ALONE).is_some() {
        print_two_hundred_labels();
        return;
    }
    // In a process of its own: the other tests, running beside, take and free memory too.
    let own = "print::tests::memory::two_hundred_renders_leave_memory_flat";
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", own, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && told.contains("MiB more after 200 labels"), "{told}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_file_of_labels_is_set_part_by_part_and_said_so() {
    let labels = |count: usize| {
        let label = |serial| {
            let tracking_number = format!("BH{serial:09}VN");
            Label::from(ParcelLabel { tracking_number, ..return_label() })
        };
        Labels::on(Size::A6, (0..count).map(label).collect())
    };
    let mut told = vec![];
    let printed = Printer::default()
        .print(&labels(90).into(), Format::Pdf, &mut |done| told.push(done))
        .unwrap();
    assert_eq!(told, [40, 80, 90]);
    let text = text::of_pdf(&printed.output[0]);
    for serial in [0, 39, 40, 89] {
        assert!(text.contains(&format!("BH{serial:09}VN")), "{serial}");
    }
    assert_eq!(text.matches('\u{c}').count(), 90, "a page each");
}

#[cfg(target_os = "linux")]
fn print_two_hundred_labels() {
    let print = |jobs: std::ops::Range<u32>| {
        for serial in jobs {
            let tracking_number = format!("BH{serial:09}VN");
            let label = ParcelLabel { tracking_number, ..return_label() };
            Printer::default().pdf(&label.into()).unwrap();
        }
    };
    let print = &print;
    // Two at a time: one job's forgetting must not stop at the other's remembering.
    let both = |from: u32, count: u32| {
        std::thread::scope(|scope| {
            for half in [from..from + count / 2, from + count / 2..from + count] {
                scope.spawn(move || print(half));
            }
        });
    };
    both(0, 20);
    let warm = resident();
    both(20, 200);
    let grown = resident().saturating_sub(warm);
    println!("{warm} MiB when warm, {grown} MiB more after 200 labels");
    assert!(grown < 16, "{grown} MiB more than {warm} MiB");
}
