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

/// The texts of the codes of a slip: the one in its head, and the one to pay by further down.
pub fn codes_of(png_file: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, head) = (info.width, info.height / 3);
    let (head, rest) = pixels[..(width * info.height) as usize].split_at((width * head) as usize);
    let read = |part: &[u8]| {
        let height = part.len() as u32 / width;
        let qr = Some(rxing::BarcodeFormat::QR_CODE);
        let code = rxing::helpers::detect_in_luma(part.to_vec(), width, height, qr).ok()?;
        Some(code.getText().to_owned())
    };
    [head, rest].into_iter().filter_map(read).collect()
}
