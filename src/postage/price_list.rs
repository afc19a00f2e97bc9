//! All tariffs and reductions of an installation in memory, and the price that follows from them.

use chrono::NaiveDate;

use super::quote::{NoPrice, Payer, Quote, Reduced, StepUsed, TariffUsed};
use super::reduction::{Category, Reduction};
use super::refusal::PostageRefusal;
use super::tariff::Tariff;
use super::weight::Grams;
use crate::base::Dong;
use crate::cases::Direction;
use crate::network::{ZoneCode, ZonePair};

/// A price, or why there is none.
pub type Priced = Result<Quote, NoPrice>;

/// All tariffs and reductions of all times.
#[derive(Debug, Clone, Default)]
pub struct PriceList {
    tariffs: Vec<Tariff>,
    reductions: Vec<Reduction>,
}

impl PriceList {
    /// A list of what was loaded.
    pub const fn new(tariffs: Vec<Tariff>, reductions: Vec<Reduction>) -> Self {
        Self { tariffs, reductions }
    }

    /// The tariffs in force on a day.
    pub fn tariffs_on(&self, on: NaiveDate) -> impl Iterator<Item = &Tariff> {
        self.tariffs.iter().filter(move |tariff| tariff.period.contains(on))
    }

    /// The reductions in force on a day.
    pub fn reductions_on(&self, on: NaiveDate) -> impl Iterator<Item = &Reduction> {
        self.reductions.iter().filter(move |reduction| reduction.period.contains(on))
    }

    /// The reduction that a person claims for a leg. Under a contract nobody claims one.
    pub fn reduction(
        &self,
        category: &Category,
        direction: Direction,
        on: NaiveDate,
    ) -> Result<&Reduction, PostageRefusal> {
        if Payer::of(direction) == Payer::Authority {
            return Err(PostageRefusal::ReductionOfAuthority);
        }
        self.reductions_on(on).find(|one| one.category == *category).ok_or_else(|| {
            let known = self.reductions_on(on).map(|one| one.category.clone()).collect();
            PostageRefusal::UnknownReduction { got: category.clone(), on, known }
        })
    }

    /// What a weight costs between two zones on a day.
    pub fn price(
        &self,
        direction: Direction,
        (from, to): (&ZoneCode, &ZoneCode),
        weight: Grams,
        reduction: Option<&Reduction>,
        on: NaiveDate,
    ) -> Priced {
        let fitting = self.tariffs_on(on).filter(|tariff| tariff.direction == direction);
        let tariff =
            ZonePair::best(fitting, |tariff| &tariff.zones, Some(from), Some(to)).ok_or_else(
                || NoPrice::NoTariff { direction, from: from.clone(), to: to.clone(), on },
            )?;
        let too_heavy = || NoPrice::TooHeavy { most: tariff.steps.heaviest().unwrap_or(weight) };
        let (up_to_g, further_parts, amount) = tariff.steps.amount(weight).ok_or_else(too_heavy)?;
        let off = reduction.map_or(0, |reduction| reduction.percent);
        // No amount that was imported comes near the limit of what can be reckoned.
        let paid =
            reckoned(amount, tariff.vat_percent, off, tariff.round_to).ok_or_else(too_heavy)?;
        Ok(Quote {
            amount: paid,
            payer: Payer::of(direction),
            direction,
            weight_g: weight,
            from_zone: from.clone(),
            to_zone: to.clone(),
            tariff: TariffUsed {
                zones: tariff.zones.to_string(),
                valid_from: tariff.period.from,
                decision: tariff.decision.clone(),
                vat_percent: tariff.vat_percent,
                round_to: tariff.round_to,
            },
            step: StepUsed {
                up_to_g,
                further_parts,
                each_further_g: tariff.steps.further_part().filter(|_| further_parts > 0),
                amount,
            },
            reduction: reduction.map(|reduction| Reduced {
                category: reduction.category.clone(),
                percent: reduction.percent,
                name_vi: reduction.name_vi.clone(),
                name_en: reduction.name_en.clone(),
                decision: reduction.decision.clone(),
            }),
        })
    }
}

