//! Gives DataFusion the keys of the lake's encrypted Parquet files.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::config::EncryptionFactoryOptions;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::parquet_encryption::EncryptionFactory;
use dorpon_lake::table_file;
use dorpon_privacy::key_ring::KeyRing;
use object_store::path::Path;
use parquet::encryption::decrypt::FileDecryptionProperties;
use parquet::encryption::encrypt::FileEncryptionProperties;

/// Name under which the factory is registered.
pub const FACTORY: &str = "dorpon";

/// Reads with the workspace's keys. DataFusion never writes the lake: every table goes
/// through `dorpon_lake::table_file`, so a request to write is refused, not answered in clear.
pub struct LakeKeys {
    keys: Arc<KeyRing>,
}

impl LakeKeys {
    /// A factory over these keys.
    #[must_use]
    pub fn new(keys: Arc<KeyRing>) -> Self {
        Self { keys }
    }
}

impl fmt::Debug for LakeKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LakeKeys")
    }
}

#[async_trait]
impl EncryptionFactory for LakeKeys {
    async fn get_file_encryption_properties(
        &self,
        _config: &EncryptionFactoryOptions,
        _schema: &SchemaRef,
        _file_path: &Path,
    ) -> Result<Option<Arc<FileEncryptionProperties>>> {
        Err(DataFusionError::NotImplemented(
            "the lake is written by its own writer only".to_owned(),
        ))
    }

    async fn get_file_decryption_properties(
        &self,
        _config: &EncryptionFactoryOptions,
        _file_path: &Path,
    ) -> Result<Option<Arc<FileDecryptionProperties>>> {
        table_file::decryption_properties(&self.keys)
            .map(Some)
            .map_err(|problem| DataFusionError::External(Box::new(problem)))
    }
}
