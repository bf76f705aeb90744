//! Keys, pseudonyms and the suppression of small counts.
//!
//! Two promises are kept here. A personal column can be read only by who holds the keys
//! ([`key_ring`]); a published table gives no small count away, neither shown nor by
//! arithmetic over what is shown ([`suppression`]).
//!
//! Files, Parquet and databases do not belong here: the lake asks this crate for keys and
//! does the rest.

pub mod key_ring;
pub mod suppression;

pub use key_ring::KeyRing;
