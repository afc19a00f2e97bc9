use crate::print::{Printer, draw_samples};
#[test]
fn draw() {
    let printed = draw_samples(&Printer::default(), std::path::Path::new("/tmp/labels-out"));
    println!("{printed:?}");
    for _ in 0..5 {
        let s = std::time::Instant::now();
        Printer::default().png(&crate::print::samples()[1].1, crate::print::Dpi::D203).unwrap();
        println!("{:?}", s.elapsed());
    }
    printed.unwrap();
}
