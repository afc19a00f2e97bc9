//! All URLs, on one page. Every one is registered together with its description, so the OpenAPI
//! document cannot lack a route.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::openapi::ApiDocument;
use super::{api, citizen, docs, health, middleware, openapi, road, staff};
use crate::app::App;

/// The routes with what goes around them.
pub fn router(app: &Arc<App>) -> Router {
    let document = ApiDocument::of(|| described().into_openapi());
    let routes = Router::from(described()).with_state(app.clone()).layer(Extension(document));
    middleware::around(routes, app)
}

fn described() -> OpenApiRouter<Arc<App>> {
    citizens()
        .merge(programs())
        .merge(operators())
        .merge(pages_of_staff())
        .merge(what_went_wrong())
        .merge(pages_of_desks())
        .merge(network_and_catalogue())
        .merge(phones())
}

/// The app on a phone, and the pages about phones.
fn phones() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(road::shell::show))
        .routes(routes!(road::shell::worker))
        .routes(routes!(road::shell::manifest))
        .routes(routes!(road::shell::icon))
        .routes(routes!(road::files::show))
        .routes(routes!(road::files::show_brought))
        .routes(routes!(staff::phones::start::show))
        .routes(routes!(staff::phones::list::list))
        .routes(routes!(staff::phones::list::file))
        .routes(routes!(staff::phones::revoke::revoke))
}

fn citizens() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::head())
        // Citizens
        .routes(routes!(citizen::page::show))
        .routes(routes!(citizen::page::show_capital))
        .routes(routes!(citizen::lookup::form, citizen::lookup::ask))
        .routes(routes!(citizen::proven::close))
        .routes(routes!(citizen::redirect::form, citizen::redirect::ask))
        .routes(routes!(citizen::complaint::form, citizen::complaint::file))
        .routes(routes!(citizen::complaint::withdraw))
        .routes(routes!(citizen::papers::slip))
        .routes(routes!(citizen::papers::handover_record))
        .routes(routes!(citizen::papers::receipt))
}

/// What programs of the post, of one-stop centres and of partners call.
fn programs() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        // Cases and their legs
        .routes(routes!(api::cases::tell))
        .routes(routes!(api::cases::show))
        .routes(routes!(api::legs::order))
        .routes(routes!(api::legs::collected))
        // Money
        .routes(routes!(api::postage::quote))
        .routes(routes!(api::postage::price))
        .routes(routes!(api::ledger_read::list))
        .routes(routes!(api::ledger_read::balance))
        .routes(routes!(api::ledger::collect))
        .routes(routes!(api::ledger::remit))
        .routes(routes!(api::ledger::reverse))
        // Parcels and their papers
        .routes(routes!(api::parcels::show))
        .routes(routes!(api::parcels::timeline_of))
        .routes(routes!(api::labels::of_parcel, api::blanks::bind))
        .routes(routes!(api::labels::of_bag))
        .routes(routes!(api::labels::of_many))
        .routes(routes!(api::evidence::keep))
        .routes(routes!(api::evidence::show))
        // Rolls of blank labels
        .routes(routes!(api::rolls::make, api::rolls::list))
        .routes(routes!(api::rolls::show))
        .routes(routes!(api::blanks::list))
        .routes(routes!(api::blanks::labels))
        .routes(routes!(api::rolls::void))
        .routes(routes!(api::redirect::note))
        .routes(routes!(api::documents::slip))
        .routes(routes!(api::documents::sheet))
        .routes(routes!(api::documents::receipt))
        .routes(routes!(api::documents::apology))
        .routes(routes!(api::documents::handover_record))
        // Bags and runs
        .routes(routes!(api::bags::make_up))
        .routes(routes!(api::bags::show))
        .routes(routes!(api::runs::enter))
        .routes(routes!(api::runs::show))
        .routes(routes!(api::manifests::draw, api::manifests::list))
        .routes(routes!(api::manifests::show))
        .routes(routes!(api::manifests::paper))
        .routes(routes!(api::sheets::record))
        // The work of a one-stop desk with the post
        .routes(routes!(api::office::results))
        .routes(routes!(api::office::coming))
        .routes(routes!(api::office::runs))
        .routes(routes!(api::office_work::plan))
        .routes(routes!(api::office_work::hold))
        .routes(routes!(api::office_work::release))
        .routes(routes!(api::pickups::order, api::pickups::list))
        .routes(routes!(api::pickups::answer))
        // Places
        .routes(routes!(api::places::points))
        .routes(routes!(api::places::point))
        .routes(routes!(api::places::unit))
        // Working time
        .routes(routes!(api::calendar::year))
        .routes(routes!(api::calendar::day))
        // Catalogue
        .routes(routes!(api::procedures::list))
        .routes(routes!(api::procedures::show))
        .routes(routes!(api::catalogue::counts))
        .routes(routes!(api::catalogue::versions, api::catalogue::name))
        .routes(routes!(api::difference::between, api::difference::with_file))
        .routes(routes!(api::deadlines::ask))
        .routes(routes!(api::transit::quote))
        .routes(routes!(api::timetable::journeys))
        .routes(routes!(api::timetable::departures))
        // Units that change
        .routes(routes!(api::land::at))
        .routes(routes!(api::land::map))
        .routes(routes!(api::land::import).layer(DefaultBodyLimit::max(api::land::MAX_OUTLINES)))
        .routes(routes!(api::addresses::find))
        .routes(routes!(api::splits::decide, api::splits::list))
        .routes(routes!(api::splits::withdraw))
        .routes(routes!(api::splits::waiting))
        .routes(routes!(api::transfers::run))
        .routes(routes!(api::transfers::points))
        .routes(routes!(api::reports::units))
        .routes(routes!(api::find::units))
}

