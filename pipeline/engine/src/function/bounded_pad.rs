//! `lpad` and `rpad` with a bounded length.
//!
//! DataFusion's own make room for rows times length at once. Where the system refuses that
//! much, the process is aborted, which no limit of the session can turn into a message.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::compute::{cast, max};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature};

/// The functions that are bounded.
pub(crate) const NAMES: [&str; 2] = ["lpad", "rpad"];

/// Longest padded text, in letters.
const LONGEST: i64 = 16_384;

/// A padding function that refuses lengths beyond [`LONGEST`].
#[derive(Debug, Eq, Hash, PartialEq)]
struct BoundedPad {
    inner: Arc<ScalarUDF>,
}

/// The function, bounded.
pub(crate) fn bounded(inner: Arc<ScalarUDF>) -> ScalarUDF {
    ScalarUDF::new_from_impl(BoundedPad { inner })
}

impl ScalarUDFImpl for BoundedPad {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.inner.return_type(arguments)
    }

    fn invoke_with_args(&self, call: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if let Some(lengths) = call.args.get(1) {
            let lengths = cast(&lengths.to_array(1)?, &DataType::Int64)?;
            let longest = lengths.as_primitive_opt::<Int64Type>().and_then(max);
            if longest.is_some_and(|length| length > LONGEST) {
                return Err(DataFusionError::Execution(format!(
                    "{} makes texts of at most {LONGEST} letters",
                    self.name()
                )));
            }
        }
        self.inner.invoke_with_args(call)
    }
}
