//! Rebuilds the embedded copy of `queries/` when a file there changes.

fn main() {
    println!("cargo:rerun-if-changed=../../queries");
}