/// What operators' programs call, scans, and what is told to others.
fn operators() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        // Imports
        .routes(routes!(api::imports::take))
        .routes(routes!(api::case_file::take))
        .routes(routes!(api::imports::list))
        .routes(routes!(api::imports::gaps))
        // Tokens
        .routes(routes!(api::tokens::create, api::tokens::list))
        .routes(routes!(api::tokens::revoke))
        .routes(routes!(api::devices::list))
        // Phones on the road
        .routes(routes!(api::road::clock::show))
        .routes(routes!(api::road::devices::enrol, api::road::devices::list))
        .routes(routes!(api::road::devices::show, api::road::devices::revoke))
        .routes(routes!(api::road::packet::show))
        .routes(routes!(api::road::round::show))
        .routes(routes!(api::road::acceptances::hand_in))
        // Users
        .routes(routes!(api::users::create, api::users::list))
        .routes(routes!(api::users::reset))
        .routes(routes!(api::users::disable))
        .routes(routes!(api::users::places))
        .routes(routes!(api::access_log::list))
        // Scans
        .routes(routes!(api::scans::take))
        .routes(routes!(api::set_aside::list))
        .routes(routes!(api::set_aside::match_scan))
        .routes(routes!(api::set_aside::close))
        // Anomalies
        .routes(routes!(api::anomalies::list))
        .routes(routes!(api::anomalies::resolve))
        // Liability and complaints
        .routes(routes!(api::exceptions::list))
        .routes(routes!(api::liabilities::list))
        .routes(routes!(api::liabilities::show))
        .routes(routes!(api::liabilities::fix))
        .routes(routes!(api::liabilities::pay))
        .routes(routes!(api::liabilities::close))
        .routes(routes!(api::claim_papers::liability))
        .routes(routes!(api::claim_papers::answer))
        .routes(routes!(api::complaints::file))
        .routes(routes!(api::complaints::list))
        .routes(routes!(api::complaints::show))
        .routes(routes!(api::complaints::answer))
        // Feed
        .routes(routes!(api::feed::read))
        .routes(routes!(api::feed::stream))
        .routes(routes!(api::case_file::facts))
        // Webhooks
        .routes(routes!(api::webhooks::create, api::webhooks::list))
        .routes(routes!(api::webhooks::show, api::webhooks::change, api::webhooks::remove))
        .routes(routes!(api::webhook_work::attempts))
        .routes(routes!(api::webhook_work::waiting))
        .routes(routes!(api::webhook_work::rotate))
        .routes(routes!(api::webhook_work::replay))
        .routes(routes!(api::webhook_work::skip))
        .routes(routes!(api::webhook_work::test))
        .routes(routes!(api::self_test::run))
        .routes(routes!(api::self_test::run_for_webhook))
        // What the API is
        .routes(routes!(docs::json))
        .routes(routes!(docs::page))
        // Operation
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
}

