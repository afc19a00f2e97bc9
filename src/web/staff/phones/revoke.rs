//! The button that stops a phone: the administrator's for every phone, everybody's for their own.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::PhoneId;
use crate::flows::revoke_phone;
use crate::people::WhosePhones;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::{StaffForm, see};

/// Where the button was pressed.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Revoked {
    /// `start`: on the page of one's own phones.
    #[serde(default)]
    from: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Revokes a phone
///
/// What it still holds can be handed in and is set aside.
#[utoipa::path(
    post,
    path = "/phones/{device}/revoke",
    tag = "staff",
    params(("device" = String, Path)),
    request_body(content = Revoked, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): Shared,
    Path(phone): Path<PhoneId>,
    StaffForm { staff, form }: StaffForm<Revoked>,
) -> Result<Response, Problem> {
    let cx = staff.context(&app);
    let whose = WhosePhones::of(&cx.who);
    app.intake.run(move |conn, _| revoke_phone(conn, &cx, whose, phone)).await??;
    let own = form.from == "start" || whose != WhosePhones::All;
    Ok(see(if own { "/road/start?revoked=1" } else { "/phones?revoked=1" }))
}
