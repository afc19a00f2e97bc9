//! The administrator's pages of webhooks: how each stands, what was tried and what came back, what waits for
//! whom; and everything that helps when a receiver does not answer.

pub mod list;
pub mod show;
pub mod tried;
pub mod waits;
pub mod work;

mod words;

use crate::base::{Actor, Lang};
use crate::feed::webhook::{EventName, Scope, WebhookUrl};
use crate::flows::FlowRefusal;
use crate::people::{Administrator, WebhookKeeper};
use crate::web::Problem;
use crate::web::error::INVALID;

use super::FormTrouble;

/// The administrator's right. A partner keeps its own webhooks by the API: it has no page to sign in to.
fn keeper(actor: &Actor) -> Result<WebhookKeeper, Problem> {
    Administrator::of(actor)?;
    Ok(WebhookKeeper::of(actor)?)
}

/// Codes or types with spaces, commas or lines between them.
fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).flat_map(str::split_whitespace)
}

/// The agencies and types of event of a form.
fn scope(agencies: &str, events: &str, lang: Lang) -> Result<Scope, FormTrouble> {
    let short = |word: &str| word.chars().take(40).collect::<String>();
    let agencies = words_in(agencies).map(|word| {
        word.parse().map_err(|_| {
            let word = short(word);
            let text =
                lang.pick(format!("Không phải mã điểm: {word}"), format!("No point code: {word}"));
            FormTrouble::at_field("agencies", text)
        })
    });
    let agencies = agencies.collect::<Result<Vec<_>, _>>()?;
    let events = words_in(events).map(|word| {
        word.parse::<EventName>().map_err(|_| {
            let word = short(word);
            let text = lang.pick(
                format!("Không phải loại sự kiện, như parcel.deliver: {word}"),
                format!("No type of event, like parcel.deliver: {word}"),
            );
            FormTrouble::at_field("events", text)
        })
    });
    let events = events.collect::<Result<Vec<_>, _>>()?;
    Scope::read(agencies, events).map_err(|refusal| trouble(refusal.into(), lang))
}

/// The address of a form.
fn url(text: &str, reach: crate::client::Reach, lang: Lang) -> Result<WebhookUrl, FormTrouble> {
    WebhookUrl::read(text, reach).map_err(|refusal| trouble(refusal.into(), lang))
}

fn trouble(refusal: FlowRefusal, lang: Lang) -> FormTrouble {
    FormTrouble::of(&Problem::from(refusal), lang)
}

/// What a refusal of a flow says at its field; any other kind of problem is not the form's.
fn mendable(refusal: FlowRefusal, lang: Lang) -> Result<FormTrouble, Problem> {
    let problem = Problem::from(refusal);
    if problem.kind() == INVALID || problem.at_field().is_some() {
        Ok(FormTrouble::of(&problem, lang))
    } else {
        Err(problem)
    }
}
