//! One DataFusion session over the tables of a workspace.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use datafusion::catalog::MemorySchemaProvider;
use datafusion::catalog::TableProvider;
use datafusion::common::{ParamValues, TableReference};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{FunctionRegistry, SessionStateBuilder};
use datafusion::prelude::{DataFrame, SQLOptions, SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use dorpon_catalog::model::Layer;
use dorpon_domain::message;
use dorpon_domain::parallel::processors;
use dorpon_domain::problem::Problem;
use dorpon_lake::table_file;
use dorpon_privacy::key_ring::KeyRing;
use jiff::civil::Date;
use parquet::errors::ParquetError;
use tokio::runtime::Runtime;

use crate::encryption::{FACTORY, LakeKeys};
use crate::function::{self, bounded_pad};

/// What a session may use of the machine.
#[derive(Clone, Debug)]
pub struct SessionLimits {
    /// Memory for tables, in MiB; above it, sorts and joins spill to disk.
    pub memory_mib: u32,
    /// Threads; `None`: one for each processor.
    pub threads: Option<u32>,
    /// Folder for spilled data, inside the workspace, readable by its owner only; it goes with the session.
    pub spill_folder: PathBuf,
}

/// A session with the lake's keys, the SQL functions of the field and one schema for each layer.
pub struct Session {
    context: SessionContext,
    runtime: Runtime,
    keys: Arc<KeyRing>,
    as_of: Date,
    parameters: Vec<(String, ScalarValue)>,
    spill_folder: PathBuf,
}

impl Drop for Session {
    fn drop(&mut self) {
        // A folder that cannot be removed now is removed by the next session of its name.
        let _ = std::fs::remove_dir_all(&self.spill_folder);
    }
}

impl Session {
    /// Opens a session. `as_of` is what `$as_of` stands for in SQL.
    ///
    /// # Errors
    /// The machine gives no threads or the spill folder cannot be made.
    pub fn open(keys: Arc<KeyRing>, limits: &SessionLimits, as_of: Date) -> Result<Self, Problem> {
        let threads = limits
            .threads
            .map_or_else(processors, |threads| usize::try_from(threads).unwrap_or(1).max(1));
        make_private_folder(&limits.spill_folder)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_stack_size(64 * 1024 * 1024)
            .enable_all()
            .build()
            .map_err(|error| Problem::new(&message::engine::MACHINE_REFUSED).because(error))?;
        let mut configuration = SessionConfig::new()
            // Two at least: with one, DataFusion joins by hash, which cannot spill.
            .with_target_partitions(threads.max(2))
            .with_information_schema(true)
            .with_default_catalog_and_schema("dorpon", "release");
        let options = configuration.options_mut();
        options.sql_parser.parse_float_as_decimal = true;
        options.optimizer.prefer_hash_join = false;
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(
                usize::try_from(limits.memory_mib).unwrap_or(768) << 20,
            )))
            .with_disk_manager_builder(
                DiskManagerBuilder::default()
                    .with_mode(DiskManagerMode::Directories(vec![limits.spill_folder.clone()])),
            )
            .build_arc()
            .map_err(|error| failure(&error))?;
        environment.register_parquet_encryption_factory(FACTORY, Arc::new(LakeKeys::new(Arc::clone(&keys))));
        let state = SessionStateBuilder::new()
            .with_config(configuration)
            .with_runtime_env(environment)
            .with_default_features()
            .build();
        let context = SessionContext::new_with_state(state);
        for name in bounded_pad::NAMES {
            let inner = context.udf(name).map_err(|error| failure(&error))?;
            context.register_udf(bounded_pad::bounded(inner));
        }
        for function in function::all(&keys) {
            context.register_udf(function);
        }
        if let Some(catalog) = context.catalog("dorpon") {
            for layer in [
                Layer::Raw,
                Layer::Reference,
                Layer::Stage,
                Layer::Entity,
                Layer::Mart,
                Layer::Release,
                Layer::Report,
                Layer::Simulation,
            ] {
                catalog
                    .register_schema(layer.name(), Arc::new(MemorySchemaProvider::new()))
                    .map_err(|error| failure(&error))?;
            }
        }
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = as_of.since(epoch).map(|span| span.get_days()).unwrap_or_default();
        Ok(Self {
            context,
            runtime,
            keys,
            as_of,
            parameters: vec![("as_of".to_owned(), ScalarValue::Date32(Some(days)))],
            spill_folder: limits.spill_folder.clone(),
        })
    }

    /// The keys of the lake.
    #[must_use]
    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.keys
    }

    /// The date that `$as_of` stands for.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Gives `$name` in SQL a text.
    pub fn set_text_parameter(&mut self, name: &str, value: &str) {
        self.set_parameter(name, ScalarValue::Utf8(Some(value.to_owned())));
    }

    /// Gives `$name` in SQL a whole number.
    pub fn set_number_parameter(&mut self, name: &str, value: i64) {
        self.set_parameter(name, ScalarValue::Int64(Some(value)));
    }

    fn set_parameter(&mut self, name: &str, value: ScalarValue) {
        self.parameters.retain(|(known, _)| known != name);
        self.parameters.push((name.to_owned(), value));
    }

    /// Registers batches as a table under `layer.name`, in place of one that bears that name.
    ///
    /// # Errors
    /// Batches that differ from the schema.
    pub fn register_batches(
        &self,
        layer: Layer,
        name: &str,
        schema: SchemaRef,
        batches: Vec<RecordBatch>,
    ) -> Result<(), Problem> {
        let table = MemTable::try_new(schema, vec![batches]).map_err(|error| failure(&error))?;
        self.register(layer, name, Arc::new(table))
    }

    /// Where data goes that does not fit in memory.
    #[must_use]
    pub fn spill_folder(&self) -> &Path {
        &self.spill_folder
    }

    /// Registers Parquet files of one schema as one table.
    ///
    /// # Errors
    /// A file that cannot be read or opened with the keys.
    pub fn register_files(&self, layer: Layer, name: &str, files: &[PathBuf]) -> Result<(), Problem> {
        let table = self
            .runtime
            .block_on(self.file_table(files))
            .map_err(|error| self.file_failure(files, &error))?;
        self.register(layer, name, table)
    }

    /// The file at fault where a table cannot be registered: gone, damaged, or under other keys.
    fn file_failure(&self, files: &[PathBuf], error: &DataFusionError) -> Problem {
        files
            .iter()
            .find_map(|file| table_file::read_table(file, &self.keys).err())
            .unwrap_or_else(|| failure(error))
    }

    /// Registers a table under `layer.name`, in place of one that bears that name.
    ///
    /// # Errors
    /// DataFusion's own refusal.
    pub fn register(&self, layer: Layer, name: &str, table: Arc<dyn TableProvider>) -> Result<(), Problem> {
        let reference = TableReference::partial(layer.name(), name);
        self.context
            .deregister_table(reference.clone())
            .map_err(|error| failure(&error))?;
        self.context
            .register_table(reference, table)
            .map_err(|error| failure(&error))?;
        Ok(())
    }

    async fn file_table(&self, files: &[PathBuf]) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        let mut parquet = TableParquetOptions::default();
        parquet.crypto.factory_id = Some(FACTORY.to_owned());
        // A view keeps the whole page alive that it looks into, and is counted with it: a sort of few rows would then be
        // refused its memory.
        parquet.global.schema_force_view_types = false;
        let options = ListingOptions::new(Arc::new(ParquetFormat::default().with_options(parquet)))
            .with_file_extension(".parquet");
        let mut urls = Vec::with_capacity(files.len());
        for file in files {
            urls.push(file_url(file)?);
        }
        let state = self.context.state();
        let schema = match urls.first() {
            Some(url) => options.infer_schema(&state, url).await?,
            None => return Err(DataFusionError::Plan("a table needs a file".to_owned())),
        };
        let configuration = ListingTableConfig::new_with_multi_paths(urls)
            .with_listing_options(options)
            .with_schema(schema);
        Ok(Arc::new(ListingTable::try_new(configuration)?))
    }

    /// The tables that a query reads, `layer.name`; a name without layer is one of `release`.
    ///
    /// # Errors
    /// SQL that does not parse; `path` is for the message.
    pub fn tables_read(&self, path: &str, sql: &str) -> Result<std::collections::BTreeSet<String>, Problem> {
        let state = self.context.state();
        let read = || {
            let dialect = state.config().options().sql_parser.dialect;
            let statement = state.sql_to_statement(sql, &dialect)?;
            state.resolve_table_references(&statement)
        };
        let references = read().map_err(|error| sql_problem(path, &error))?;
        Ok(references
            .into_iter()
            .map(|reference| format!("{}.{}", reference.schema().unwrap_or("release"), reference.table()))
            .collect())
    }

    /// Plans a query that may only read.
    ///
    /// # Errors
    /// SQL that does not parse or plan, or that would change anything.
    pub fn plan(&self, path: &str, sql: &str) -> Result<DataFrame, Problem> {
        let options = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let used: Vec<(String, ScalarValue)> = self
            .parameters
            .iter()
            .filter(|(name, _)| sql.contains(&format!("${name}")))
            .cloned()
            .collect();
        self.runtime
            .block_on(async {
                let frame = self.context.sql_with_options(sql, options).await?;
                if used.is_empty() {
                    Ok(frame)
                } else {
                    frame.with_param_values(ParamValues::from(used))
                }
            })
            .map_err(|error| sql_problem(path, &error))
    }

    /// Runs a query and hands each batch on; returns the schema of the result.
    ///
    /// # Errors
    /// What planning or running refuses, and what `each` returns.
    pub fn for_each(
        &self,
        path: &str,
        sql: &str,
        start: impl FnOnce(&SchemaRef) -> Result<(), Problem>,
        each: impl FnMut(RecordBatch) -> Result<(), Problem>,
    ) -> Result<SchemaRef, Problem> {
        self.stream(path, self.plan(path, sql)?, start, each)
    }

    fn stream(
        &self,
        path: &str,
        frame: DataFrame,
        start: impl FnOnce(&SchemaRef) -> Result<(), Problem>,
        mut each: impl FnMut(RecordBatch) -> Result<(), Problem>,
    ) -> Result<SchemaRef, Problem> {
        use futures::StreamExt;
        self.runtime.block_on(async {
            let mut stream = frame
                .execute_stream()
                .await
                .map_err(|error| sql_problem(path, &error))?;
            let schema = stream.schema();
            start(&schema)?;
            while let Some(batch) = stream.next().await {
                each(batch.map_err(|error| sql_problem(path, &error))?)?;
            }
            Ok(schema)
        })
    }

    /// Runs a query whose result is small.
    ///
    /// # Errors
    /// What planning or running refuses.
    pub fn collect(&self, path: &str, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>), Problem> {
        self.collect_rows(path, sql, None)
    }

    /// As [`Self::collect`], at most `limit` rows of the result, if a limit is given.
    ///
    /// # Errors
    /// What planning or running refuses.
    pub fn collect_rows(
        &self,
        path: &str,
        sql: &str,
        limit: Option<usize>,
    ) -> Result<(SchemaRef, Vec<RecordBatch>), Problem> {
        let mut frame = self.plan(path, sql)?;
        if limit.is_some() {
            frame = frame.limit(0, limit).map_err(|error| sql_problem(path, &error))?;
        }
        let mut batches = Vec::new();
        let schema = self.stream(
            path,
            frame,
            |_| Ok(()),
            |batch| {
                batches.push(batch);
                Ok(())
            },
        )?;
        Ok((schema, batches))
    }

    /// The texts of the first column of a query's answer, in its order; nulls are left out.
    ///
    /// # Errors
    /// What planning or running refuses.
    pub fn texts(&self, path: &str, sql: &str) -> Result<Vec<String>, Problem> {
        let (_, batches) = self.collect(path, sql)?;
        let mut texts = Vec::new();
        for column in batches.iter().filter_map(|batch| batch.columns().first()) {
            let column = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8)
                .map_err(|error| failure(&error.into()))?;
            let column = arrow::array::AsArray::as_string::<i32>(&column);
            texts.extend(column.iter().flatten().map(str::to_owned));
        }
        Ok(texts)
    }

    /// The whole numbers of the one row that a query answers with; 0 for null.
    ///
    /// # Errors
    /// What planning or running refuses.
    pub fn counts(&self, path: &str, sql: &str) -> Result<Vec<i64>, Problem> {
        use arrow::array::{Array, AsArray};
        use arrow::datatypes::Int64Type;
        let (_, batches) = self.collect(path, sql)?;
        let row = batches.iter().find(|batch| batch.num_rows() > 0);
        Ok(row.map_or_else(Vec::new, |batch| {
            let numbers = batch
                .columns()
                .iter()
                .map(|column| column.as_primitive_opt::<Int64Type>());
            numbers
                .map(|numbers| {
                    numbers
                        .filter(|numbers| numbers.is_valid(0))
                        .map_or(0, |numbers| numbers.value(0))
                })
                .collect()
        }))
    }
}

