//! What stands on the page, in one language.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::plots::{self, Drawing, Values};
use super::{PageError, Source};
use crate::base::{DepartureCode, Lang, RouteCode};
use crate::dispatch::rehearsal::{Column, Figures, Luck, PlayedRun, Rehearsal};

/// So many runs are shown, those with the most trouble first.
const RUNS: usize = 10;

/// The page in one language.
#[derive(Debug)]
pub(super) struct View {
    pub lang: Lang,
    pub title: String,
    pub days: String,
    pub about: Vec<String>,
    pub columns: Vec<Key>,
    pub figures: Vec<(String, Vec<String>)>,
    pub plots: Vec<Plot>,
    pub runs: Option<Table>,
}

/// How a column is told from the others.
#[derive(Debug)]
pub(super) struct Key {
    pub name: String,
    /// What was tried in it.
    pub tried: String,
    pub colour: String,
}

/// A plot with its figures.
#[derive(Debug)]
pub(super) struct Plot {
    pub id: &'static str,
    pub heading: String,
    pub caption: String,
    /// What it shows, for those who do not see it.
    pub shows: String,
    pub drawing: Drawing,
    pub table: Table,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub caption: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What is measured day by day.
type Measure = fn(&Figures) -> Option<f64>;

impl View {
    pub fn of(
        rehearsal: &Rehearsal,
        (source, luck): (Source, Luck),
        lang: Lang,
    ) -> Result<Self, PageError> {
        let teller = Teller { rehearsal, lang };
        let mut plots = vec![teller.kept()?, teller.waiting()?, teller.dark()?];
        plots.extend(teller.load()?);
        Ok(Self {
            lang,
            title: lang.pick("Diễn tập lịch chạy thư", "Timetable rehearsal").to_owned(),
            days: format!("{} – {}", day(rehearsal.from), day(rehearsal.until)),
            about: teller.about(source, luck),
            columns: (0..)
                .zip(&rehearsal.columns)
                .map(|(number, column)| Key {
                    name: teller.name(number),
                    tried: column.told(lang),
                    colour: plots::colour(number),
                })
                .collect(),
            figures: teller.figures(),
            plots,
            runs: teller.left_behind(),
        })
    }

    /// A text in the page's language.
    pub fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(vi, en)
    }
}

struct Teller<'a> {
    rehearsal: &'a Rehearsal,
    lang: Lang,
}

