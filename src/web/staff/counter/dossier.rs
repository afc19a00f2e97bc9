//! Reads the form of a dossier: all that is wrong with it at once, each at its field, in the words of who has
//! to mend it.

use chrono::NaiveDate;

use super::Here;
use super::typed::{Troubles, Typed};
use crate::app::Known;
use crate::base::codes::{CaseCode, scanned};
use crate::base::text::clean;
use crate::base::{Dong, Lang, PointCode, UnitCode};
use crate::cases::Service;
use crate::catalogue::ProcedureCode;
use crate::flows::{DossierIn, Paid, Weighed};
use crate::ledger::Method;
use crate::network::address::{Asked, Resolution, resolve};
use crate::parcels::{Paper, PaperForm, PaperList};
use crate::people::{Address, PersonIn, PersonName, PersonRefusal, Phone};
use crate::postage::{Category, Grams};

/// The most lines of papers a form shows; a longer list is a matter of the one-stop system.
pub(super) const LINES: usize = 60;

/// The word for "no unit fits: keep the address as it is said".
pub(super) const NO_UNIT: &str = "none";

/// Where an address lies, as far as that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Lies {
    /// The units to choose from, with their names; the proposed one first. None when there is no doubt.
    pub candidates: Vec<(String, String)>,
    /// The code of the one that is chosen among them.
    pub chosen: String,
    /// The unit that counts, in words.
    pub unit: Option<String>,
}

/// What stands in the form.
#[derive(Debug)]
pub(super) struct Read {
    /// The dossier, when nothing is wrong.
    pub dossier: Option<DossierIn>,
    /// Where the person lives.
    pub lies: Lies,
    /// What is wrong.
    pub troubles: Troubles,
}

/// By what a form is read.
pub(super) struct Reader<'a> {
    pub known: &'a Known,
    pub here: &'a Here,
    pub today: NaiveDate,
    pub lang: Lang,
}

