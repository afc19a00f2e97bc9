//! Persons, papers and ends of legs as they come in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::{PointCode, UnitCode};
use crate::cases::Endpoint;
use crate::flows::FlowRefusal;
use crate::parcels::{Paper, PaperForm, PaperList};
use crate::people::PersonIn;
use crate::web::error::{INVALID, Problem};

/// A person: sender, receiver or applicant.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PersonIn)]
#[serde(deny_unknown_fields)]
pub struct PersonBody {
    /// The full name.
    #[schema(example = "Nguyễn Văn Mẫu", min_length = 1, max_length = 200)]
    name: String,
    /// 8 to 15 digits; not everybody has one.
    #[schema(example = "0912 345 678")]
    phone: Option<String>,
    address: AddressIn,
}

/// Where a person is to be found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressIn {
    /// As the person says it.
    #[schema(example = "Thôn Tân Đình, xã Thạch Đài", min_length = 1, max_length = 500)]
    text: String,
    /// The administrative unit, by a code in force when the address was given.
    #[schema(value_type = Option<String>, example = "18592")]
    unit: Option<UnitCode>,
}

impl PersonBody {
    /// The person's details; `within` is the path of this person in the request.
    pub fn read(self, within: &str) -> Result<PersonIn, Problem> {
        let AddressIn { text, unit } = self.address;
        PersonIn::read(&self.name, self.phone.as_deref(), &text, unit).map_err(|refusal| {
            let field = format!("{within}.{}", refusal.field());
            Problem::from(FlowRefusal::from(refusal)).field(field)
        })
    }
}

/// An end of a leg: either a point or a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndIn {
    /// The code of a point.
    #[schema(value_type = Option<String>, example = "H27.12")]
    point: Option<PointCode>,
    person: Option<PersonBody>,
}

impl EndIn {
    /// The end; `field` is its name in the request.
    pub fn read(self, field: &str) -> Result<Endpoint<PersonIn>, Problem> {
        match (self.point, self.person) {
            (Some(point), None) => Ok(Endpoint::Point(point)),
            (None, Some(person)) => Ok(Endpoint::Person(person.read(&format!("{field}.person"))?)),
            (None, None) | (Some(_), Some(_)) => Err(Problem::new(INVALID).field(field).detail(
                "Cần đúng một trong hai: point hoặc person",
                "Expected exactly one of point and person",
            )),
        }
    }
}

/// One line of the list of papers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Paper)]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    #[schema(example = "Đơn đề nghị", min_length = 1, max_length = 200)]
    name: String,
    /// `original`, `copy` or `electronic`.
    #[schema(value_type = String, example = "original")]
    form: PaperForm,
    /// How many pieces.
    #[schema(minimum = 1, maximum = 999)]
    count: i64,
}

impl From<&Paper> for PaperBody {
    fn from(paper: &Paper) -> Self {
        Self { name: paper.name().to_owned(), form: paper.form(), count: i64::from(paper.count()) }
    }
}

/// The list of papers; the refusal names the line.
pub fn papers(lines: &[PaperBody]) -> Result<PaperList, Problem> {
    let read = lines.iter().enumerate().map(|(n, line)| {
        Paper::new(&line.name, line.form, line.count).map_err(|refusal| {
            let field = refusal.field().replace("papers.", &format!("papers[{n}]."));
            Problem::from(FlowRefusal::from(refusal)).field(field)
        })
    });
    let lines = read.collect::<Result<Vec<Paper>, Problem>>()?;
    PaperList::new(lines).map_err(|refusal| FlowRefusal::from(refusal).into())
}
