//! Journey (a), April 2025, while there were districts: a dossier handed in at a cultural post point of
//! Thạch Hà reaches the provincial service centre, and the result comes back to the door. On the way a
//! scan at a wrong place, a bag that is one short, and a phone that was offline for a day.

use serde_json::{Value, json};

use super::cast::{
    ASTRAY, CENTRE, DISTRICT, DISTRICT_ROUTE, SORTING, VILLAGE, VILLAGE_ROUTE, VILLAGE_UNIT, person,
};
use super::story::{Leg, Story, When, desk, post, scan};

/// Registration of a land-use right, competent at the province.
const PROCEDURE: &str = "1.012783";

/// Tells the journey; returns the page on which the citizen follows the result.
pub(super) async fn tell(story: &mut Story) -> anyhow::Result<String> {
    story.teller.title(
        "Hành trình A · Tháng 4/2025 · xã → huyện → tỉnh, và kết quả về tận nhà",
        "Journey A · April 2025 · commune → district → province, and the result to the door",
    );
    let citizen = person(
        "Nguyễn Thị Thử",
        "0912 000 101",
        "Thôn Hòa Bình, xã Thạch Long, huyện Thạch Hà",
        Some(VILLAGE_UNIT),
    );
    let legs = counter(story, &citizen).await?;
    let bag = village(story, &legs).await?;
    district(story, &legs, &bag).await?;
    astray(story, &legs[0].number).await?;
    centre(story, &legs[0].number).await?;
    remittance(story).await?;
    offline_phone(story, &legs[2].number, &bag).await?;
    let page = result(story, &citizen).await?;
    Ok(page)
}

const fn on(day: u32, hour: u32, minute: u32) -> When {
    When { year: 2025, month: 4, day, hour, minute }
}

/// Three dossiers are handed in at the counter; ours is the first.
async fn counter(story: &mut Story, citizen: &Value) -> anyhow::Result<Vec<Leg>> {
    let clerk = story.cast.village_clerk.clone();
    story.say(
        on(8, 8, 5),
        "Điểm BĐ-VHX Thạch Long",
        "Bà Thử mang hồ sơ đến; nhân viên đếm giấy tờ theo danh mục, lập phiếu gửi.",
        "Mrs Thử brings her dossier; the clerk counts the papers by the list and makes out the slip.",
    );
    let others = [
        person("Trần Văn Giả", "0912 000 102", "Thôn Nam Thượng, xã Thạch Long", None),
        person("Lê Thị Mẫu", "0912 000 103", "Thôn Bắc Thượng, xã Thạch Long", None),
    ];
    let papers = json!([
        {"name": "Đơn đăng ký, cấp Giấy chứng nhận", "form": "original", "count": 1},
        {"name": "Giấy chứng nhận đã cấp", "form": "original", "count": 1},
        {"name": "Căn cước công dân", "form": "copy", "count": 2},
    ]);
    let mut legs = Vec::new();
    for (n, who) in [citizen, &others[0], &others[1]].into_iter().enumerate() {
        let code = format!("H27.18-250408-{:04}", n + 7);
        story.case(&code, PROCEDURE, CENTRE, 1, who).await?;
        let order = json!({
            "case_code": code,
            "service": "submit",
            "from": {"person": who},
            "to": {"point": CENTRE},
            "papers": papers,
            "weight_g": 80,
        });
        legs.push(story.order(&clerk, &order).await?);
    }
    let number = legs[0].number.clone();
    story.papers.print(&story.door, &clerk, &number, "label", "", "a-1-label").await?;
    story.say(
        on(8, 8, 20),
        "Điểm BĐ-VHX Thạch Long",
        "Niêm phong trước mặt người gửi, dán nhãn, quét nhận gửi cả ba.",
        "Sealed in front of the sender, labelled; all three are scanned in.",
    );
    for (n, leg) in legs.iter().enumerate() {
        let more = json!({"seal": format!("NP-00{}", n + 1), "papers": [1, 1, 2]});
        story.scan(&clerk, post("accept", &leg.number, VILLAGE, more)).await?;
    }
    story.say(
        on(8, 8, 25),
        "Điểm BĐ-VHX Thạch Long",
        "Cân lại được 120 g: cước được tính lại. Phí thu tiền mặt có biên lai; cước bà Thử chuyển khoản theo mã VietQR trên phiếu gửi.",
        "It weighs 120 g after all and is priced again. The fee is paid in cash against a receipt; the postage she transfers by the VietQR code on the slip.",
    );
    story.weigh(&clerk, &legs[0].id, &json!({"weight_g": 120})).await?;
    let case = "H27.18-250408-0007";
    let fee = json!({
        "case_code": case, "kind": "procedure_fee", "amount": 50_000, "method": "cash", "receipt_no": "BL-0042"
    });
    story.collect(&clerk, &fee).await?;
    story.papers.print(&story.door, &clerk, &number, "slip", "", "a-2-phieu-gui").await?;
    let paid =
        json!({"leg_id": legs[0].id, "kind": "postage", "amount": 33_000, "method": "transfer"});
    story.collect(&clerk, &paid).await?;
    Ok(legs)
}

