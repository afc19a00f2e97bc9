//! Running a self-test: its steps one after the other through the intake, like anybody's, and then
//! waiting, not for ever, until a webhook has acknowledged what it was told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use crate::base::codes::CaseCode;
use crate::base::{Actor, Context, Lang, PointCode, WebhookId};
use crate::client::NoReply;
use crate::feed::Fact;
use crate::feed::self_test::{SelfTest, Step, Tried};
use crate::feed::webhook::{Attempt, EventName, Outcome as Came, Webhook};
use crate::flows::self_test::{Missing, Plan, begin_self_test, look_at_self_test, order_self_test};
use crate::flows::webhooks::find_webhook;
use crate::flows::{FlowRefusal, Incoming, Outcome};
use crate::people::{CaseWriter, LegOrderer, Reach, WebhookKeeper};
use crate::store::{StoreError, attempts, deliveries, webhooks};

use super::intake::NotTaken;

/// How long a webhook may take for all of it; within the longest that a request may.
const LONGEST: Duration = Duration::from_secs(22);
/// How often to look.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What went wrong, in Vietnamese and in English.
struct Trouble([String; 2]);

impl Trouble {
    fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self([vi.into(), en.into()])
    }
}

impl From<FlowRefusal> for Trouble {
    fn from(refusal: FlowRefusal) -> Self {
        Self([Lang::Vi, Lang::En].map(|lang| refusal.text(lang)))
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        FlowRefusal::from(error).into()
    }
}

impl From<NotTaken> for Trouble {
    fn from(not: NotTaken) -> Self {
        tracing::warn!(error = %not, "a self-test was not taken");
        Self::new("Hệ thống đang bận hoặc gặp lỗi.", "The system is busy or failed.")
    }
}

impl From<Missing> for Trouble {
    fn from(missing: Missing) -> Self {
        Self(missing.told())
    }
}

/// Sends a made-up case and its parcel the whole way: of the webhook's agencies, and until it acknowledged
/// every event; without a webhook, of one's own agencies, until the feed has it.
///
/// # Errors
/// Only when there is no such webhook: everything else is a step that failed.
pub async fn self_test(
    app: &Arc<App>,
    cx: Context,
    by: WebhookKeeper,
    webhook: Option<WebhookId>,
) -> Result<SelfTest, FlowRefusal> {
    let agencies = match by.reach() {
        Reach::Everywhere => Vec::new(),
        Reach::Points(own) => own.clone(),
    };
    let webhook = match webhook {
        None => None,
        Some(id) => Some(app.read(move |conn| find_webhook(conn, &by, id)).await?),
    };
    let agencies = match &webhook {
        Some(webhook) if !webhook.scope.agencies.is_empty() => webhook.scope.agencies.clone(),
        Some(_) | None => agencies,
    };
    let mut run = Run { app, cx, test: SelfTest::default(), begun: Instant::now() };
    // What failed is on record with its step; there is nothing more to say of it here.
    let _ = run.go(agencies, webhook).await;
    Ok(run.test)
}

/// A self-test that is under way.
struct Run<'a> {
    app: &'a Arc<App>,
    cx: Context,
    test: SelfTest,
    begun: Instant,
}

/// That a step failed; which and why stands in the test.
struct Failed;

