//! Webhooks: case systems that want to be called instead of asking, by the Standard Webhooks
//! specification 1.0. Here is what a [`Webhook`] is, how its messages are signed, and what an answer means
//! for the next try. Who calls and where it is kept is the app's and the store's matter.

mod ahead;
mod attempt;
mod keys;
mod message;
mod refusal;
mod retry;
mod signature;
mod subscription;
mod telling;

pub use ahead::{Ahead, Left, MOST_AHEAD, Settled, Unacknowledged};
pub use attempt::{Attempt, Exchange, Outcome, Tried};
pub use keys::{BadKey, PublicKey, SharedSecret, SigningKey, Trusted, WebhookKey};
pub use message::{Message, event_id};
pub use refusal::WebhookRefusal;
pub use retry::{ATTEMPTS, Failed, Next, RETRIES, after, longest_rest};
pub use signature::{Headers, TOLERANCE_MS, Unverified, headers, verify};
pub use subscription::{Disabled, EventName, Reader, Scope, Webhook, WebhookUrl, Why};
pub use telling::{Held, Telling};
