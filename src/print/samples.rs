//! One sample of every document, with invented data: for a look at the templates, for trying an office's
//! own, and for the tests.

use std::fs;
use std::path::{Path, PathBuf};

use super::document::{Document, Labels};
use super::format::Format;
use super::label::{BagLabel, Bilingual, BlankLabel, Destination, Label, ParcelLabel, Place};
use super::papers::{
    CitizenSheet, ConsignmentSlip, Correspondent, HandoverParty, HandoverRecord, ListedForm,
    ListedItem, ListedPaper,
};
use super::printer::{PrintError, Printed, Printer};
use super::raster::Dpi;
use super::size::{Sheet, Size};
use super::warning::TemplateWarning;

const QR: &str = "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM";

/// Every document once, every label at every size, under the names of their files.
pub fn samples() -> Vec<(String, Document)> {
    let mut all = vec![];
    for size in Size::ALL {
        let one = |label: Label| Document::from(Labels::on(size, vec![label]));
        all.push((format!("label-submit-{size}"), one(submit_label().into())));
        all.push((format!("label-return-{size}"), one(return_label().into())));
        all.push((format!("blank-{size}"), one(blank_label().into())));
        all.push((format!("bag-label-{size}"), one(bag_label().into())));
    }
    // A sheet of which one label is used up, and the next.
    let five = [submit_label(), return_label(), submit_label(), return_label(), submit_label()];
    let labels = five.into_iter().map(Label::from).collect();
    if let Ok(sheet) = Sheet::begun(Size::FourOnA4, 2) {
        all.push(("labels-a4x4-from-2".to_owned(), Labels { labels, sheet }.into()));
    }
    all.push(("consignment-slip".to_owned(), slip().into()));
    all.push(("handover-record".to_owned(), record().into()));
    all.push(("sheet".to_owned(), sheet().into()));
    all.push(("receipt".to_owned(), super::receipt::sample().into()));
    all.push(("apology".to_owned(), super::apology::sample().into()));
    all.push(("liability".to_owned(), super::claims::liability_sample().into()));
    all.push(("answer".to_owned(), super::claims::letter_sample().into()));
    all.extend(super::list_samples::samples());
    all
}

/// Draws every sample into a folder in every format it can leave in, pictures at both resolutions; tells
/// what was written and which templates of the office could not be used.
pub fn draw_samples(printer: &Printer, folder: &Path) -> Result<Printed<Vec<PathBuf>>, PrintError> {
    fs::create_dir_all(folder)
        .map_err(|source| PrintError::Write { path: folder.to_owned(), source })?;
    let mut written = vec![];
    let mut warnings: Vec<TemplateWarning> = vec![];
    for (name, document) in samples() {
        for format in formats() {
            if format.fits(&document).is_err() {
                continue;
            }
            let Printed { output, warnings: told } =
                printer.print(&document, format, &mut |_| {})?;
            warnings.extend(told);
            let several = output.len() > 1;
            for (page, file) in (1..).zip(output) {
                let page = if several { format!("-{page}") } else { String::new() };
                let dots = match format {
                    Format::Png(dpi) | Format::Zpl(dpi) => format!("-{}dpi", dpi.dots_per_inch()),
                    Format::Pdf | Format::Svg => String::new(),
                };
                let path = folder.join(format!("{name}{dots}{page}.{format}"));
                match fs::write(&path, file) {
                    Ok(()) => written.push(path),
                    Err(source) => return Err(PrintError::Write { path, source }),
                }
            }
        }
    }
    warnings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    warnings.dedup();
    Ok(Printed { output: written, warnings })
}

/// Every format at every resolution.
fn formats() -> Vec<Format> {
    let each = |format: fn(Dpi) -> Format| [Dpi::D203, Dpi::D300].map(format);
    [vec![Format::Pdf, Format::Svg], each(Format::Png).to_vec(), each(Format::Zpl).to_vec()]
        .concat()
}

fn place(name: &str, code: &str) -> Place {
    Place { name: name.to_owned(), code: code.to_owned() }
}

/// A dossier on its way to the provincial centre.
pub(super) fn submit_label() -> ParcelLabel {
    ParcelLabel {
        tracking_number: "BH123456785VN".to_owned(),
        qr: QR.to_owned(),
        service: Bilingual::new("Nhận gửi hồ sơ", "Dossier to the agency"),
        from: place("Điểm bưu điện – văn hoá xã Thạch Đài", "BDVHX-THACH-DAI"),
        to: Destination::Point(place(
            "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh",
            "TTPVHCC-HT",
        )),
        route: Some("THẠCH HÀ › HÀ TĨNH".to_owned()),
        seal: Some("NP 004217".to_owned()),
        bag: None,
        printed_at: "08/04/2025 09:15".to_owned(),
    }
}

/// A result on its way to a person's door.
pub(super) fn return_label() -> ParcelLabel {
    ParcelLabel {
        tracking_number: "BH473124829VN".to_owned(),
        qr: QR.to_owned(),
        service: Bilingual::new("Chuyển trả kết quả", "Result to the person"),
        from: place("Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh", "TTPVHCC-HT"),
        to: Destination::Person {
            name: "Nguyễn Thị Ngọc Ẩn".to_owned(),
            address: "Số nhà 12, ngõ 4, thôn Kỳ Phong, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh"
                .to_owned(),
        },
        route: Some("HÀ TĨNH › THẠCH HÀ".to_owned()),
        seal: None,
        bag: Some("T-0152".to_owned()),
        printed_at: "22/04/2025 14:05".to_owned(),
    }
}