impl Reader<'_> {
    /// Reads the form.
    pub fn read(&self, form: &Typed) -> Read {
        let mut troubles = Troubles::default();
        let wrong = &mut troubles;
        let procedure: Option<ProcedureCode> =
            wrong.take("procedure", self.procedure(form.get("procedure")));
        let service: Option<Service> = wrong.take("service", self.service(form.get("service")));
        let case_code = wrong.take("case_code", self.case_code(form.get("case_code")));
        let (person, lies) = self.person(form, wrong);
        let agency = wrong.take("agency", self.point(form.get("agency"))).flatten();
        if agency.is_none() && wrong.at("agency").is_none() {
            wrong.add("agency", self.say("Hãy chọn cơ quan giải quyết.", "Choose the agency."));
        }
        let from = wrong.take("from_point", self.point(form.get("from_point")));
        let to = wrong.take("to_point", self.point(form.get("to_point")));
        let papers = self.papers(form, wrong);
        let weight = wrong.take("weight_g", self.weight(form.get("weight_g")));
        let reduction = wrong.take("reduction", self.reduction(form.get("reduction")));
        let seal = wrong.take("seal", self.short(form.get("seal"), 40));
        let label = wrong.take("label", self.short(form.get("label"), 200));
        let paid = self.paid(form, wrong);
        let dossier = (|| {
            Some(DossierIn {
                at: self.here.point.clone(),
                case_code: case_code?,
                procedure: procedure?,
                agency: agency?,
                service: service?,
                person: person?,
                from: from?,
                to: to?,
                papers: papers?,
                weighed: Weighed { weight: weight?, reduction: reduction? },
                label: label?.map(|code| scanned(&code)),
                taken_in: self.here.is_post() && form.ticked("taken"),
                seal: seal?,
                paid,
                lang: self.lang,
            })
        })();
        let dossier = dossier.filter(|_| troubles.is_empty());
        Read { dossier, lies, troubles }
    }

    fn say(&self, vi: &str, en: &str) -> String {
        self.lang.pick(vi, en).to_owned()
    }

    fn procedure(&self, code: &str) -> Result<ProcedureCode, String> {
        code.parse().map_err(|_| self.say("Hãy chọn thủ tục.", "Choose the procedure."))
    }

    fn service(&self, word: &str) -> Result<Service, String> {
        word.parse().map_err(|_| self.say("Hãy chọn dịch vụ.", "Choose the service."))
    }

    fn case_code(&self, code: &str) -> Result<Option<CaseCode>, String> {
        if code.is_empty() {
            return Ok(None);
        }
        code.parse().map(Some).map_err(|_| {
            self.say(
                "Mã hồ sơ có dạng H27.12-250408-0007; để trống nếu chưa có.",
                "A case code looks like H27.12-250408-0007; leave it empty when there is none.",
            )
        })
    }

    fn point(&self, code: &str) -> Result<Option<PointCode>, String> {
        if code.is_empty() {
            return Ok(None);
        }
        let point = code.parse().ok();
        let known = point.filter(|code| self.known.network.point_on(code, self.today).is_some());
        let told = || self.say("Không có điểm này đang hoạt động.", "No such point is in service.");
        known.map(Some).ok_or_else(told)
    }

    /// The details, and where the address lies: found from names of now or of before. A unit that is in
    /// doubt is for the person at the counter to choose.
    fn person(&self, form: &Typed, wrong: &mut Troubles) -> (Option<PersonIn>, Lies) {
        let told = |refusal: PersonRefusal| refusal.text(self.lang);
        let name = wrong.take("name", PersonName::read(form.get("name")).map_err(told));
        let phone = match form.get("phone") {
            "" => Some(None),
            phone => wrong.take("phone", Phone::read(phone).map(Some).map_err(told)),
        };
        let text = form.get("address");
        if let Err(refusal) = Address::read(text, None) {
            wrong.add("address", told(refusal));
            return (None, Lies::default());
        }
        let text = clean(text);
        let atlas = self.known.atlas();
        let asked =
            Asked { text: &text, unit: None, given_on: None, position: None, on: self.today };
        let found = resolve(&atlas, &asked);
        // A choice that was made for another address is none.
        let choice = if clean(form.get("unit_for")) == text { form.get("unit") } else { "" };
        let (unit, lies) = self.lies(&found, choice);
        if unit.is_none() {
            let told = if found.present.is_empty() {
                self.say(
                    "Không tìm thấy xã, phường trong địa chỉ: hãy viết rõ tên xã, huyện, tỉnh (cũ hoặc mới), hoặc chọn giữ nguyên địa chỉ.",
                    "No commune was found in the address: write the names of commune, district and province (old or new), or choose to keep it as it is.",
                )
            } else {
                self.say("Hãy chọn xã, phường hiện nay.", "Choose the commune of today.")
            };
            wrong.add("unit", told);
        }
        let address = unit.and_then(|unit| Address::read(&text, unit).ok());
        let person = || Some(PersonIn { name: name?, phone: phone?, address: address? });
        (person(), lies)
    }

    /// The unit that counts (none of them, when the address is to be kept as it is), and what to choose from.
    fn lies(&self, found: &Resolution<'_>, choice: &str) -> (Option<Option<UnitCode>>, Lies) {
        let name = |code: &UnitCode| {
            let path = self.known.network.path_name(code, self.today, self.lang);
            path.unwrap_or_else(|| code.to_string())
        };
        if !found.confidence.needs_a_person() {
            let unit = found.proposed().map(|unit| unit.code.clone());
            let lies = Lies { unit: unit.as_ref().map(&name), ..Lies::default() };
            return (Some(unit), lies);
        }
        let codes = found.present.iter().map(|one| &one.unit.code);
        let mut candidates: Vec<(String, String)> =
            codes.clone().map(|code| (code.to_string(), name(code))).collect();
        let keep = self.say("Giữ nguyên địa chỉ, chưa rõ xã", "Keep the address, commune unknown");
        candidates.push((NO_UNIT.to_owned(), keep));
        // One that only lacks a name above it is taken, and looked at before it is confirmed.
        let only = found.proposed().filter(|_| found.present.len() == 1 && choice.is_empty());
        let chosen = codes.clone().find(|code| code.as_str() == choice);
        let chosen = chosen.or(only.map(|unit| &unit.code));
        let unit = match (chosen, choice) {
            (Some(code), _) => Some(Some(code.clone())),
            (None, NO_UNIT) => Some(None),
            (None, _) => None,
        };
        let kept = if unit == Some(None) { NO_UNIT } else { "" };
        let chosen_code = chosen.map_or_else(|| kept.to_owned(), ToString::to_string);
        (unit, Lies { unit: chosen.map(name), chosen: chosen_code, candidates })
    }

    /// The lines that count something; one without a name and without a count is an empty line.
    fn papers(&self, form: &Typed, wrong: &mut Troubles) -> Option<PaperList> {
        let mut lines = Vec::new();
        for n in 0..form.rows("paper_name").min(LINES) {
            let (name, count) =
                (form.get(&format!("paper_name_{n}")), form.get(&format!("paper_count_{n}")));
            if name.is_empty() || matches!(count, "" | "0") {
                // What the person did not bring, or nobody wrote down.
                if name.is_empty() && !matches!(count, "" | "0" | "1") {
                    let told = self.say("Hãy ghi tên giấy tờ.", "Name the paper.");
                    wrong.add(&format!("paper_name_{n}"), told);
                }
                continue;
            }
            let form: Option<PaperForm> = wrong.take(
                &format!("paper_form_{n}"),
                form.get(&format!("paper_form_{n}")).parse().map_err(|_| {
                    self.say(
                        "Hãy chọn bản chính, bản sao hoặc bản điện tử.",
                        "Choose original, copy or electronic.",
                    )
                }),
            );
            let count: Option<i64> = wrong.take(
                &format!("paper_count_{n}"),
                count.parse().map_err(|_| {
                    let most = Paper::COUNT_MAX;
                    self.lang.pick(
                        format!("Cần một số từ 0 đến {most}."),
                        format!("Expected 0 to {most}."),
                    )
                }),
            );
            let Some((form, count)) = form.zip(count) else { continue };
            match Paper::new(name, form, count) {
                Ok(paper) => lines.push(paper),
                Err(refusal) => {
                    let field = refusal.field().replace("papers.", "paper_");
                    wrong.add(&format!("{field}_{n}"), refusal.text(self.lang));
                }
            }
        }
        wrong.take("papers", PaperList::new(lines).map_err(|refusal| refusal.text(self.lang)))
    }

    fn weight(&self, grams: &str) -> Result<Option<Grams>, String> {
        if grams.is_empty() {
            return Ok(None);
        }
        grams.parse().map(Some).map_err(|_| {
            let most = Grams::MOST;
            self.lang.pick(
                format!("Cần số gam nguyên từ 1 đến {most}."),
                format!("Expected whole grams from 1 to {most}."),
            )
        })
    }

    fn reduction(&self, word: &str) -> Result<Option<Category>, String> {
        if word.is_empty() {
            return Ok(None);
        }
        let told = || self.say("Hãy chọn một diện trong danh sách.", "Choose one of the list.");
        let category: Category = word.parse().map_err(|_| told())?;
        let mut known = self.known.prices.reductions_on(self.today);
        let known = known.any(|reduction| reduction.category == category);
        if known { Ok(Some(category)) } else { Err(told()) }
    }

    fn short(&self, text: &str, most: usize) -> Result<Option<String>, String> {
        let text = clean(text);
        match text.chars().count() {
            0 => Ok(None),
            length if length <= most => Ok(Some(text)),
            _ => Err(self.lang.pick(
                format!("Cần tối đa {most} ký tự."),
                format!("Expected at most {most} characters."),
            )),
        }
    }

    /// What the person paid; nothing where no box is ticked.
    fn paid(&self, form: &Typed, wrong: &mut Troubles) -> Option<Paid> {
        let (fee, postage) = (form.ticked("fee_paid"), form.ticked("postage_paid"));
        if !fee && !postage {
            return None;
        }
        let method = match form.get("method") {
            "cash" => Some(Method::Cash),
            "transfer" => Some(Method::Transfer),
            _ => {
                wrong.add("method", self.say("Hãy chọn cách trả.", "Choose how it was paid."));
                None
            }
        };
        let receipt = wrong.take("receipt_no", self.short(form.get("receipt_no"), 60));
        let amount =
            if fee { wrong.take("fee_amount", self.dong(form.get("fee_amount"))) } else { None };
        Some(Paid { fee: amount, postage, method: method?, receipt: receipt? })
    }

    /// An amount as people write it: `100.000`, `100 000 đ`.
    fn dong(&self, text: &str) -> Result<Dong, String> {
        let plain: String =
            text.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}' | 'đ' | '₫')).collect();
        let amount = Some(plain).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let amount = amount.and_then(|text| text.parse().ok()).filter(|dong| *dong > 0);
        amount.and_then(|dong| Dong::new(dong).ok()).ok_or_else(|| {
            self.say(
                "Cần số tiền bằng đồng, như 100000.",
                "Expected an amount in đồng, like 100000.",
            )
        })
    }
}
