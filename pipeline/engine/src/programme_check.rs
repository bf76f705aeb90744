//! Which condition of a programme file is to blame where the answers of all programmes cannot be computed.

use arrow::datatypes::DataType;
use dorpon_catalog::programme::Probe;
use dorpon_domain::problem::Problem;

use crate::session::Session;

/// The fault of the first condition or tier that does not parse, names a column that is not there, or is no yes or no;
/// `None` where all are sound. `mart.person_profile` and `mart.person_benefit` must be registered for more than the
/// parsing.
#[must_use]
pub fn fault(session: &Session, probes: &[Probe], is_profile_known: bool) -> Option<Problem> {
    probes.iter().find_map(|probe| {
        let refused = |problem: &Problem| probe.fault(problem.cause().unwrap_or_default());
        if let Err(problem) = session.tables_read(&probe.place.file, &probe.sql) {
            return Some(refused(&problem));
        }
        if !is_profile_known {
            return None;
        }
        let schema = match session.plan(&probe.place.file, &probe.sql) {
            Err(problem) => return Some(refused(&problem)),
            Ok(frame) => frame.schema().clone(),
        };
        let is_answer = schema
            .fields()
            .iter()
            .all(|field| field.data_type().is_null() || *field.data_type() == DataType::Boolean);
        (!is_answer).then(|| probe.fault("true, false, null"))
    })
}
