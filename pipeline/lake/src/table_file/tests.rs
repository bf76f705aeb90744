#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use arrow::array::{Array as _, ArrayRef, AsArray as _, Date32Array, Decimal128Array, StringArray, StringViewArray};
use arrow::datatypes::{DataType, Field};

use super::*;
use crate::table_content::{TableContent, content_hash};

const NID: &str = "8790899912345";
const NAME: &str = "রহিমা খাতুন";
const VILLAGE: &str = "NagarghataVillage";

fn keys() -> KeyRing {
    KeyRing::from_seed(b"table")
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("nid", DataType::Utf8View, true),
        Field::new("name_bn", DataType::Utf8, true),
        Field::new("village_name", DataType::Utf8, true),
        Field::new("birth_date", DataType::Date32, true),
        Field::new("amount_taka", DataType::Decimal128(18, 2), true),
    ]))
}

fn rows(count: usize) -> RecordBatch {
    let text = |value: &str| {
        (0..count)
            .map(|row| (row % 3 != 2).then(|| format!("{value}{row}")))
            .collect::<Vec<_>>()
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringViewArray::from_iter(text(NID))),
        Arc::new(StringArray::from_iter(text(NAME))),
        Arc::new(StringArray::from_iter(text(VILLAGE))),
        Arc::new(Date32Array::from_iter((0..count).map(|row| i32::try_from(row).ok()))),
        Arc::new(
            Decimal128Array::from_iter((0..count).map(|row| i128::try_from(row * 50_000).ok()))
                .with_precision_and_scale(18, 2)
                .unwrap(),
        ),
    ];
    RecordBatch::try_new(schema(), columns).unwrap()
}

fn classes() -> Vec<(String, PersonalDataClass)> {
    [
        ("nid", PersonalDataClass::Direct),
        ("name_bn", PersonalDataClass::Direct),
        ("village_name", PersonalDataClass::Indirect),
        ("birth_date", PersonalDataClass::Sensitive),
        ("amount_taka", PersonalDataClass::None),
    ]
    .map(|(name, class)| (name.to_owned(), class))
    .to_vec()
}

fn person_level(folder: &Path, name: &str, count: usize) -> PathBuf {
    let path = folder.join(name);
    let written = write_table(
        &path,
        schema(),
        &[rows(count)],
        &Protection::PersonLevel(classes()),
        &keys(),
    )
    .unwrap();
    assert_eq!(written.rows, u64::try_from(count).unwrap());
    assert_eq!(written.bytes, std::fs::metadata(&path).unwrap().len());
    path
}

fn holds(path: &Path, text: &[u8]) -> bool {
    std::fs::read(path)
        .unwrap()
        .windows(text.len())
        .any(|window| window == text)
}

#[test]
fn an_encrypted_file_gives_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public.parquet");
    write_table(&public, schema(), &[rows(5)], &Protection::Public, &keys()).unwrap();
    let closed = person_level(folder.path(), "closed.parquet", 5);
    // Values, column names and the classes: all of them stand in the public file, so the
    // test would find them.
    for text in [
        NID,
        NAME,
        VILLAGE,
        "village_name",
        "birth_date",
        "ARROW:schema",
        "amount_taka",
    ] {
        assert!(holds(&public, text.as_bytes()), "{text}");
        assert!(!holds(&closed, text.as_bytes()), "{text}");
    }
    assert!(is_encrypted(&closed).unwrap());
    assert!(!is_encrypted(&public).unwrap());
}

#[test]
fn keys_open_what_they_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let path = person_level(folder.path(), "t.parquet", 20_000);
    let (read_schema, batches) = read_table(&path, &keys()).unwrap();
    assert_eq!(read_schema, schema());
    let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
    assert!(batches.len() > 1);
    assert_eq!(
        arrow::compute::concat_batches(&schema(), &batches).unwrap(),
        rows(20_000)
    );
}

#[test]
fn other_keys_and_no_keys_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = person_level(folder.path(), "t.parquet", 10);
    let wrong = read_table(&path, &KeyRing::from_seed(b"other")).err().unwrap();
    assert_eq!((wrong.code(), wrong.exit()), ("lake.table_locked", 6));
    assert!(wrong.to_string().contains(&keys().fingerprint()), "{wrong}");
    let none = read_public_table(&path).err().unwrap();
    assert_eq!((none.code(), none.exit()), ("lake.table_locked", 6));
    assert!(ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).is_err());
}