impl Run<'_> {
    /// Notes how a step went.
    fn step<T>(&mut self, step: Step, came: Result<T, Trouble>) -> Result<T, Failed> {
        let took = std::mem::replace(&mut self.begun, Instant::now()).elapsed();
        let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        let (came, trouble) = match came {
            Ok(value) => (Ok(value), None),
            Err(Trouble(text)) => (Err(Failed), Some(text)),
        };
        self.test.tried.push(Tried { step, took_ms, trouble });
        came
    }

    async fn go(
        &mut self,
        agencies: Vec<PointCode>,
        webhook: Option<Webhook>,
    ) -> Result<(), Failed> {
        let app = self.app;
        if let Some(webhook) = &webhook {
            self.step(Step::Webhook, is_called(app, webhook))?;
        }
        let plan = self.plan(agencies).await;
        let plan = self.step(Step::Places, plan)?;

        let begun = self.case(&plan).await;
        let case = self.step(Step::Case, begun)?;
        self.test.case_code = Some(case.code.clone());
        let ordered = self.leg(&case).await;
        let parcel = self.step(Step::Leg, ordered)?;

        let scans = plan.scans(&parcel, app.clock.now(), &app.ids);
        let count = scans.len();
        let scanned = scan(app, scans).await;
        self.step(Step::Scans, scanned)?;

        let of = case.clone();
        let looked = app.read(move |conn| look_at_self_test(conn, &of, &parcel)).await;
        let outcome = self.step(
            Step::Custody,
            looked.map_err(Trouble::from).and_then(|outcome| {
                let odd =
                    || Trouble::new("Bưu gửi thử chưa phát xong.", "The parcel is not delivered.");
                if outcome.delivered { Ok(outcome) } else { Err(odd()) }
            }),
        )?;
        let told = if outcome.is_told(count) {
            Ok(())
        } else {
            let got = outcome.facts.len();
            let expected = count + 1;
            Err(Trouble::new(
                format!("Cần {expected} sự kiện đúng thứ tự, có đánh dấu; thấy {got}."),
                format!("Expected {expected} marked events in order, found {got}."),
            ))
        };
        self.step(Step::Facts, told)?;
        if let Some(webhook) = webhook {
            let told = acknowledged(app, webhook, &case.code, &outcome.facts).await;
            self.step(Step::Told, told)?;
        }
        Ok(())
    }

    async fn plan(&self, agencies: Vec<PointCode>) -> Result<Plan, Trouble> {
        let (app, day) = (self.app.clone(), self.cx.now.date());
        let planned = self.app.read(move |conn| -> Result<_, StoreError> {
            let known = app.known(conn)?;
            Ok(Plan::make(&known.world(&app.settings), &agencies, day))
        });
        Ok(planned.await??)
    }

    async fn case(&self, plan: &Plan) -> Result<crate::cases::Case, Trouble> {
        let (cx, plan) = (self.cx.clone(), plan.clone());
        let by = CaseWriter::of(&cx.who).map_err(FlowRefusal::from)?;
        let begun = self
            .app
            .intake
            .run(move |conn, known| begin_self_test(conn, &cx, &by, &known.network, &plan));
        Ok(begun.await??)
    }

    async fn leg(&self, case: &crate::cases::Case) -> Result<crate::parcels::Parcel, Trouble> {
        let (cx, case, settings) = (self.cx.clone(), case.clone(), self.app.clone());
        let by = LegOrderer::of(&cx.who).map_err(FlowRefusal::from)?;
        let ordered = self.app.intake.run(move |conn, known| {
            order_self_test(conn, &cx, &by, &known.world(&settings.settings), &case)
        });
        Ok(ordered.await??)
    }
}

/// Whether somebody would call it at all.
fn is_called(app: &App, webhook: &Webhook) -> Result<(), Trouble> {
    if let Some(off) = &webhook.disabled {
        return Err(match off.why {
            crate::feed::webhook::Why::Person => {
                Trouble::new("Webhook này đang tắt.", "This webhook is switched off.")
            }
            crate::feed::webhook::Why::Gone => Trouble::new(
                "Webhook này đã tắt: bên nhận trả lời 410.",
                "This webhook is switched off: its receiver answered 410.",
            ),
        });
    }
    if !app.settings.webhooks.called {
        return Err(Trouble::new(
            "Tiến trình này không gọi webhook (thiết lập webhooks).",
            "This process calls no webhooks (the setting webhooks).",
        ));
    }
    Ok(())
}