/// Pages of what does not fit, is lost, damaged or complained of.
fn what_went_wrong() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(staff::clear_up::anomalies::list))
        .routes(routes!(staff::clear_up::anomalies::file))
        .routes(routes!(staff::clear_up::anomalies::resolve))
        .routes(routes!(staff::clear_up::set_aside::list))
        .routes(routes!(staff::clear_up::set_aside::file))
        .routes(routes!(staff::clear_up::settle::match_scan))
        .routes(routes!(staff::clear_up::settle::close))
        .routes(routes!(staff::exceptions::list::list))
        .routes(routes!(staff::exceptions::list::file))
        .routes(routes!(staff::exceptions::liability::show))
        .routes(routes!(staff::exceptions::liability_work::fix))
        .routes(routes!(staff::exceptions::liability_work::pay))
        .routes(routes!(staff::exceptions::liability_work::close))
        .routes(routes!(staff::exceptions::papers::liability))
        .routes(routes!(staff::exceptions::papers::answer))
        .routes(routes!(staff::exceptions::complaint::show))
        .routes(routes!(staff::exceptions::complaint::answer))
        .routes(routes!(
            staff::exceptions::file_complaint::form,
            staff::exceptions::file_complaint::file
        ))
}

/// Every page and form of staff, sign-in first.
fn pages_of_staff() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(staff::home::root))
        .routes(routes!(staff::asset::show))
        .routes(routes!(staff::sign_in::form, staff::sign_in::sign_in))
        .routes(routes!(staff::sign_in::sign_out))
        .routes(routes!(staff::account::show))
        .routes(routes!(staff::account::change))
        .routes(routes!(staff::account::end))
        .routes(routes!(staff::home::show))
        .routes(routes!(staff::counter::menu::show, staff::counter::menu::stand))
        .routes(routes!(staff::counter::receive::open, staff::counter::receive::take))
        .routes(routes!(staff::counter::done::show))
        .routes(routes!(staff::counter::done::bind))
        .routes(routes!(staff::counter::refuse::open, staff::counter::refuse::refuse))
        .routes(routes!(staff::counter::directions::show))
        .routes(routes!(staff::counter::refused::list))
        .routes(routes!(staff::counter::refused::file))
        .routes(routes!(staff::counter::list::open, staff::counter::list::work))
        .routes(routes!(staff::counter::lists::list))
        .routes(routes!(staff::counter::lists::file))
        .routes(routes!(staff::counter::lists::show))
        .routes(routes!(staff::counter::lists::record))
        .routes(routes!(staff::hub::bags::show, staff::hub::bags::work))
        .routes(routes!(staff::hub::bag::show, staff::hub::bag::work))
        .routes(routes!(staff::hub::runs::show, staff::hub::runs::work))
        .routes(routes!(staff::hub::run::show, staff::hub::run::work))
        .routes(routes!(staff::hub::lists::show, staff::hub::lists::work))
        .routes(routes!(staff::hub::lists::file))
        .routes(routes!(staff::hub::list::show))
        .routes(routes!(staff::hub::list::paper))
        .routes(routes!(staff::hub::sheet::show, staff::hub::sheet::work))
        .routes(routes!(staff::hub::sheet::led))
        .routes(routes!(staff::hub::sheet::led_capital))
        .routes(routes!(staff::record::lookup::form, staff::record::lookup::ask))
        .routes(routes!(staff::record::people::ask))
        .routes(routes!(staff::record::parcel::show))
        .routes(routes!(staff::record::redirect::form, staff::record::redirect::note))
        .routes(routes!(staff::record::bag::show))
        .routes(routes!(staff::record::run::show))
        .routes(routes!(staff::record::papers::label))
        .routes(routes!(staff::record::papers::slip))
        .routes(routes!(staff::record::papers::sheet))
        .routes(routes!(staff::record::papers::receipt))
        .routes(routes!(staff::record::papers::apology))
        .routes(routes!(staff::record::papers::record))
        .routes(routes!(staff::record::papers::evidence))
        .routes(routes!(staff::record::papers::bag_label))
        .routes(routes!(staff::record::case::show))
        .routes(routes!(staff::administrator::users::list, staff::administrator::users::create))
        .routes(routes!(staff::administrator::users::reset))
        .routes(routes!(staff::administrator::users::disable))
        .routes(routes!(staff::administrator::users::places))
        .routes(routes!(staff::administrator::tokens::list, staff::administrator::tokens::create))
        .routes(routes!(staff::administrator::tokens::revoke))
        .routes(routes!(staff::administrator::access_log::list))
        .routes(routes!(staff::administrator::users::file))
        .routes(routes!(staff::administrator::tokens::file))
        .routes(routes!(staff::administrator::access_log::file))
        // Case systems
        .routes(routes!(staff::files::show))
        .routes(routes!(staff::files::take).layer(DefaultBodyLimit::max(staff::files::MAX_UPLOAD)))
        .routes(routes!(staff::files::next))
        .routes(routes!(staff::files::facts))
        .routes(routes!(staff::administrator::devices::list))
        .routes(routes!(staff::administrator::devices::file))
        .routes(routes!(staff::administrator::devices::revoke))
        .routes(routes!(staff::webhooks::list::list, staff::webhooks::list::create))
        .routes(routes!(staff::webhooks::show::show))
        .routes(routes!(staff::webhooks::tried::list))
        .routes(routes!(staff::webhooks::tried::file))
        .routes(routes!(staff::webhooks::waits::list))
        .routes(routes!(staff::webhooks::waits::file))
        .routes(routes!(staff::webhooks::work::change))
        .routes(routes!(staff::webhooks::work::switch))
        .routes(routes!(staff::webhooks::work::rotate))
        .routes(routes!(staff::webhooks::work::replay))
        .routes(routes!(staff::webhooks::work::skip))
        .routes(routes!(staff::webhooks::work::test))
        .routes(routes!(staff::webhooks::work::try_all))
        .routes(routes!(staff::webhooks::work::remove))
}

