//! HTTP, and the only home of axum. One folder per audience, each page and its handler side by side.
//!
//! [`mod@router`] holds all URLs on one page, [`middleware`] everything that goes around them, [`error`] the
//! one table from refusals to answers. A handler reads its input with the extractors of [`input`], calls
//! one flow or one read, and turns the result into JSON or a page; no rule of the office lives here.

pub mod router;

pub mod error;
pub mod middleware;
pub mod openapi;
pub mod serve;

pub mod api;
pub mod asker;
pub mod auth;
pub mod complained;
mod cookies;
pub mod input;
pub mod lang;
pub mod session;
mod tls;
pub mod wished;

pub mod citizen;
pub mod docs;
pub mod health;
pub mod road;
pub mod staff;

pub mod receiver;

pub mod rehearsal;

use std::sync::Arc;

pub use error::Problem;
pub use router::router;
pub use serve::serve;

/// What handlers are given.
pub type Shared = axum::extract::State<Arc<crate::app::App>>;
