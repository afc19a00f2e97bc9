//! Folders that are taken into the binary whole: a file that is added to one of them makes it anew. Of files that
//! were there the compiler knows by itself.

fn main() {
    for folder in ["migrations", "labels", "fixtures", "src/web/road/app", "src/web/road/vendor"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
