//! One sample of every document, with invented data: for a look at the templates, for trying an office's
//! own, and for the tests.

use std::fs;
use std::path::{Path, PathBuf};

use super::document::Document;
use super::label::{Bilingual, Destination, ParcelLabel, Place};
use super::papers::{
    ConsignmentSlip, Correspondent, HandoverParty, HandoverRecord, ListedForm, ListedItem,
    ListedPaper,
};
use super::printer::{PrintError, Printed, Printer, TemplateWarning};
use super::raster::Dpi;

const QR: &str = "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM";

/// Every document once, under the name of its files.
pub fn samples() -> Vec<(&'static str, Document)> {
    vec![
        ("label-submit", submit_label().into()),
        ("label-return", return_label().into()),
        ("consignment-slip", slip().into()),
        ("handover-record", record().into()),
    ]
}

/// Draws every sample into a folder as PDF and as PNG at both resolutions; tells what was written and
/// which templates of the office could not be used.
pub fn draw_samples(printer: &Printer, folder: &Path) -> Result<Printed<Vec<PathBuf>>, PrintError> {
    fs::create_dir_all(folder)
        .map_err(|source| PrintError::Write { path: folder.to_owned(), source })?;
    let mut written = vec![];
    let mut warnings: Vec<TemplateWarning> = vec![];
    let mut write = |name: String, bytes: &[u8]| {
        let path = folder.join(name);
        match fs::write(&path, bytes) {
            Ok(()) => written.push(path),
            Err(source) => return Err(PrintError::Write { path, source }),
        }
        Ok(())
    };
    for (name, document) in samples() {
        let pdf = printer.pdf(&document)?;
        write(format!("{name}.pdf"), &pdf.output)?;
        warnings.extend(pdf.warnings);
        for dpi in [Dpi::D203, Dpi::D300] {
            for (page, png) in (1..).zip(printer.png(&document, dpi)?.output) {
                write(format!("{name}-{}dpi-{page}.png", dpi.dots_per_inch()), &png)?;
            }
        }
    }
    Ok(Printed { output: written, warnings })
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
        proof_code: Some("K7QX-2M9T".to_owned()),
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
    }
}
