//! Hosopost: citizens' dossiers carried by the public post, with every hand-off on record.
//!
//! The modules stand on a ladder (ARCHITECTURE.md): each may use only what is listed above it here.
//! `tests/architecture.rs` keeps it so.

pub mod base;
pub mod config;

pub mod calendar;
pub mod client;
pub mod print;

pub mod catalogue;
pub mod network;

pub mod cases;
pub mod parcels;
pub mod people;

pub mod custody;
pub mod ledger;
pub mod postage;

pub mod claims;
pub mod dispatch;

pub mod feed;
pub mod reports;
pub mod tracking;

pub mod store;

pub mod flows;

pub mod app;

pub mod jobs;
pub mod web;

pub mod commands;
