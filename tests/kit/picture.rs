//! A printed page as a camera would have it.

/// The text of the QR in a label's picture, one bit a dot.
pub fn qr_of(png_file: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    // The upper half: one of the two codes alone.
    let (width, height) = (info.width, info.height / 2);
    pixels.truncate((width * height) as usize);
    rxing::helpers::detect_in_luma(pixels, width, height, Some(rxing::BarcodeFormat::QR_CODE))
        .unwrap()
        .getText()
        .to_owned()
}

/// The texts of all QR codes of a page, in no order.
pub fn codes_of(png_file: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    pixels.truncate((info.width * info.height) as usize);
    let found = rxing::helpers::detect_multiple_in_luma(pixels, info.width, info.height).unwrap();
    found
        .iter()
        .filter(|code| *code.getBarcodeFormat() == rxing::BarcodeFormat::QR_CODE)
        .map(|code| code.getText().to_owned())
        .collect()
}