/// Into a bag, onto the morning's run.
async fn village(story: &mut Story, legs: &[Leg]) -> anyhow::Result<String> {
    let (clerk, driver) = (story.cast.village_clerk.clone(), story.cast.driver.clone());
    story.say(
        on(8, 8, 40),
        "Điểm BĐ-VHX Thạch Long",
        "Đóng ba bưu gửi vào một túi, niêm phong túi, giao lên chuyến thư sáng.",
        "The three go into one bag; the bag is sealed and loaded on the morning's run.",
    );
    let bag = story.bag(&clerk, VILLAGE, DISTRICT).await?;
    for leg in legs {
        story.scan(&clerk, post("pack", &leg.number, VILLAGE, json!({"bag": bag}))).await?;
    }
    story.say(on(8, 8, 50), "Điểm BĐ-VHX Thạch Long", "Túi được niêm phong.", "The bag is closed.");
    story.scan(&clerk, post("close_bag", &bag, VILLAGE, json!({"seal": "NT-0408"}))).await?;
    story.say(
        on(8, 9, 0),
        "Đường thư",
        "Xếp túi lên xe; xe rời điểm.",
        "The bag is loaded; the van departs.",
    );
    let run = story.run(&driver, VILLAGE_ROUTE, on(8, 0, 0).date()).await?;
    story.scan(&driver, post("load", &bag, VILLAGE, json!({"run": run}))).await?;
    story.scan(&driver, post("depart", &run, VILLAGE, json!({}))).await?;
    story.say(
        on(8, 9, 40),
        "Bưu cục Thạch Hà",
        "Xe đến; dỡ túi.",
        "The van arrives; the bag is unloaded.",
    );
    story.scan(&driver, scan("arrive", &run, DISTRICT, json!({}))).await?;
    let district = story.cast.district_clerk.clone();
    story.scan(&district, scan("unload", &bag, DISTRICT, json!({"run": run}))).await?;
    Ok(bag)
}

/// Opened and counted: one is missing.
async fn district(story: &mut Story, legs: &[Leg], bag: &str) -> anyhow::Result<()> {
    let clerk = story.cast.district_clerk.clone();
    story.say(
        on(8, 9, 50),
        "Bưu cục Thạch Hà",
        "Mở túi: niêm phong còn nguyên, nhưng chỉ có hai bưu gửi. Kiểm đếm xong: thiếu một.",
        "The bag is opened: the seal is whole, but there are only two parcels. Counted: one short.",
    );
    let opening = json!({"seal": "NT-0408", "seal_intact": true});
    story.scan(&clerk, scan("open_bag", bag, DISTRICT, opening)).await?;
    for leg in &legs[..2] {
        story.scan(&clerk, scan("unpack", &leg.number, DISTRICT, json!({"bag": bag}))).await?;
    }
    story.scan(&clerk, scan("inspect", bag, DISTRICT, json!({}))).await?;
    Ok(())
}

/// Given to the sorting office, scanned by somebody else.
async fn astray(story: &mut Story, number: &str) -> anyhow::Result<()> {
    let (clerk, wrong) = (story.cast.district_clerk.clone(), story.cast.astray_clerk.clone());
    story.say(
        on(8, 10, 30),
        "Bưu cục Thạch Hà",
        "Giao bưu gửi cho trung tâm khai thác tỉnh.",
        "The parcel is given to the province's sorting office.",
    );
    let to = json!({"to": {"point": SORTING, "as": "post"}});
    story.scan(&clerk, scan("hand_over", number, DISTRICT, to)).await?;
    story.say(
        on(8, 11, 15),
        "Bưu cục Can Lộc",
        "Xe dỡ nhầm: bưu cục Can Lộc quét nhận một bưu gửi không phải của mình.",
        "Unloaded by mistake: Can Lộc scans a parcel that is not for it.",
    );
    story.scan(&wrong, scan("receive", number, ASTRAY, json!({}))).await?;
    let to = json!({"to": {"point": SORTING, "as": "post"}});
    story.say(
        on(8, 11, 25),
        "Bưu cục Can Lộc",
        "Giao tiếp cho trung tâm khai thác tỉnh.",
        "It is sent on to the sorting office.",
    );
    story.scan(&wrong, scan("hand_over", number, ASTRAY, to)).await?;
    let sorting = story.cast.sorting_clerk.clone();
    story.say(
        on(8, 14, 0),
        "Trung tâm khai thác tỉnh",
        "Nhận đúng nơi: cảnh báo sai nơi tự đóng.",
        "Received where it was given to: the alarm closes by itself.",
    );
    story.scan(&sorting, scan("receive", number, SORTING, json!({}))).await?;
    Ok(())
}

