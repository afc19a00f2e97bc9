//! Every label and paper with invented data, drawn as `make labels` draws them.

use hosopost::print::{Printer, draw_samples};

#[test]
fn every_sample_is_drawn_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = draw_samples(&Printer::new(None), folder.path()).unwrap();
    assert!(drawn.warnings.is_empty(), "{:?}", drawn.warnings);
    assert!(drawn.output.len() >= 4);
}