fn make_private_folder(folder: &Path) -> Result<(), Problem> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| Problem::new(&message::engine::MACHINE_REFUSED).because(error))
}

/// The URL of one file, whatever characters its path holds.
fn file_url(file: &Path) -> Result<ListingTableUrl, DataFusionError> {
    let absolute = std::path::absolute(file)?;
    let text = absolute
        .to_str()
        .ok_or_else(|| DataFusionError::Plan("a path is not UTF-8".to_owned()))?;
    ListingTableUrl::parse(text)
}

/// A failure of the engine that is nobody's input.
pub(crate) fn failure(error: &DataFusionError) -> Problem {
    Problem::new(&message::engine::FAILED).because(error.strip_backtrace())
}

/// A failure of a query, with the query's name. Memory and files are told apart from SQL.
pub(crate) fn sql_problem(path: &str, error: &DataFusionError) -> Problem {
    let message = match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => &message::engine::MEMORY_EXHAUSTED,
        DataFusionError::IoError(_) | DataFusionError::ObjectStore(_) | DataFusionError::ParquetError(_) => {
            &message::engine::MACHINE_REFUSED
        }
        DataFusionError::ArrowError(inner, _)
            if matches!(
                **inner,
                ArrowError::ParquetError(_) | ArrowError::IoError(..) | ArrowError::ExternalError(_)
            ) =>
        {
            &message::engine::MACHINE_REFUSED
        }
        DataFusionError::External(inner) => {
            if let Some(problem) = inner.downcast_ref::<Problem>() {
                return problem.clone();
            }
            if inner.is::<ParquetError>() {
                &message::engine::MACHINE_REFUSED
            } else {
                &message::engine::QUERY_FAILED
            }
        }
        _ => &message::engine::QUERY_FAILED,
    };
    Problem::new(message)
        .with("path", path)
        .because(error.strip_backtrace())
}
