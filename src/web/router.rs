//! All URLs, on one page. Every one is registered together with its description, so the OpenAPI
//! document cannot lack a route.

use std::sync::Arc;

use axum::{Extension, Router};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::openapi::ApiDocument;
use super::{api, citizen, docs, health, middleware, openapi};
use crate::app::App;

/// The routes with what goes around them.
pub fn router(app: &Arc<App>) -> Router {
    let (routes, document) = described().split_for_parts();
    let routes = routes.with_state(app.clone()).layer(Extension(ApiDocument::new(&document)));
    middleware::around(routes, app)
}

fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::head())
        // Citizens
        .routes(routes!(citizen::page::show))
        .routes(routes!(citizen::page::show_capital))
        .routes(routes!(citizen::lookup::form, citizen::lookup::ask))
        // Scans
        .routes(routes!(api::scans::take))
        .routes(routes!(api::set_aside::list))
        .routes(routes!(api::set_aside::match_scan))
        .routes(routes!(api::set_aside::close))
        // Anomalies
        .routes(routes!(api::anomalies::list))
        .routes(routes!(api::anomalies::resolve))
        // Feed
        .routes(routes!(api::feed::read))
        .routes(routes!(api::feed::stream))
        // What the API is
        .routes(routes!(docs::json))
        .routes(routes!(docs::page))
        // Operation
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
}