/// To the service centre: first its postal counter, then the desk. Two signatures, one house.
async fn centre(story: &mut Story, number: &str) -> anyhow::Result<()> {
    let sorting = story.cast.sorting_clerk.clone();
    let (clerk, officer) = (story.cast.centre_clerk.clone(), story.cast.centre_officer.clone());
    story.say(
        on(8, 15, 0),
        "Trung tâm khai thác tỉnh",
        "Xếp lên chuyến đi Trung tâm Phục vụ hành chính công.",
        "Loaded on the run to the provincial service centre.",
    );
    let run = story.run(&sorting, DISTRICT_ROUTE, on(8, 0, 0).date()).await?;
    story.scan(&sorting, scan("load", number, SORTING, json!({"run": run}))).await?;
    story.say(
        on(8, 15, 40),
        "Trung tâm Phục vụ hành chính công",
        "Quầy bưu chính dỡ và giao cho bộ phận một cửa; cán bộ đếm lại giấy tờ theo phiếu gửi.",
        "The postal counter unloads it and hands it to the desk; the officer counts the papers again.",
    );
    story.scan(&clerk, post("unload", number, CENTRE, json!({"run": run}))).await?;
    let give = json!({"to": {"point": CENTRE, "as": "desk"}, "handover_id": "BG-0408-01"});
    story.scan(&clerk, post("hand_over", number, CENTRE, give)).await?;
    let take = json!({
        "handover_id": "BG-0408-01", "seal": "NP-001", "seal_intact": true, "papers": [1, 1, 2]
    });
    story.scan(&officer, desk("receive", number, CENTRE, take)).await?;
    story
        .papers
        .print(&story.door, &officer, number, "handover-record", "", "a-3-bien-ban-giao-nhan")
        .await?;
    Ok(())
}

/// The fee that was collected is handed over to the agency.
async fn remittance(story: &mut Story) -> anyhow::Result<()> {
    let clerk = story.cast.village_clerk.clone();
    story.say(
        on(9, 8, 15),
        "Điểm BĐ-VHX Thạch Long",
        "Nộp phí đã thu hộ cho cơ quan giải quyết; sổ cái luôn cân.",
        "The fee that was held is remitted to the agency; the ledger always balances.",
    );
    let fees = json!({
        "agency": CENTRE, "cases": ["H27.18-250408-0007"], "method": "transfer", "reference": "UNC-0409"
    });
    story.remit(&clerk, &fees).await
}

/// What the village's phone kept for a day explains the short bag.
async fn offline_phone(story: &mut Story, number: &str, bag: &str) -> anyhow::Result<()> {
    let clerk = story.cast.village_clerk.clone();
    story.say(
        on(9, 8, 30),
        "Điểm BĐ-VHX Thạch Long",
        "Điện thoại mất mạng từ hôm qua nay gửi lên: 8:45 nhân viên đã lấy bưu gửi thứ ba ra khỏi túi. Cảnh báo thiếu túi tự đóng, hồ sơ được báo lại.",
        "A phone without a line since yesterday hands in what it kept: at 8:45 the third parcel was taken out again. The shortage closes by itself and the case is told anew.",
    );
    let out = post("unpack", number, VILLAGE, json!({"bag": bag}));
    let kept = story.device_scan(&out, on(8, 8, 45).at());
    story.hand_in(&clerk, std::slice::from_ref(&kept)).await?;
    story.teller.note("gửi lại lần nữa không thêm gì / handing it in again adds nothing");
    story.hand_in(&clerk, &[kept]).await?;
    Ok(())
}

