//! A wrong model or file is refused with its place and without a cell.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod list;

use dorpon_domain::language::Language;
use dorpon_domain::problem::Problem;
use dorpon_linkage::weights::GivenWeights;
use dorpon_linkage::{Input, LinkRequest, Model, count_pairs, explain, link};

fn refused(text: &str) -> Problem {
    Model::parse("m.toml", text).expect_err(text)
}

#[test]
fn a_wrong_model_is_refused_at_its_line() {
    for (right, wrong, code, said) in [
        ("kind = \"nid\"", "kind = \"nit\"", "linkage.name_unknown", "nit"),
        (
            "columns = [\"nid\"]",
            "columns = [\"nod\"]",
            "linkage.name_unknown",
            "nod",
        ),
        (
            "kind = \"identifier\"",
            "kind = \"identifire\"",
            "linkage.name_unknown",
            "identifire",
        ),
        (
            "columns = [\"nid\"]",
            "columns = [\"name\"]",
            "linkage.column_kind_unfit",
            "name",
        ),
        (
            "columns = [\"nid\"]",
            "columns = [\"nid\", \"nid\"]",
            "linkage.column_count_unfit",
            "nid",
        ),
        (
            "keys = [\"birth_date\"]\n",
            "keys = [\"birth_date.week\"]\n",
            "linkage.name_unknown",
            "birth_date.week",
        ),
        (
            "threshold = 0.8",
            "threshold = 1.8",
            "linkage.value_out_of_range",
            "threshold",
        ),
        ("recall = 0.6", "recall = 0.0", "linkage.value_out_of_range", "recall"),
        (
            "swapped = [\"father_name\", \"name\"]",
            "swapped = [\"name\"]",
            "linkage.column_count_unfit",
            "keys",
        ),
        (
            "limits = [4]",
            "limits = [-4.0]",
            "linkage.value_out_of_range",
            "limits",
        ),
        (
            "random_pairs = 20000",
            "random_pairs = 0",
            "linkage.value_out_of_range",
            "random_pairs",
        ),
        ("pairs = 5000", "pairs = 9", "linkage.value_out_of_range", "pairs"),
        (
            "version = \"1\"",
            "cluster.density = 7.0\nversion = \"1\"",
            "linkage.value_out_of_range",
            "density",
        ),
        (
            "version = \"1\"",
            "cluster.largest = 1\nversion = \"1\"",
            "linkage.value_out_of_range",
            "largest",
        ),
        ("version = \"1\"", "versio = \"1\"", "linkage.model_invalid", "m.toml"),
    ] {
        assert!(list::MODEL.contains(right), "{right}");
        let text = list::MODEL.replacen(right, wrong, 1);
        let problem = refused(&text);
        assert_eq!(problem.code(), code, "{wrong}");
        assert!(problem.text(Language::English).contains(said), "{problem}");
        let before = &text[..list::MODEL.find(right).unwrap()];
        let line = before.matches('\n').count() as u64 + 1;
        let row = problem.place().unwrap().row.unwrap();
        // A comparison is named at its first line.
        assert!(row <= line && row + 3 > line, "{wrong}: line {row} and not {line}");
        assert!(!problem.help(Language::Bangla).is_empty());
    }
}

#[test]
fn a_wrong_file_is_refused_without_a_cell() {
    let folder = tempfile::tempdir().unwrap();
    let link_text = |text: &str| {
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        let request = LinkRequest {
            inputs: vec![Input::File(path)],
            ..list::request(list::MODEL, &[], 1)
        };
        link(&request).unwrap_err()
    };
    let head = "record_id,name,father_name,birth_date,nid,union_code\n";
    for (text, code, row) in [
        (
            format!("{head}1,Salma,,,,\n,Rahima,,,,\n"),
            "linkage.record_id_missing",
            Some(3),
        ),
        (
            format!("{head}1,Salma,,,,\n2,Rahima,,,,\n1,Rahima,,,,\n"),
            "linkage.record_id_repeated",
            Some(4),
        ),
        (format!("{head}1,Salma,,,,\n"), "linkage.too_few_records", None),
        (
            "record_id,name\n1,Salma\n2,Rahima\n".to_owned(),
            "linkage.column_absent",
            None,
        ),
        (
            format!("{head}1,Salma,,,,\n2,Rahima,,,\n"),
            "linkage.table_invalid",
            Some(3),
        ),
    ] {
        let problem = link_text(&text);
        assert_eq!(problem.code(), code, "{problem}");
        assert_eq!(problem.place().and_then(|place| place.row), row, "{problem}");
        let said = format!("{problem:?}");
        assert!(!said.contains("Salma") && !said.contains("Rahima"), "{said}");
    }
    let rows = list::rows(40, 3);
    assert_eq!(
        explain(&list::request(list::MODEL, &rows, 1), "r00001", "nobody")
            .unwrap_err()
            .code(),
        "linkage.record_unknown"
    );
}

#[test]
fn too_many_pairs_are_refused_and_counted() {
    let rows = list::rows(60, 3);
    let narrow = format!("pair_limit = 10\n{}", list::MODEL);
    let request = list::request(&narrow, &rows, 1);
    assert_eq!(link(&request).unwrap_err().code(), "linkage.too_many_pairs");
    let count = count_pairs(&request).unwrap();
    assert!(count.pairs > 10 && count.rules.len() == 4);
    assert!(count.rules[1].largest_blocks.is_sorted_by(|one, other| one >= other));
}

#[test]
fn weights_of_another_model_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = list::rows(80, 3);
    let mut request = list::request(list::MODEL, &rows, 2);
    request.out = Some(folder.path().join("out"));
    let trained = link(&request).unwrap();
    let mut again = list::request(list::MODEL, &rows, 1);
    again.weights = Some(GivenWeights::read(&folder.path().join("out/weights.toml")).unwrap());
    let predicted = link(&again).unwrap();
    assert_eq!(predicted.weights, trained.weights);
    assert_eq!(predicted.pairs, trained.pairs);
    assert_eq!(predicted.clusters, trained.clusters);
    let mut other = list::request(&list::MODEL.replace("threshold = 0.8", "threshold = 0.7"), &rows, 1);
    other.weights.clone_from(&again.weights);
    assert_eq!(link(&other).unwrap_err().code(), "linkage.weights_invalid");
}
