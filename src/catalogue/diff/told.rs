//! The difference for people, in Vietnamese and English, and as rows for a spreadsheet.

use std::fmt::Write as _;

use super::{Aspect, Change, Difference};
use crate::base::{Lang, Words};

impl Aspect {
    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Name => Words::new("tên", "name"),
            Self::Field => Words::new("lĩnh vực", "field"),
            Self::Agency => Words::new("cơ quan thực hiện", "agency"),
            Self::Levels => Words::new("cấp thực hiện", "levels"),
            Self::Time => Words::new("thời hạn", "processing time"),
            Self::TimeDirect => Words::new("thời hạn (trực tiếp)", "processing time (direct)"),
            Self::TimeOnline => Words::new("thời hạn (trực tuyến)", "processing time (online)"),
            Self::TimePost => Words::new("thời hạn (bưu chính)", "processing time (by post)"),
            Self::Fee => Words::new("phí, lệ phí", "fees"),
            Self::PaperAdded => Words::new("thêm giấy tờ", "paper added"),
            Self::PaperRemoved => Words::new("bỏ giấy tờ", "paper removed"),
            Self::PaperRenamed => Words::new("giấy tờ đổi tên", "paper renamed"),
            Self::PaperCount => Words::new("số bản chính+bản sao", "originals+copies"),
            Self::PaperTemplate => Words::new("mẫu đơn", "form"),
            Self::Received => Words::new("nhận hồ sơ qua bưu chính", "received by post"),
            Self::Returned => Words::new("trả kết quả qua bưu chính", "returned by post"),
        }
    }

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Field => "field",
            Self::Agency => "agency",
            Self::Levels => "levels",
            Self::Time => "time",
            Self::TimeDirect => "time_direct",
            Self::TimeOnline => "time_online",
            Self::TimePost => "time_post",
            Self::Fee => "fee",
            Self::PaperAdded => "paper_added",
            Self::PaperRemoved => "paper_removed",
            Self::PaperRenamed => "paper_renamed",
            Self::PaperCount => "paper_count",
            Self::PaperTemplate => "paper_template",
            Self::Received => "received",
            Self::Returned => "returned",
        }
    }
}

impl Change {
    /// One line: `tên: Tách thửa → Hợp thửa`.
    pub fn text(&self, lang: Lang) -> String {
        let side = |value: &Option<super::Value>| {
            value.as_ref().map_or_else(|| "–".to_owned(), |value| value.text(lang))
        };
        let what = self.field.words().to(lang);
        match (&self.before, &self.after, self.field) {
            (None, Some(_), Aspect::PaperAdded) => format!("{what}: {}", side(&self.after)),
            (Some(_), None, Aspect::PaperRemoved) => format!("{what}: {}", side(&self.before)),
            (before, after, _) => format!("{what}: {} → {}", side(before), side(after)),
        }
    }
}

impl Difference {
    /// The columns of [`Difference::rows`].
    pub const COLUMNS: [&'static str; 6] = ["change", "code", "name", "field", "before", "after"];

    /// A report to read, from what is called `before` to what is called `after`.
    pub fn text(&self, lang: Lang, before: &str, after: &str) -> String {
        let mut text = format!("{before} → {after}\n");
        let mut line = |line: String| {
            let _ = writeln!(text, "{line}");
        };
        if self.is_empty() {
            line(lang.pick("Không có khác biệt.", "There is no difference.").to_owned());
        }
        for one in &self.added {
            line(format!("+ {} {}", one.code, one.name));
        }
        for one in &self.removed {
            line(format!("− {} {}", one.code, one.name));
        }
        for one in &self.changed {
            line(format!("~ {} {}", one.code, one.name));
            for change in &one.changes {
                line(format!("    {}", change.text(lang)));
            }
        }
        for one in &self.recoded {
            let maybe = lang.pick("? có thể đổi mã", "? most likely under a new code");
            line(format!("{maybe}: {} → {} {}", one.before, one.after, one.name));
        }
        let (added, removed, changed, unchanged) =
            (self.added.len(), self.removed.len(), self.changed.len(), self.unchanged);
        line(lang.pick(
            format!(
                "{added} thêm mới, {removed} bãi bỏ, {changed} thay đổi, {unchanged} giữ nguyên"
            ),
            format!("{added} added, {removed} removed, {changed} changed, {unchanged} unchanged"),
        ));
        if !self.not_compared.is_empty() {
            let what =
                self.not_compared.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(", ");
            line(lang.pick(
                format!("Không so sánh được: {what}"),
                format!("Not compared, as one of the two says nothing of it: {what}"),
            ));
        }
        text
    }

    /// The rows as a file that spreadsheets open.
    pub fn csv(&self) -> String {
        let mut file = Vec::new();
        {
            let mut writer = csv::Writer::from_writer(&mut file);
            let head = std::iter::once(Self::COLUMNS.map(str::to_owned));
            for row in head.chain(self.rows()) {
                writer.write_record(&row).expect("memory takes every record of six");
            }
            writer.flush().expect("memory takes everything");
        }
        String::from_utf8(file).expect("made of texts")
    }

    /// A row for each thing that differs, in the order of [`Difference::COLUMNS`].
    pub fn rows(&self) -> Vec<[String; 6]> {
        let none = String::new;
        let mut rows = Vec::new();
        for (word, list) in [("added", &self.added), ("removed", &self.removed)] {
            for one in list {
                let (code, name) = (one.code.to_string(), one.name.clone());
                rows.push([word.to_owned(), code, name, none(), none(), none()]);
            }
        }
        for one in &self.changed {
            for change in &one.changes {
                let value = |side: &Option<super::Value>| {
                    side.as_ref().map_or_else(String::new, ToString::to_string)
                };
                rows.push([
                    "changed".to_owned(),
                    one.code.to_string(),
                    one.name.clone(),
                    change.field.as_str().to_owned(),
                    value(&change.before),
                    value(&change.after),
                ]);
            }
        }
        for one in &self.recoded {
            let (before, after) = (one.before.to_string(), one.after.to_string());
            rows.push([
                "recoded".to_owned(),
                after.clone(),
                one.name.clone(),
                "code".to_owned(),
                before,
                after,
            ]);
        }
        rows
    }
}
