//! Journey (c): a parcel that is on the road in the night of 30 June 2025, when the districts end. What
//! happened before midnight happened in a district; what happens after it, in a commune of today.

use serde_json::json;

use super::cast::{CENTRE, DISTRICT, DISTRICT_ROUTE, NEW_DESK, OLD_DESK, person};
use super::story::{Story, When, desk, post, scan};

const PROCEDURE: &str = "1.012783";

const fn at(month: u32, day: u32, hour: u32, minute: u32) -> When {
    When { year: 2025, month, day, hour, minute }
}

/// Tells the journey.
pub(super) async fn tell(story: &mut Story) -> anyhow::Result<()> {
    story.teller.title(
        "Hành trình C · Đêm 30/6/2025 · bưu gửi trên đường khi cấp huyện kết thúc",
        "Journey C · The night of 30 June 2025 · on the road while the districts end",
    );
    let clerk = story.cast.district_clerk.clone();
    let citizen =
        person("Hoàng Thị Tưởng", "0912 000 301", "Tổ 2, thị trấn Thạch Hà, huyện Thạch Hà", None);
    story.say(
        at(6, 30, 15, 30),
        "Bưu cục Thạch Hà · huyện Thạch Hà",
        "Nhận gửi lúc 15:30 ngày cuối cùng của cấp huyện.",
        "Accepted at 15:30 on the districts' last day.",
    );
    let code = "H27.18-250630-0301";
    story.case(code, PROCEDURE, CENTRE, 1, &citizen).await?;
    let order = json!({
        "case_code": code,
        "service": "submit",
        "from": {"person": citizen},
        "to": {"point": CENTRE},
        "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 1}],
    });
    let leg = story.order(&clerk, &order).await?;
    let number = leg.number.as_str();
    let sealed = json!({"seal": "NP-301", "papers": [1]});
    story.scan(&clerk, scan("accept", number, DISTRICT, sealed)).await?;
    let waiting = for_the_district(story).await?;
    story.say(at(6, 30, 22, 30), "Đường thư", "Lên chuyến đêm.", "Onto the night run.");
    let driver = story.cast.driver.clone();
    let run = story.run(&clerk, DISTRICT_ROUTE, at(6, 30, 0, 0).date()).await?;
    story.scan(&driver, scan("load", number, DISTRICT, json!({"run": run}))).await?;
    story.scan(&driver, scan("depart", &run, DISTRICT, json!({}))).await?;
    story.say(
        at(7, 1, 7, 15),
        "Trung tâm Phục vụ hành chính công",
        "Sáng 1/7: xe đến, bưu gửi không lạc; đơn vị hành chính đã khác.",
        "The morning of 1 July: the van arrives, nothing is lost; the units have changed.",
    );
    let (counter, officer) = (story.cast.centre_clerk.clone(), story.cast.centre_officer.clone());
    story.scan(&counter, post("unload", number, CENTRE, json!({"run": run}))).await?;
    let give = json!({"to": {"point": CENTRE, "as": "desk"}});
    story.scan(&counter, post("hand_over", number, CENTRE, give)).await?;
    let take = json!({"seal": "NP-301", "seal_intact": true, "papers": [1]});
    story.scan(&officer, desk("receive", number, CENTRE, take)).await?;

    hand_on(story, &waiting).await?;
    for (label, day) in [("30/6", "2025-06-30"), ("1/7", "2025-07-01")] {
        let path = format!("/api/v1/points/{DISTRICT}?on={day}");
        let point = story.door.get(&officer, &path).await?;
        let code = point["unit"].as_str().unwrap_or_default();
        let unit = story.unit(&officer, code, day).await?;
        let place = unit["path"].as_str().unwrap_or_default();
        story.teller.note(&format!("{DISTRICT} · {label}: {place}"));
    }
    Ok(())
}

/// A parcel for the district's own desk, which nobody calls for any more that afternoon.
async fn for_the_district(story: &mut Story) -> anyhow::Result<String> {
    let clerk = story.cast.district_clerk.clone();
    let address = "Xóm 5, xã Thạch Long, huyện Thạch Hà";
    let citizen = person("Lê Văn Giả", "0912 000 302", address, None);
    story.say(
        at(6, 30, 16, 20),
        "Bưu cục Thạch Hà · huyện Thạch Hà",
        "Một hồ sơ gửi bộ phận một cửa huyện nằm lại bưu cục qua đêm.",
        "A dossier for the district's desk stays at the office overnight.",
    );
    let code = "H27.29-250630-0302";
    story.case(code, PROCEDURE, OLD_DESK, 1, &citizen).await?;
    let order = json!({
        "case_code": code,
        "service": "submit",
        "from": {"person": citizen},
        "to": {"point": OLD_DESK},
        "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 1}],
    });
    let leg = story.order(&clerk, &order).await?;
    let sealed = json!({"seal": "NP-302", "papers": [1]});
    story.scan(&clerk, scan("accept", &leg.number, DISTRICT, sealed)).await?;
    Ok(leg.number)
}

/// The desk is gone; what was bound for it goes to the commune's.
async fn hand_on(story: &mut Story, number: &str) -> anyhow::Result<()> {
    story.say(
        at(7, 1, 7, 30),
        "Hệ thống",
        "Bộ phận một cửa huyện đã kết thúc: bưu gửi đang chờ được chuyển sang nơi kế nhiệm, tính từ 0 giờ.",
        "The district's desk has ended: what is bound for it goes to the one that took over, as of midnight.",
    );
    let administrator = story.cast.administrator.clone();
    let done = story.door.post(&administrator, "/api/v1/transfers", &json!({})).await?;
    for one in done["handed"].as_array().into_iter().flatten() {
        let part = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        story.teller.note(&format!("{} → {} ({})", part("from"), part("to"), one["items"]));
    }
    story.tell().await?;
    story.say(
        at(7, 1, 8, 10),
        "Trung tâm Phục vụ hành chính công xã Thạch Hà",
        "Bưu cục giao, bộ phận một cửa mới nhận: không thiếu bước nào.",
        "The office gives, the new desk receives: no step is missing.",
    );
    let (clerk, officer) = (story.cast.district_clerk.clone(), story.cast.new_officer.clone());
    let give = json!({"to": {"point": NEW_DESK, "as": "desk"}});
    story.scan(&clerk, scan("hand_over", number, DISTRICT, give)).await?;
    let take = json!({"seal": "NP-302", "seal_intact": true, "papers": [1]});
    story.scan(&officer, scan("receive", number, NEW_DESK, take)).await?;
    Ok(())
}
