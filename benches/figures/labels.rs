//! Labels as PDF, one document after the other: one in a document, and a thousand. No two are alike, so that nothing
//! set before is taken again.

use std::time::Instant;

use hosopost::print::{Document, Label, Labels, Printer, samples};

/// Labels a second of one document that holds so many, drawn so many times.
pub fn drawn(labels: usize, documents: usize) -> f64 {
    let printer = Printer::default();
    let documents: Vec<Document> =
        (0..documents).map(|n| document(n * labels..(n + 1) * labels)).collect();
    let begun = Instant::now();
    for document in &documents {
        printer.pdf(document).unwrap();
    }
    (labels * documents.len()) as f64 / begun.elapsed().as_secs_f64()
}

fn document(numbers: std::ops::Range<usize>) -> Document {
    let sample = samples().into_iter().find_map(|(_, document)| {
        if let Document::Labels(Labels { labels, sheet }) = document {
            Some((labels, sheet))
        } else {
            None
        }
    });
    let (labels, sheet) = sample.unwrap();
    let label = labels.into_iter().find_map(|label| match label {
        Label::Parcel(label) => Some(label),
        Label::Bag(_) | Label::Blank(_) => None,
    });
    let label = label.unwrap();
    let numbered = |n: usize| {
        let mut label = label.clone();
        label.tracking_number = format!("BH{n:08}5VN");
        let host = label.qr.rsplit_once('/').map_or("", |(host, _)| host).to_owned();
        label.qr = format!("{host}/{n:017}");
        label.seal = Some(format!("NP {n:06}"));
        Label::from(label)
    };
    Labels { labels: numbers.map(numbered).collect(), sheet }.into()
}