/// The result, to the door at the second attempt; originals are collected and go back.
async fn result(story: &mut Story, citizen: &Value) -> anyhow::Result<String> {
    let officer = story.cast.centre_officer.clone();
    let (clerk, district) = (story.cast.centre_clerk.clone(), story.cast.district_clerk.clone());
    let postman = story.cast.postman.clone();
    story.say(
        on(22, 9, 0),
        "Trung tâm Phục vụ hành chính công",
        "Đã có kết quả; cán bộ đặt chặng trả kết quả và giao cho quầy bưu chính.",
        "The result is ready; the officer orders the return and hands it to the postal counter.",
    );
    let code = "H27.18-250408-0007";
    story.case(code, PROCEDURE, CENTRE, 9, citizen).await?;
    let order = json!({
        "case_code": code,
        "service": "return",
        "from": {"point": CENTRE},
        "to": {"person": citizen},
        "papers": [{"name": "Giấy chứng nhận quyền sử dụng đất", "form": "original", "count": 1}],
        "weight_g": 60,
    });
    let leg = story.order(&officer, &order).await?;
    let number = leg.number.as_str();
    story.papers.print(&story.door, &officer, number, "label", "", "a-4-label-tra-ket-qua").await?;
    let give = json!({"to": {"point": CENTRE, "as": "post"}});
    story.scan(&officer, desk("hand_over", number, CENTRE, give)).await?;
    story
        .scan(&clerk, post("accept", number, CENTRE, json!({"seal": "NP-101", "papers": [1]})))
        .await?;
    let to = json!({"to": {"point": DISTRICT, "as": "post"}});
    story.scan(&clerk, post("hand_over", number, CENTRE, to)).await?;
    story.say(
        on(22, 15, 30),
        "Bưu cục Thạch Hà",
        "Bưu cục huyện nhận.",
        "The district office receives it.",
    );
    story.scan(&district, scan("receive", number, DISTRICT, json!({"seal_intact": true}))).await?;

    story.say(
        on(23, 8, 0),
        "Thạch Hà",
        "Bưu tá đi phát; người nhận vắng nhà.",
        "The postman goes out; nobody is at home.",
    );
    story.scan(&postman, scan("out_for_delivery", number, DISTRICT, json!({}))).await?;
    story.say(
        on(23, 9, 30),
        "Thôn Hòa Bình",
        "Phát không thành: vắng nhà.",
        "Delivery failed: absent.",
    );
    story
        .scan(&postman, scan("fail_delivery", number, DISTRICT, json!({"reason": "absent"})))
        .await?;
    story.say(on(23, 11, 0), "Bưu cục Thạch Hà", "Trả về bưu cục.", "Back at the office.");
    story.scan(&district, scan("receive", number, DISTRICT, json!({}))).await?;
    story.say(on(24, 8, 0), "Thạch Hà", "Phát lại lần hai.", "Second attempt.");
    story.scan(&postman, scan("out_for_delivery", number, DISTRICT, json!({}))).await?;
    story.say(
        on(24, 9, 10),
        "Thôn Hòa Bình",
        "Phát tận tay; bà Thử kiểm tra niêm phong. Hồ sơ được đề nghị chuyển trạng thái 10.",
        "Delivered in person; Mrs Thử checks the seal. The case is proposed status 10.",
    );
    let seen = json!({"receiver": "addressee", "seal": "NP-101", "seal_intact": true});
    story.scan(&postman, scan("deliver", number, DISTRICT, seen)).await?;
    originals(story, &leg.id).await?;
    Ok(leg.page)
}

/// The old certificate is collected at the door and carried back to the agency.
async fn originals(story: &mut Story, delivered: &str) -> anyhow::Result<()> {
    let (postman, district) = (story.cast.postman.clone(), story.cast.district_clerk.clone());
    let officer = story.cast.centre_officer.clone();
    story.say(
        on(24, 9, 15),
        "Thôn Hòa Bình",
        "Bưu tá thu lại giấy chứng nhận cũ (bản chính): một chặng mới về cơ quan được mở.",
        "The postman collects the old certificate: a new leg back to the agency opens.",
    );
    let collected =
        json!({"papers": [{"name": "Giấy chứng nhận cũ", "form": "original", "count": 1}]});
    let path = format!("/api/v1/legs/{delivered}/collected");
    let answer = story.door.post(&postman, &path, &collected).await?;
    let back = Leg::read(&answer["legs"][0])?;
    story.tell().await?;
    let number = back.number.as_str();
    let sealed = json!({"seal": "NP-102", "papers": [1]});
    story.scan(&postman, scan("accept", number, DISTRICT, sealed)).await?;
    story.say(
        on(24, 11, 0),
        "Bưu cục Thạch Hà",
        "Bưu tá giao, bưu cục nhận.",
        "Handed over at the office.",
    );
    let to = json!({"to": {"point": DISTRICT, "as": "post"}});
    story.scan(&postman, scan("hand_over", number, DISTRICT, to)).await?;
    story.scan(&district, scan("receive", number, DISTRICT, json!({}))).await?;
    let to = json!({"to": {"point": CENTRE, "as": "desk"}});
    story.scan(&district, scan("hand_over", number, DISTRICT, to)).await?;
    story.say(
        on(25, 8, 30),
        "Trung tâm Phục vụ hành chính công",
        "Bộ phận một cửa nhận lại bản chính, đếm đủ.",
        "The desk receives the original and counts it.",
    );
    story.scan(&officer, desk("receive", number, CENTRE, json!({"papers": [1]}))).await?;
    Ok(())
}