/// The board of a one-stop desk, and the post's side of what it asks for.
fn pages_of_desks() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(staff::office::board::show, staff::office::work::act))
        .routes(routes!(staff::office::live::stream))
        .routes(routes!(staff::office::results::file))
        .routes(routes!(staff::office::coming::list))
        .routes(routes!(staff::office::coming::file))
        .routes(routes!(staff::office::calls::list, staff::office::calls::answer))
}

/// The pages of staff that tell where things are, and which procedures there are.
fn network_and_catalogue() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(staff::network::home::show))
        .routes(routes!(staff::network::points::list))
        .routes(routes!(staff::network::points::file))
        .routes(routes!(staff::network::point::show))
        .routes(routes!(staff::network::units::list))
        .routes(routes!(staff::network::units::file))
        .routes(routes!(staff::network::unit::show))
        .routes(routes!(staff::network::routes::list))
        .routes(routes!(staff::network::routes::file))
        .routes(routes!(staff::network::route::show))
        .routes(routes!(staff::timetable::board::show))
        .routes(routes!(staff::timetable::board::file))
        .routes(routes!(staff::timetable::changes::change))
        .routes(routes!(staff::timetable::journey::show))
        .routes(routes!(staff::network::calendar::show))
        .routes(routes!(staff::network::deadline::show))
        .routes(routes!(staff::network::changes::list))
        .routes(routes!(staff::network::changes::file))
        .routes(routes!(staff::network::addresses::list, staff::network::addresses::decide))
        .routes(routes!(staff::network::addresses::withdraw))
        .routes(routes!(staff::catalogue::list::list))
        .routes(routes!(staff::catalogue::list::file))
        .routes(routes!(staff::catalogue::versions::list, staff::catalogue::versions::name))
        .routes(routes!(staff::catalogue::difference::show))
        .routes(routes!(staff::catalogue::difference::file))
        .routes(routes!(staff::catalogue::procedure::show))
}