/// A label printed ahead of its parcel.
pub(super) fn blank_label() -> BlankLabel {
    BlankLabel {
        tracking_number: "BH100042316VN".to_owned(),
        qr: QR.to_owned(),
        printed_at: "01/04/2025 08:00".to_owned(),
    }
}

/// A closed bag on its run.
pub(super) fn bag_label() -> BagLabel {
    BagLabel {
        code: "TUI00000152".to_owned(),
        qr: QR.to_owned(),
        from: place("Bưu cục cấp 2 Thạch Hà", "481900"),
        to: place("Trung tâm Khai thác vận chuyển Hà Tĩnh", "480990"),
        route: Some("DT-TH-1".to_owned()),
        run: Some("DT-TH-1-250408".to_owned()),
        items: Some(24),
        seal: Some("NP 004302".to_owned()),
        printed_at: "08/04/2025 15:40".to_owned(),
    }
}

/// A slip with every field filled.
pub(super) fn slip() -> ConsignmentSlip {
    let paper = |name: &str, form, count, note: &str| ListedPaper {
        name: name.to_owned(),
        form,
        count,
        note: note.to_owned(),
    };
    ConsignmentSlip {
        number: "BH123456785VN".to_owned(),
        qr: QR.to_owned(),
        proof_code: Some("4827 1930".to_owned()),
        case_code: Some("H27.15-250408-0042".to_owned()),
        procedure_code: "1.004227".to_owned(),
        procedure_name:
            "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất".to_owned(),
        agency: "Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh".to_owned(),
        sender: Correspondent {
            name: "Nguyễn Thị Ngọc Ẩn".to_owned(),
            phone: Some("0900 000 123".to_owned()),
            address: "Thôn Kỳ Phong, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh".to_owned(),
        },
        receiver: Correspondent {
            name: "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh".to_owned(),
            phone: None,
            address: "Thành phố Hà Tĩnh, tỉnh Hà Tĩnh".to_owned(),
        },
        papers: vec![
            paper("Đơn đăng ký biến động đất đai (Mẫu 11/ĐK)", ListedForm::Original, 1, ""),
            paper(
                "Giấy chứng nhận quyền sử dụng đất",
                ListedForm::Original,
                1,
                "Số phát hành: xem bản chính",
            ),
            paper("Hợp đồng tặng cho quyền sử dụng đất", ListedForm::Copy, 2, "Có chứng thực"),
            paper("Tờ khai lệ phí trước bạ", ListedForm::Electronic, 1, ""),
        ],
        pickup: None,
        accepted_at: Some("08/04/2025, 09 giờ 15".to_owned()),
        place: "Điểm bưu điện – văn hoá xã Thạch Đài".to_owned(),
        seal: Some("NP 004217".to_owned()),
        money: super::money::sample(),
    }
}

/// A record of two parcels, one of them with a broken seal.
pub(super) fn record() -> HandoverRecord {
    let item = |number: &str, originals, copies, seal: &str, condition, remarks: &str| ListedItem {
        tracking_number: number.to_owned(),
        originals,
        copies,
        seal: Some(seal.to_owned()),
        condition,
        remarks: remarks.to_owned(),
    };
    let intact = Bilingual::new("Niêm phong nguyên vẹn", "seal intact");
    let broken = Bilingual::new("Niêm phong bị rách", "seal torn");
    HandoverRecord {
        number: "BBGN-250409-0003".to_owned(),
        date: "09/04/2025".to_owned(),
        hour: 14,
        minute: 5,
        place: "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh".to_owned(),
        giver: HandoverParty {
            place: place("Bưu cục Trung tâm Hà Tĩnh", "BC-480000"),
            capacity: Bilingual::new("bưu chính", "post"),
            person: Some("Trần Văn Minh".to_owned()),
        },
        receiver: HandoverParty {
            place: place("Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh", "TTPVHCC-HT"),
            capacity: Bilingual::new("bộ phận một cửa", "one-stop desk"),
            person: Some("H'Hen Niê Ksơr".to_owned()),
        },
        items: vec![
            item("BH123456785VN", 2, 2, "NP 004217", intact, ""),
            item("BH473124829VN", 1, 0, "NP 004218", broken, "Đã kiểm đếm đủ giấy tờ"),
        ],
        qr: Some("HTTPS://HOSO.EXAMPLE.VN/M/BBGN-250409-7K2M9QXR.0BH4ZV8NM2CX".to_owned()),
        commitment: Some("0BH4 ZV8N M2CX".to_owned()),
    }
}

/// A sheet with every line filled.
pub(super) fn sheet() -> CitizenSheet {
    CitizenSheet {
        number: "BH123456785VN".to_owned(),
        qr: QR.to_owned(),
        code: "7K2C X9TQ 0BH4 ZV8N M".to_owned(),
        state: Bilingual::new("Phát chưa thành công", "Could not be delivered yet"),
        advice: Bilingual::new(
            "Bưu tá đã đến nhưng chưa giao được và sẽ phát lại. Ông/bà cũng có thể đến nhận tại bưu cục.",
            "The postman came but could not hand it over and will try again. You may also fetch it at the \
             post office.",
        ),
        at: Some("22/04/2025 14:05".to_owned()),
        place: Some("Điểm bưu điện – văn hoá xã · xã Thạch Đài".to_owned()),
        due: Some("24/04/2025".to_owned()),
        expected: Some("23/04/2025".to_owned()),
        as_of: "22/04/2025 16:30".to_owned(),
    }
}