/// The published amount with tax and without the reduction, rounded once: rounding after each of the two
/// would now and then end at another multiple.
fn reckoned(amount: Dong, vat_percent: u8, off_percent: u8, round_to: u32) -> Option<Dong> {
    let share = (100 + u32::from(vat_percent)) * (100 - u32::from(off_percent.min(100)));
    let hundredfold = amount.percent(share, round_to.checked_mul(100)?)?;
    Some(Dong::kept(hundredfold.dong() / 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Period;
    use crate::postage::{Step, Steps};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn zone(code: &str) -> ZoneCode {
        code.parse().unwrap()
    }

    fn grams(grams: u32) -> Grams {
        Grams::new(grams).unwrap()
    }

    fn tariff(direction: Direction, from: &str, to: &str, dong: i64) -> Tariff {
        let steps = [
            Step::UpTo(grams(100), Dong::kept(dong)),
            Step::UpTo(grams(250), Dong::kept(dong + 2_500)),
            Step::EachFurther(grams(500), Dong::kept(3_000)),
        ];
        Tariff {
            direction,
            zones: ZonePair { from: from.parse().unwrap(), to: to.parse().unwrap() },
            period: Period::new(day("2021-01-01"), None).unwrap(),
            steps: Steps::new(&steps).unwrap(),
            vat_percent: 0,
            round_to: 1,
            decision: "Quyết định minh họa".to_owned(),
        }
    }

    fn reduction(category: &str, percent: u8) -> Reduction {
        Reduction {
            category: category.parse().unwrap(),
            period: Period::new(day("2021-01-01"), None).unwrap(),
            percent,
            name_vi: "Hộ nghèo".to_owned(),
            name_en: "poor household".to_owned(),
            proof: "Giấy chứng nhận hộ nghèo".to_owned(),
            decision: "Quyết định".to_owned(),
        }
    }

    fn list() -> PriceList {
        // Đà Nẵng 2021, up to 100 g: same district, other district, same region, other region.
        let of = |from, to, dong| tariff(Direction::Submit, from, to, dong);
        PriceList::new(
            vec![
                of("MT.DN.*", "=", 26_000),
                of("MT.DN.*", "=.*", 30_000),
                of("MT.DN.*", "=.*.*", 30_500),
                of("MT.DN.*", "*", 31_000),
                tariff(Direction::Internal, "*", "*", 9_000),
            ],
            vec![reduction("poor_household", 50), reduction("heroic_mother", 100)],
        )
    }

    fn price(list: &PriceList, to: &str, weight: u32, off: Option<&Reduction>) -> Option<i64> {
        let zones = (&zone("MT.DN.HC"), &zone(to));
        let priced = list.price(Direction::Submit, zones, grams(weight), off, day("2025-04-08"));
        priced.ok().map(|quote| quote.amount.dong())
    }

    #[test]
    fn the_published_example_costs_what_was_published() {
        let list = list();
        for (to, dong) in [
            ("MT.DN.HC", 26_000),
            ("MT.DN.ST", 30_000),
            ("MT.QNA.HA", 30_500),
            ("DBSH.HN.BD", 31_000),
        ] {
            assert_eq!(price(&list, to, 100, None), Some(dong), "{to}");
        }
        assert_eq!(price(&list, "MT.DN.HC", 1_000, None), Some(28_500 + 2 * 3_000));
    }

    #[test]
    fn an_exemption_is_nothing_and_a_half_is_a_half() {
        let list = list();
        let claimed = |category: &str, direction| {
            let category = category.parse().unwrap();
            list.reduction(&category, direction, day("2025-04-08")).cloned()
        };
        let mother = claimed("heroic_mother", Direction::Submit).unwrap();
        assert_eq!(price(&list, "MT.DN.HC", 100, Some(&mother)), Some(0));
        let poor = claimed("poor_household", Direction::Submit).unwrap();
        assert_eq!(price(&list, "MT.QNA.HA", 100, Some(&poor)), Some(15_250));
        let refused = claimed("friend_of_the_clerk", Direction::Submit).unwrap_err();
        assert!(refused.to_string().contains("poor_household"), "{refused}");
        let by_contract = claimed("poor_household", Direction::Internal);
        assert_eq!(by_contract, Err(PostageRefusal::ReductionOfAuthority));
    }

    #[test]
    fn tax_and_reduction_are_reckoned_together_and_rounded_once() {
        let of = |dong, vat, off, unit| reckoned(Dong::kept(dong), vat, off, unit);
        assert_eq!(of(30_500, 8, 0, 1), Some(Dong::kept(32_940)));
        assert_eq!(of(30_500, 8, 50, 500), Some(Dong::kept(16_500)));
        assert_eq!(of(30_500, 10, 50, 1_000), Some(Dong::kept(17_000)));
        assert_eq!(of(30_500, 0, 100, 500), Some(Dong::ZERO));
        assert_eq!(of(i64::MAX, 8, 50, 500), None);
    }

    #[test]
    fn where_there_is_no_price_it_is_said_why() {
        let list = list();
        let there = zone("MT.DN.ST");
        let ask = |list: &PriceList, direction, from, on| {
            let zones = (&zone(from), &there);
            list.price(direction, zones, grams(100), None, day(on)).unwrap_err().code()
        };
        assert_eq!(ask(&list, Direction::Submit, "MT.DN.HC", "2020-12-31"), "no_tariff");
        assert_eq!(ask(&list, Direction::Return, "MT.DN.HC", "2025-04-08"), "no_tariff");
        assert_eq!(ask(&list, Direction::Submit, "HT.TH", "2025-04-08"), "no_tariff");
        let none = PriceList::default();
        assert_eq!(ask(&none, Direction::Submit, "MT.DN.HC", "2025-04-08"), "no_tariff");
    }
}
