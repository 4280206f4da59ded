use libgitops::prelude::{Object, ObjectMeta};
use libgitops::scheme;

#[derive(Object, Clone, Debug)]
#[object(group = "fleet.example.com", version = "v1", scope = Cluster, short = "dp")]
pub struct Dock {
    pub metadata: ObjectMeta,
}

scheme! {
    /// All kinds.
    pub static SCHEME = [libgitops_tests::v1::Depot, Dock]
}

fn main() {
    let _ = &SCHEME;
}
