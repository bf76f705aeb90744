//! What the planted state means, by the rules of the figures: plain loops over the records as
//! they ought to be loaded. No SQL, no engine, nothing of the ingest.

pub mod coverage;
pub mod duplicate;
pub mod eligibility;
pub mod ledger;
pub mod need;
pub mod payment_cycle;
pub mod priority;
pub mod register_person;