#[test]
fn a_class_key_opens_its_columns_only() {
    struct OneClass(KeyRing);
    impl KeyRetriever for OneClass {
        fn retrieve_key(&self, name: &[u8]) -> Result<Vec<u8>, ParquetError> {
            match name {
                b"indirect" => Ok(self.0.column_key(PersonalDataClass::Indirect).to_vec()),
                name if name.starts_with(b"footer") => Ok(self.0.footer_key().to_vec()),
                _ => Err(ParquetError::General("not granted".to_owned())),
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = person_level(folder.path(), "t.parquet", 10);
    let open = |column: &str| {
        let granted = FileDecryptionProperties::with_key_retriever(Arc::new(OneClass(keys())))
            .build()
            .unwrap();
        let options = ArrowReaderOptions::new().with_file_decryption_properties(granted);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(File::open(&path).unwrap(), options)?;
        let mask = parquet::arrow::ProjectionMask::columns(builder.parquet_schema(), [column]);
        builder
            .with_projection(mask)
            .build()?
            .next()
            .unwrap()
            .map_err(ParquetError::from)
    };
    assert_eq!(
        open("village_name").unwrap().column(0).as_string::<i32>().value(0),
        format!("{VILLAGE}0")
    );
    for closed in ["nid", "name_bn", "birth_date", "amount_taka"] {
        assert!(open(closed).is_err(), "{closed}");
    }
}

#[test]
fn an_unclassified_column_stops_the_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    for dropped in 0..5 {
        let mut some = classes();
        let (name, _) = some.remove(dropped);
        let problem = TableWriter::create(&path, schema(), &Protection::PersonLevel(some), &keys())
            .err()
            .unwrap();
        assert_eq!((problem.code(), problem.exit()), ("lake.table_unclassified", 1));
        assert!(problem.to_string().contains(&name));
    }
    assert!(crate::durable::entries(folder.path()).unwrap().is_empty());
}

#[test]
fn nested_columns_are_encrypted_under_their_root() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let schema = Arc::new(Schema::new(vec![Field::new("reasons", DataType::List(item), true)]));
    let mut builder = arrow::array::ListBuilder::new(arrow::array::StringBuilder::new());
    builder.append_value([Some(VILLAGE), None]);
    builder.append_null();
    let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(builder.finish())]).unwrap();
    let protection = Protection::PersonLevel(vec![("reasons".to_owned(), PersonalDataClass::Sensitive)]);
    write_table(&path, schema, std::slice::from_ref(&batch), &protection, &keys()).unwrap();
    assert!(!holds(&path, VILLAGE.as_bytes()));
    assert_eq!(read_table(&path, &keys()).unwrap().1.next().unwrap().unwrap(), batch);
}

#[test]
fn a_public_file_is_plain_and_always_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, batches: &[RecordBatch]| {
        let path = folder.path().join(name);
        write_table(&path, schema(), batches, &Protection::Public, &keys()).unwrap();
        path
    };
    let one = write("1.parquet", &[rows(100)]);
    let two = write("2.parquet", &[rows(100)]);
    assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    assert_eq!(read_public_table(&one).unwrap().1.next().unwrap().unwrap(), rows(100));
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&one).unwrap()).unwrap();
    assert_eq!(builder.metadata().file_metadata().created_by(), Some(CREATED_BY));
    let column = builder.metadata().row_group(0).column(0);
    assert!(column.bloom_filter_offset().is_none());
    assert!(column.statistics().is_some());
    assert!(matches!(column.compression(), Compression::ZSTD(_)));
}

#[test]
fn row_groups_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Date32, false)]));
    let column = Date32Array::from_iter_values(0..i32::try_from(ROW_GROUP_ROWS + 1).unwrap());
    let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(column)]).unwrap();
    write_table(&path, schema, &[batch], &Protection::Public, &keys()).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
    assert_eq!(builder.metadata().num_row_groups(), 2);
}

#[test]
fn an_unfinished_file_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let mut writer = TableWriter::create(&path, schema(), &Protection::Public, &keys()).unwrap();
    writer.write(&rows(10)).unwrap();
    assert!(!path.exists());
    drop(writer);
    assert!(crate::durable::entries(folder.path()).unwrap().is_empty());
}