impl Teller<'_> {
    fn say(&self, vi: &str, en: &str) -> String {
        self.lang.pick(vi, en).to_owned()
    }

    /// What a column is called.
    fn name(&self, number: usize) -> String {
        match (number, self.rehearsal.columns.len()) {
            (0, _) => self.say("Hiện nay", "As it is"),
            (_, 2) => self.say("Thử", "Tried"),
            (number, _) => format!("{} {number}", self.say("Thử", "Tried")),
        }
    }

    fn about(&self, source: Source, luck: Luck) -> Vec<String> {
        let Rehearsal { errands, left_out, .. } = self.rehearsal;
        let Luck { seed, missed } = luck;
        let missed = self.percent(Some(missed));
        let carried = match (source, self.lang) {
            (Source::Recorded, Lang::Vi) => {
                format!("{errands} bưu gửi đã ghi nhận trong những ngày này được chạy lại.")
            }
            (Source::Recorded, Lang::En) => {
                format!("{errands} parcels that were recorded on these days are carried again.")
            }
            (Source::Invented { per_day }, Lang::Vi) => format!(
                "{errands} bưu gửi tự tạo theo tỉ lệ mẫu, {per_day} hồ sơ mỗi ngày làm việc."
            ),
            (Source::Invented { per_day }, Lang::En) => {
                format!("{errands} invented parcels, {per_day} dossiers on a full working day.")
            }
        };
        let out = (*left_out > 0).then(|| match self.lang {
            Lang::Vi => format!(
                "{left_out} bưu gửi không tính: lịch hiện nay không có chuyến nào đến nơi nhận."
            ),
            Lang::En => {
                format!("{left_out} are left out: no runs of today's timetable lead to their ends.")
            }
        });
        let judged = match self.lang {
            Lang::Vi => format!(
                "Mọi cột chạy cùng bưu gửi với cùng may rủi (hạt giống {seed}; {missed} lượt giao cho \
                 chuyến không kịp giờ) và được xét theo cùng lời hẹn: lời hẹn theo lịch hiện nay."
            ),
            Lang::En => format!(
                "All columns carry the same parcels with the same luck (seed {seed}; {missed} of hand-offs to \
                 a run are not in time), judged by the same promises: those of the timetable as it is."
            ),
        };
        let days = self.say(
            "Bưu gửi tính vào ngày sẵn sàng đi, chuyến vào ngày khởi hành, bưu gửi mất dấu vào ngày quá hạn quét.",
            "Parcels count on the day on which they were ready, runs on the day on which they start, dark \
             parcels on the day on which their scan was overdue.",
        );
        std::iter::once(carried).chain(out).chain([judged, days]).collect()
    }

    fn figures(&self) -> Vec<(String, Vec<String>)> {
        let row = |vi: &str, en: &str, told: &dyn Fn(&Figures) -> String| {
            let each = self.rehearsal.columns.iter().map(|column| told(&column.whole));
            (self.say(vi, en), each.collect())
        };
        vec![
            row("Bưu gửi", "Parcels", &|one| one.parcels.to_string()),
            row("Giữ đúng hẹn", "Promise kept", &|one| self.percent(one.share_kept())),
            row("Trễ hẹn", "Late", &|one| one.late.to_string()),
            row("Còn đang trên đường", "Under way at the end", &|one| {
                one.under_way.to_string()
            }),
            row("Chờ: một nửa không quá", "Waiting: half at most", &|one| {
                self.hours(one.waiting.map(|one| one.median_minutes))
            }),
            row("Chờ: 95 % không quá", "Waiting: 95 % at most", &|one| {
                self.hours(one.waiting.map(|one| one.most_minutes))
            }),
            row("Chuyến đã chạy", "Runs that went", &|one| one.runs.to_string()),
            row("Tải trung bình một chuyến", "Load of a run, average", &|one| {
                self.percent(one.mean_load)
            }),
            row("Tải của chuyến đầy nhất", "Load of the fullest run", &|one| {
                self.percent(one.most_load)
            }),
            row("Ở lại vì chuyến đầy", "Left behind by full runs", &|one| {
                one.left_full.to_string()
            }),
            row("Ở lại vì xe hỏng", "Left behind by broken vans", &|one| {
                one.left_broken.to_string()
            }),
            row("Ở lại vì giao không kịp", "Not handed over in time", &|one| {
                one.left_missed.to_string()
            }),
            row("Bưu gửi mất dấu", "Dark parcels", &|one| one.dark.to_string()),
        ]
    }

    /// All days of any column.
    fn days(&self) -> Vec<NaiveDate> {
        let all = self.rehearsal.columns.iter().flat_map(|column| column.days.keys().copied());
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// A measure of each column, day by day.
    fn values(&self, of: Measure) -> Vec<Values> {
        let days = self.days();
        let value = |column: &Column, day: &NaiveDate| column.days.get(day).and_then(of);
        let columns = self.rehearsal.columns.iter();
        columns.map(|column| days.iter().map(|day| value(column, day)).collect()).collect()
    }

    fn table(&self, caption: &str, of: &dyn Fn(&Figures) -> String) -> Table {
        let names = (0..self.rehearsal.columns.len()).map(|number| self.name(number));
        let row = |day: NaiveDate| {
            let each = self.rehearsal.columns.iter();
            let cells = each.map(|column| column.days.get(&day).map_or("–".to_owned(), of));
            std::iter::once(self::day(day)).chain(cells).collect()
        };
        Table {
            caption: caption.to_owned(),
            head: std::iter::once(self.say("Ngày", "Day")).chain(names).collect(),
            rows: self.days().into_iter().map(row).collect(),
        }
    }

    /// From where to where the values of each column go.
    fn shows(&self, values: &[Values], label: &dyn Fn(f64) -> String) -> String {
        let span = |(number, values): (usize, &Values)| {
            let there = || values.iter().flatten().copied();
            let (least, most) = (there().reduce(f64::min)?, there().reduce(f64::max)?);
            let (name, least, most) = (self.name(number), label(least), label(most));
            Some(match self.lang {
                Lang::Vi => format!("{name}: từ {least} đến {most}."),
                Lang::En => format!("{name}: from {least} to {most}."),
            })
        };
        values.iter().enumerate().filter_map(span).collect::<Vec<_>>().join(" ")
    }

    fn kept(&self) -> Result<Plot, PageError> {
        let values = self.values(Figures::share_kept);
        let least = values.iter().flatten().flatten().copied().fold(0.9, f64::min);
        let label = |share| self.percent_round(share);
        let over = (least * 10.0).floor() / 10.0..1.005;
        let caption = self.say(
            "Tỉ lệ giữ đúng hẹn theo ngày sẵn sàng đi",
            "Promises kept by the day of readiness",
        );
        Ok(Plot {
            id: "kept",
            heading: self.say("Giữ đúng hẹn", "Promise kept"),
            shows: self.shows(&values, &label),
            drawing: plots::lines(&self.days(), (&values, &[]), over, &label)?,
            table: self.table(&caption, &|one| self.percent(one.share_kept())),
            caption,
        })
    }

    fn waiting(&self) -> Result<Plot, PageError> {
        let of_hour = |minutes: i64| minutes as f64 / 60.0;
        let solid = self.values(|one| Some(one.waiting?.most_minutes as f64 / 60.0));
        let dashed = self.values(|one| Some(one.waiting?.median_minutes as f64 / 60.0));
        let most = solid.iter().flatten().flatten().copied().fold(of_hour(60), f64::max);
        let label = |hours: f64| match self.lang {
            Lang::Vi => format!("{hours:.0} giờ"),
            Lang::En => format!("{hours:.0} h"),
        };
        let caption = self.say(
            "Thời gian nằm chờ ở các điểm: 95 % không quá (nét liền), một nửa không quá (nét đứt)",
            "Time spent lying at points: 95 % at most (solid), half at most (dashed)",
        );
        let cell = |one: &Figures| match one.waiting {
            Some(waiting) => format!(
                "{} / {}",
                self.hours(Some(waiting.most_minutes)),
                self.hours(Some(waiting.median_minutes))
            ),
            None => "–".to_owned(),
        };
        Ok(Plot {
            id: "waiting",
            heading: self.say("Chờ", "Waiting"),
            shows: self.shows(&solid, &label),
            drawing: plots::lines(&self.days(), (&solid, &dashed), 0.0..most * 1.05, &label)?,
            table: self.table(&caption, &cell),
            caption,
        })
    }

    fn dark(&self) -> Result<Plot, PageError> {
        let values = self.values(|one| Some(one.dark as f64));
        let most = values.iter().flatten().flatten().copied().fold(4.0, f64::max);
        let label = |count: f64| format!("{count:.0}");
        let caption = self.say(
            "Bưu gửi mất dấu theo ngày quá hạn quét",
            "Dark parcels by the day of the overdue scan",
        );
        Ok(Plot {
            id: "dark",
            heading: self.say("Bưu gửi mất dấu", "Dark parcels"),
            shows: self.shows(&values, &label),
            drawing: plots::bars(&self.days(), &values, 0.0..most * 1.05, &label)?,
            table: self.table(&caption, &|one| one.dark.to_string()),
            caption,
        })
    }

    /// The runs that were fullest; nothing where nobody said how much runs take.
    fn load(&self) -> Result<Option<Plot>, PageError> {
        let mut loads: BTreeMap<(&RouteCode, &DepartureCode), Vec<Vec<f64>>> = BTreeMap::new();
        let columns = &self.rehearsal.columns;
        for (number, column) in columns.iter().enumerate() {
            for run in &column.runs {
                let Some(load) = run.load() else { continue };
                let of = loads.entry((&run.route, &run.departure));
                of.or_insert_with(|| vec![Vec::new(); columns.len()])[number].push(load);
            }
        }
        let most = |loads: &[f64]| loads.iter().copied().reduce(f64::max);
        let mean = |loads: &[f64]| {
            (!loads.is_empty()).then(|| loads.iter().sum::<f64>() / loads.len() as f64)
        };
        let fullest =
            |of: &[Vec<f64>]| of.iter().filter_map(|loads| most(loads)).fold(0.0, f64::max);
        let mut fullest_runs: Vec<_> = loads.into_iter().collect();
        fullest_runs.sort_by(|a, b| fullest(&b.1).total_cmp(&fullest(&a.1)));
        fullest_runs.truncate(RUNS);
        let Some(first) = fullest_runs.first().map(|(_, of)| fullest(of)) else { return Ok(None) };
        let rows: Vec<(String, Values)> = fullest_runs
            .iter()
            .map(|((route, departure), of)| {
                (format!("{route} {departure}"), of.iter().map(|loads| most(loads)).collect())
            })
            .collect();
        let by_column: Vec<Values> = (0..columns.len())
            .map(|number| rows.iter().map(|(_, values)| values[number]).collect())
            .collect();
        let label = |share| self.percent_round(share);
        let caption = self.say(
            "Tải lớn nhất của các chuyến đầy nhất (vạch: đủ sức chở)",
            "The fullest runs at their fullest (line: as much as they take)",
        );
        let names = (0..columns.len()).map(|number| self.name(number));
        let cell = |loads: &Vec<f64>| {
            format!("{} / {}", self.percent(most(loads)), self.percent(mean(loads)))
        };
        let table = Table {
            caption: self.say(
                "Tải của chuyến: lớn nhất / trung bình các ngày chạy",
                "Load of runs: at the fullest / average of the days on which they went",
            ),
            head: std::iter::once(self.say("Chuyến", "Run")).chain(names).collect(),
            rows: fullest_runs
                .iter()
                .map(|((route, departure), of)| {
                    std::iter::once(format!("{route} {departure}"))
                        .chain(of.iter().map(cell))
                        .collect()
                })
                .collect(),
        };
        Ok(Some(Plot {
            id: "load",
            heading: self.say("Tải từng chuyến", "Load per run"),
            shows: self.shows(&by_column, &label),
            drawing: plots::rows(&rows, first.max(1.0) * 1.02, &label)?,
            table,
            caption,
        }))
    }

    /// The runs that left most behind, in any column.
    fn left_behind(&self) -> Option<Table> {
        let columns = &self.rehearsal.columns;
        let mut found: BTreeMap<_, Vec<Option<&PlayedRun>>> = BTreeMap::new();
        for (number, column) in columns.iter().enumerate() {
            for run in column.runs.iter().filter(|run| run.left_full + run.left_broken > 0) {
                let key = (run.day, run.departs, &run.route, &run.departure);
                found.entry(key).or_insert_with(|| vec![None; columns.len()])[number] = Some(run);
            }
        }
        let left = |runs: &[Option<&PlayedRun>]| {
            runs.iter().flatten().map(|run| run.left_full + run.left_broken).max()
        };
        let mut worst: Vec<_> = found.into_iter().collect();
        worst.sort_by_key(|(_, runs)| std::cmp::Reverse(left(runs)));
        worst.truncate(RUNS);
        let names = (0..columns.len()).map(|number| self.name(number));
        let cell = |run: Option<&PlayedRun>| {
            run.map_or("–".to_owned(), |run| (run.left_full + run.left_broken).to_string())
        };
        let rows = worst.into_iter().map(|((on, _, route, departure), runs)| {
            let run = format!("{route} {departure}, {}", day(on));
            std::iter::once(run).chain(runs.iter().copied().map(cell)).collect()
        });
        let table = Table {
            caption: self.say(
                "Chuyến để lại nhiều bưu gửi nhất (đầy, hoặc không chạy)",
                "The runs that left most behind, being full or broken",
            ),
            head: std::iter::once(self.say("Chuyến", "Run")).chain(names).collect(),
            rows: rows.collect(),
        };
        (!table.rows.is_empty()).then_some(table)
    }

    fn percent(&self, share: Option<f64>) -> String {
        let told = share.map(|share| format!("{:.1} %", share * 100.0));
        self.decimal(told.unwrap_or_else(|| "–".to_owned()))
    }

    fn percent_round(&self, share: f64) -> String {
        self.decimal(format!("{:.0} %", share * 100.0))
    }

    fn hours(&self, minutes: Option<i64>) -> String {
        let word = self.lang.pick("giờ", "h");
        minutes.map_or("–".to_owned(), |all| format!("{} {word} {:02}", all / 60, all % 60))
    }

    fn decimal(&self, number: String) -> String {
        self.lang.pick(number.replace('.', ","), number)
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
