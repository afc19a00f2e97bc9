//! Every label and paper with invented data, drawn. With `HOSOPOST_LABELS_OUT` set to a folder they are
//! left there for a look (`make labels`).

use hosopost::print::{Printer, draw_samples};

#[test]
fn every_sample_is_drawn_without_a_warning() {
    #[expect(clippy::disallowed_methods, reason = "`make labels` names the folder")]
    let kept = std::env::var_os("HOSOPOST_LABELS_OUT").map(std::path::PathBuf::from);
    let passing = tempfile::tempdir().unwrap();
    let folder = kept.unwrap_or_else(|| passing.path().to_owned());
    let drawn = draw_samples(&Printer::new(None), &folder).unwrap();
    assert!(drawn.warnings.is_empty(), "{:?}", drawn.warnings);
    assert!(drawn.output.len() >= 4);
}