#[test]
fn an_empty_table_keeps_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = person_level(folder.path(), "t.parquet", 0);
    let (read_schema, mut batches) = read_table(&path, &keys()).unwrap();
    assert_eq!(read_schema, schema());
    assert!(batches.next().is_none());
}

#[test]
fn damage_is_told_from_other_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = person_level(folder.path(), "t.parquet", 1000);
    let whole = std::fs::read(&path).unwrap();
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        read_table(&path, &keys()).and_then(|(_, batches)| batches.collect::<Result<Vec<_>, _>>())
    };
    assert!(read(&whole).is_ok());
    for place in [whole.len() / 3, whole.len() - 40] {
        let mut touched = whole.clone();
        touched[place] ^= 1;
        let problem = read(&touched).unwrap_err();
        assert_eq!((problem.code(), problem.exit()), ("lake.table_damaged", 8), "{place}");
    }
    for length in [0, 3, 4, 100, whole.len() - 1] {
        assert_eq!(
            read(&whole[..length]).unwrap_err().code(),
            "lake.table_damaged",
            "{length}"
        );
    }
    let missing = read_table(&folder.path().join("none"), &keys()).err().unwrap();
    assert_eq!((missing.code(), missing.exit()), ("lake.file_unreadable", 8));
}

#[test]
fn the_content_hash_sees_content_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let one = person_level(folder.path(), "1.parquet", 9000);
    let two = person_level(folder.path(), "2.parquet", 9000);
    assert_ne!(
        std::fs::read(&one).unwrap(),
        std::fs::read(&two).unwrap(),
        "nonces differ"
    );
    let hash = content_hash(&one, &keys()).unwrap();
    assert_eq!(hash, content_hash(&two, &keys()).unwrap());
    let public = folder.path().join("public.parquet");
    let whole = rows(9000);
    let cut = [whole.slice(0, 17), whole.slice(17, 4000), whole.slice(4017, 4983)];
    write_table(&public, schema(), &cut, &Protection::Public, &keys()).unwrap();
    assert_eq!(hash, content_hash(&public, &keys()).unwrap());
    assert_ne!(
        hash,
        content_hash(&person_level(folder.path(), "3.parquet", 8999), &keys()).unwrap()
    );

    let mut indices: Vec<u32> = (0..9000).collect();
    indices.swap(3, 4);
    let swapped = arrow::compute::take_record_batch(&whole, &arrow::array::UInt32Array::from(indices)).unwrap();
    let path = folder.path().join("swapped.parquet");
    write_table(&path, schema(), &[swapped], &Protection::Public, &keys()).unwrap();
    assert_ne!(hash, content_hash(&path, &keys()).unwrap());
}

#[test]
fn the_content_hash_ignores_how_text_lies_in_memory() {
    let hash = |column: ArrayRef, name: &str| {
        let schema = Schema::new(vec![Field::new(name, column.data_type().clone(), true)]);
        let mut content = TableContent::new(&schema).unwrap();
        content.add(&[column]).unwrap();
        content.finish()
    };
    let plain: ArrayRef = Arc::new(StringArray::from(vec![Some("ab"), None, Some(""), Some("c")]));
    let known = hash(plain.clone(), "x");
    for other in [
        DataType::Utf8View,
        DataType::LargeUtf8,
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
    ] {
        assert_eq!(known, hash(arrow::compute::cast(&plain, &other).unwrap(), "x"));
    }
    assert_ne!(known, hash(plain.clone(), "y"));
    let moved: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("b"), Some("c")]));
    assert_ne!(known, hash(moved, "x"));
    let emptied: ArrayRef = Arc::new(StringArray::from(vec![Some("ab"), Some(""), None, Some("c")]));
    assert_ne!(known, hash(emptied, "x"));
    // Slices of numbers count from their own beginning.
    let numbers: ArrayRef = Arc::new(Date32Array::from(vec![Some(1), None, Some(3)]));
    let longer: ArrayRef = Arc::new(Date32Array::from(vec![Some(9), Some(1), None, Some(3)]));
    assert_eq!(hash(numbers, "n"), hash(longer.slice(1, 3), "n"));
}
