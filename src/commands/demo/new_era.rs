//! Journey (b), autumn 2025, without districts: from a commune straight to the province, for somebody
//! whose address is still written in the units of before.

use serde_json::{Value, json};

use super::cast::{CENTRE, COMMUNE, OLD_UNIT, PROVINCE_ROUTE, person};
use super::story::{Story, When, desk, post, scan};

/// Competent at the province.
const PROCEDURE: &str = "1.012784";
/// Not on the list of what may go by post.
const NOT_LISTED: &str = "1.013222";

const fn on(day: u32, hour: u32, minute: u32) -> When {
    When { year: 2025, month: 10, day, hour, minute }
}

/// A dossier of a poor household, to be taken to the centre.
fn order(case: &str, citizen: &Value) -> Value {
    json!({
        "case_code": case,
        "service": "submit",
        "from": {"person": citizen},
        "to": {"point": CENTRE},
        "papers": [
            {"name": "Tờ khai", "form": "original", "count": 1},
            {"name": "Căn cước công dân", "form": "copy", "count": 1},
        ],
        "weight_g": 60,
        "reduction": "poor_household",
    })
}

/// Tells the journey.
pub(super) async fn tell(story: &mut Story) -> anyhow::Result<()> {
    story.teller.title(
        "Hành trình B · Tháng 10/2025 · xã → tỉnh, địa chỉ ghi theo đơn vị cũ",
        "Journey B · October 2025 · commune → province, an address in units of before",
    );
    let clerk = story.cast.commune_clerk.clone();
    let citizen = person(
        "Phạm Văn Ví Dụ",
        "0912 000 201",
        "Thôn 3, xã Thạch Mỹ, huyện Thạch Hà",
        Some(OLD_UNIT),
    );
    story.say(
        on(14, 8, 30),
        "Bưu điện xã Mai Phụ",
        "Địa chỉ ghi theo xã cũ: hệ thống cho biết nay thuộc xã nào.",
        "The address names a commune of before: which one is it now?",
    );
    let unit = story.unit(&clerk, OLD_UNIT, "2025-06-01").await?;
    let now: Vec<&str> = unit["successors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["name"].as_str())
        .collect();
    let before = unit["path"].as_str().unwrap_or_default();
    story.teller.note(&format!("{before} → {}", now.join(", ")));

    story.say(
        on(14, 8, 35),
        "Bưu điện xã Mai Phụ",
        "Một thủ tục không nằm trong danh mục gửi qua bưu chính bị từ chối, kèm lý do và nơi tiếp nhận.",
        "A procedure that is not on the postal list is refused, with the reason and the desk that takes it.",
    );
    let refused = "H27.18-251014-0901";
    story.case(refused, NOT_LISTED, CENTRE, 1, &citizen).await?;
    let order = |code: &str| order(code, &citizen);
    let refusal = story.door.refused(&clerk, "/api/v1/legs", &order(refused)).await?;
    let detail = refusal["detail"].as_str().unwrap_or_default();
    story.teller.note(&format!("✗ {}: {detail}", refusal["code"].as_str().unwrap_or_default()));

    story.say(
        on(14, 8, 45),
        "Bưu điện xã Mai Phụ",
        "Thủ tục được phép: lập phiếu gửi, niêm phong, nhận gửi.",
        "One that may: slip, seal, acceptance.",
    );
    let code = "H27.18-251014-0902";
    story.case(code, PROCEDURE, CENTRE, 1, &citizen).await?;
    let leg = story.order(&clerk, &order(code)).await?;
    let number = leg.number.as_str();
    story.papers.print(&story.door, &clerk, number, "label", "", "b-1-label").await?;
    story
        .scan(&clerk, scan("accept", number, COMMUNE, json!({"seal": "NP-201", "papers": [1, 1]})))
        .await?;
    story.papers.print(&story.door, &clerk, number, "slip", "", "b-2-phieu-gui").await?;

    story.say(
        on(14, 15, 0),
        "Bưu điện xã Mai Phụ",
        "Vào túi, lên chuyến thẳng về tỉnh: không còn chặng huyện.",
        "Into the bag and onto the run straight to the province: there is no district any more.",
    );
    let driver = story.cast.driver.clone();
    let bag = story.bag(&clerk, COMMUNE, CENTRE).await?;
    let run = story.run(&clerk, PROVINCE_ROUTE, on(14, 0, 0).date()).await?;
    story.scan(&clerk, scan("pack", number, COMMUNE, json!({"bag": bag}))).await?;
    story.scan(&clerk, scan("close_bag", &bag, COMMUNE, json!({"seal": "NT-1014"}))).await?;
    story.scan(&driver, scan("load", &bag, COMMUNE, json!({"run": run}))).await?;
    story.scan(&driver, scan("depart", &run, COMMUNE, json!({}))).await?;

    story.say(
        on(14, 16, 20),
        "Trung tâm Phục vụ hành chính công",
        "Quầy bưu chính mở túi; bộ phận một cửa nhận và đếm lại.",
        "The postal counter opens the bag; the desk receives and counts again.",
    );
    let (counter, officer) = (story.cast.centre_clerk.clone(), story.cast.centre_officer.clone());
    story.scan(&counter, post("unload", &bag, CENTRE, json!({"run": run}))).await?;
    let opening = json!({"seal": "NT-1014", "seal_intact": true});
    story.scan(&counter, post("open_bag", &bag, CENTRE, opening)).await?;
    story.scan(&counter, post("unpack", number, CENTRE, json!({"bag": bag}))).await?;
    story.scan(&counter, post("inspect", &bag, CENTRE, json!({}))).await?;
    let give = json!({"to": {"point": CENTRE, "as": "desk"}});
    story.scan(&counter, post("hand_over", number, CENTRE, give)).await?;
    let take = json!({"seal": "NP-201", "seal_intact": true, "papers": [1, 1]});
    story.scan(&officer, desk("receive", number, CENTRE, take)).await?;
    story
        .papers
        .print(&story.door, &officer, number, "handover-record", "", "b-3-bien-ban-giao-nhan")
        .await?;
    Ok(())
}
