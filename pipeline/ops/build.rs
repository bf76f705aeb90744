//! Rebuilds the embedded sample when a file of it changes.

fn main() {
    println!("cargo:rerun-if-changed=../../sample-data");
}
