use libgitops::scheme;

use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car<T> {
    metadata: ObjectMeta,
    spec: T,
}

scheme! {
    /// All kinds.
    pub static SCHEME = [Car<u32>, Car<String>]
}

fn main() {
    let _ = &SCHEME;
}
