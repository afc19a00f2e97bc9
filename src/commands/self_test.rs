//! `self-test`: a made-up case and parcel through the whole way, and on to a webhook. This process calls
//! the webhook itself, beside a server that may be running on the same database.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Setup, told};
use crate::app::{App, self_test};
use crate::base::{Actor, Clock, Context, Ids, Lang, WebhookId};
use crate::feed::self_test::{SelfTest as Came, Tried};
use crate::jobs::{self, Stop};
use crate::people::WebhookKeeper;
use crate::store::schema;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost self-test\n  \
    hosopost self-test --webhook whk_0197a0c3000070008000000000000000\n  \
    hosopost --json self-test --webhook whk_0197a0c3000070008000000000000000";

#[derive(Args)]
pub(super) struct SelfTest {
    /// The webhook that must acknowledge every event
    #[arg(long, value_name = "ID")]
    webhook: Option<WebhookId>,
}

/// Does it; exit code 1 when a step failed.
pub(super) fn run(setup: Setup, wanted: &SelfTest) -> anyhow::Result<ExitCode> {
    let json = setup.json;
    let app = App::open(setup.settings, Clock::System, Ids::Random)?;
    anyhow::ensure!(
        schema::pending(&mut app.database.open()?)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    let by = WebhookKeeper::of(&cx.who)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let came = runtime.block_on(async {
        let stop = Stop::default();
        let telling = wanted
            .webhook
            .filter(|_| app.settings.webhooks.called)
            .map(|_| jobs::start(jobs::webhooks(app.clone(), stop.clone())));
        let came = self_test(&app, cx, by, wanted.webhook).await;
        stop.ask();
        if let Some(telling) = telling {
            telling.await?;
        }
        Ok::<_, anyhow::Error>(came?)
    })?;
    if json {
        tell_program(&came)?;
    } else {
        tell_person(&came);
    }
    Ok(if came.is_green() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell_program(came: &Came) -> anyhow::Result<()> {
    let step = |tried: &Tried| {
        json!({
            "step": tried.step.as_str(), "good": tried.trouble.is_none(), "took_ms": tried.took_ms,
            "found": tried.said(Lang::En),
            "advice": tried.trouble.as_ref().map(|_| tried.step.advice().en),
        })
    };
    told(&json!({
        "green": came.is_green(),
        "case_code": came.case_code,
        "steps": came.tried.iter().map(step).collect::<Vec<_>>(),
    }))
}

fn tell_person(came: &Came) {
    for tried in &came.tried {
        let mark = if tried.trouble.is_none() { "good" } else { "BAD " };
        println!("{mark}  {} ({} ms)", tried.step.words().en, tried.took_ms);
        if let Some(found) = tried.said(Lang::En) {
            println!("      {found}\n      → {}", tried.step.advice().en);
        }
    }
    if let Some(code) = &came.case_code {
        println!("The made-up case is {code}; no report, count or list has it.");
    }
}