/// By the system itself: whoever asks for a self-test need not be allowed to scan.
async fn scan(app: &App, scans: Vec<crate::custody::Scan>) -> Result<(), Trouble> {
    let by = Arc::new(Actor::process());
    let batch =
        scans.into_iter().map(|scan| Incoming { scan, by: by.clone(), lang: Lang::Vi }).collect();
    for outcome in app.intake.scans(batch).await? {
        let odd = match outcome {
            Outcome::Recorded(standing) => {
                let Some((_, kind)) = standing.anomalies.first() else { continue };
                [Lang::Vi, Lang::En].map(|lang| kind.words(lang).to_owned())
            }
            Outcome::SetAside(aside) => {
                [Lang::Vi, Lang::En].map(|lang| aside.words(lang).to_owned())
            }
            Outcome::Repeated(_) | Outcome::Conflict => {
                let text = "Mã lần quét bị trùng. / The id of a scan was known.";
                [text.to_owned(), text.to_owned()]
            }
        };
        return Err(Trouble(odd));
    }
    Ok(())
}

/// Waits until the webhook has acknowledged these facts, or one of them was not.
async fn acknowledged(
    app: &Arc<App>,
    webhook: Webhook,
    case: &CaseCode,
    facts: &[Fact],
) -> Result<(), Trouble> {
    let events = &webhook.scope.events;
    let meant = |fact: &&Fact| events.is_empty() || events.contains(&EventName(fact.kind));
    if facts.iter().filter(meant).count() == 0 {
        return Err(Trouble::new(
            "Webhook này không nhận loại sự kiện nào của chặng thử.",
            "None of the made-up leg's events is of a type that this webhook is told.",
        ));
    }
    let last = facts.last().map_or(0, |fact| fact.position);
    let (id, made, case_id) = (webhook.id, webhook.attempts_made, facts.first().map(|f| f.case));
    let mut news = app.news();
    let until = Instant::now() + LONGEST;
    loop {
        let code = case.to_string();
        let looked = app.read(move |conn| -> Result<_, StoreError> {
            let tried = attempts::after(conn, id, made)?;
            let failed = tried.into_iter().find(|attempt| {
                attempt.case_code.as_ref() == Some(&code) && attempt.outcome != Came::Acknowledged
            });
            let read = webhooks::find(conn, id)?.map(|webhook| webhook.position);
            let first = match case_id {
                Some(case) => deliveries::first_of_case(conn, id, case)?,
                None => None,
            };
            Ok((failed, read, first))
        });
        let (failed, read, first) = looked.await?;
        if let Some(attempt) = failed {
            return Err(not_acknowledged(&attempt));
        }
        let Some(read) = read else {
            return Err(Trouble::new("Webhook đã bị xóa.", "The webhook was removed."));
        };
        if read >= last && first.is_none() {
            return Ok(());
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let seconds = LONGEST.as_secs();
            return Err(Trouble::new(
                format!(
                    "Sau {seconds} giây vẫn chưa gửi hết: không có máy chủ nào gọi, hoặc webhook còn việc chờ trước đó."
                ),
                format!(
                    "Not all was sent within {seconds} seconds: no server calls it, or much waits before it."
                ),
            ));
        }
        let _ = tokio::time::timeout(left.min(LOOK_AGAIN), news.changed()).await;
    }
}

fn not_acknowledged(attempt: &Attempt) -> Trouble {
    let event = &attempt.event;
    match (attempt.status, attempt.failure) {
        (Some(status), _) => {
            let answer = attempt.answer.as_deref().unwrap_or_default();
            Trouble::new(
                format!("Bên nhận trả lời {status} cho sự kiện {event}: {answer}"),
                format!("The receiver answered {status} to the event {event}: {answer}"),
            )
        }
        (None, failure) => {
            let why = failure.map_or("", NoReply::as_str);
            Trouble::new(
                format!("Bên nhận không trả lời sự kiện {event} ({why})."),
                format!("The receiver did not answer the event {event} ({why})."),
            )
        }
    }
}
