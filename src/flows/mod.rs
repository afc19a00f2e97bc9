//! What people and systems do here, one action a file, named by the verb people say. Each reads, decides,
//! saves and tells, top to bottom, in one transaction; what is refused leaves nothing behind.

mod codes_of;
mod custody_update;
mod hear_devices;
mod life;
mod place_scan;
mod recall;
mod refusal;
mod world;

mod open_leg;
mod take_custody;

mod enter;
mod fee_due;
mod pricing;
mod void_charges;

pub mod bind_blank;
pub mod case_time;
pub mod collect_money;
pub mod collect_originals;
pub mod create_token;
pub mod decide_split;
pub mod ensure_number_range;
pub mod forecast;
pub mod import;
pub mod import_boundaries;
pub mod make_roll;
pub mod manifests;
pub mod name_version;
pub mod office;
pub mod once;
pub mod order_leg;
pub mod papers;
pub mod price_leg;
pub mod quote_postage;
pub mod read_timeline;
pub mod record_scans;
pub mod register_bag;
pub mod register_run;
pub mod remit_fees;
pub mod report_units;
pub mod resolve_anomaly;
pub mod reverse_entry;
pub mod revoke_token;
pub mod right_desk;
pub mod road;
pub mod settle_set_aside;
pub mod track;
pub mod transfer;
pub mod upsert_case;
pub mod void_blanks;
pub mod waiting_addresses;
pub mod webhooks;

pub mod download_facts;
pub mod self_test;

pub mod change_password;
pub mod change_user;
pub mod create_user;
pub mod enrol_phone;
pub mod find_person;
pub mod keep_evidence;
pub mod look_at_carrier;
pub mod look_at_case;
pub mod look_at_parcel;
pub mod look_at_room;
pub mod look_at_wish;
pub mod revoke_phone;
pub mod sign_in;
pub mod told_by_push;

pub mod check_laws;
pub mod claims;
pub mod sign_list;
pub mod take_dossier;
pub mod turn_away;

pub mod prospect;
pub mod prove;
pub mod redirect;

pub use codes_of::codes_of;

pub use bind_blank::{BoundBlank, bind_blank};
pub use case_time::{CaseTime, Times, case_time, countable};
pub use collect_money::{Collection, PaidFor, collect_money};
pub use collect_originals::collect_originals;
pub use create_token::create_token;
pub use decide_split::{decide_split, is_own, withdraw_decision};
pub use ensure_number_range::ensure_number_range;
pub use enter::Recorded;
pub use import_boundaries::{BoundariesRefusal, BoundariesReport, import_boundaries};
pub use make_roll::{RollIn, make_roll};
pub use name_version::name_version;
pub use once::{RequestKey, once};
pub use open_leg::OpenedLeg;
pub use order_leg::{LegOrder, Ordered, order_leg};
pub use place_scan::Aside;
pub use price_leg::{PricedLeg, price_leg};
pub use pricing::{PricedEnd, Weighed, quote_of};
pub use quote_postage::{QuoteAsk, quote_postage};
pub use read_timeline::{read_timeline, read_timelines};
pub use recall::Recall;
pub use record_scans::{Incoming, Outcome, Rules, Standing, record_scans};
pub use refusal::{Fault, FlowRefusal};
pub use register_bag::{BagIn, register_bag};
pub use register_run::{RunIn, register_run};
pub use remit_fees::{Remittance, remit_fees};
pub use report_units::{ReportAsked, report_units};
pub use resolve_anomaly::resolve_anomaly;
pub use reverse_entry::{ReversalIn, reverse_entry};
pub use revoke_token::revoke_token;
pub use right_desk::right_desks;
pub use settle_set_aside::{Match, close_set_aside, match_set_aside};
pub use upsert_case::{CaseRecord, UpsertedCase, upsert_case};
pub use void_blanks::{Voided, void_blanks};
pub use waiting_addresses::{Waiting, waiting_addresses};
pub use world::World;

pub use download_facts::download_facts;

pub use change_password::change_password;
pub use change_user::{disable_user, place_user, reset_user};
pub use create_user::{FirstPassword, create_user};
pub use enrol_phone::{PhoneOrder, enrol_phone};
pub use find_person::{FoundCase, Searched, find_person};
pub use keep_evidence::{keep_evidence, look_at_evidence};
pub use life::{Carrying, Life};
pub use look_at_carrier::{Load, SeenCarrier, find_bag, find_run, look_at_run, look_into_bag};
pub use look_at_case::{Applicant, SeenCase, SeenLeg, look_at_case};
pub use look_at_parcel::{SeenParcel, look_at_parcel};
pub use look_at_room::{RunRoom, counted, room_of};
pub use look_at_wish::{Neighbour, SeenWish, look_at_wish};
pub use revoke_phone::{find_phone, revoke_phone};
pub use sign_list::{LineIn, ListIn, sign_list};
pub use take_dossier::{DossierIn, Paid, TakenDossier, take_dossier, try_dossier};
pub use told_by_push::{ToldByPush, told_by_push};
pub use turn_away::turn_away;

pub use prospect::{Prospect, prospect_of};
pub use prove::{PROOF_LASTS_MS, ProofRefusal, Proved, Proving, prove};
pub use redirect::{Asking, Deliverable, Redirecting, look_at_delivery, redirect};
pub use sign_in::{Entered, Entering, Knock, SignInRefusal, enter, knock};

pub use check_laws::{Breach, Checked, Law, check_laws};
