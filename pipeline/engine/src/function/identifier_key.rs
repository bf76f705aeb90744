//! `identifier_key(kind, value)`: the keyed hash by which records are joined.

use std::sync::Arc;

use arrow::array::{Array, StringArray, StringBuilder};
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::identifier::{IdentifierKind, canonical_key};
use dorpon_privacy::key_ring::KeyRing;

/// The function. Kinds: nid, brn, mobile, wallet, routing_number; null for a null or
/// another kind. 13 and 17 digits of one NID give the same key, nothing else meets.
#[must_use]
pub fn function(keys: Arc<KeyRing>) -> ScalarUDF {
    super::text_function("identifier_key", 2, move |arguments| {
        let [kinds, values] = arguments else {
            return StringArray::new_null(0);
        };
        let mut hashed = StringBuilder::with_capacity(values.len(), values.len() * 32);
        for (kind, value) in kinds.iter().zip(values.iter()) {
            let key = match (kind.and_then(IdentifierKind::parse), value) {
                (Some(kind), Some(value)) => Some(keys.pseudonym(&canonical_key(kind, value))),
                _ => None,
            };
            hashed.append_option(key);
        }
        hashed.finish()
    })
}
