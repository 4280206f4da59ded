use libgitops::prelude::{Object, ObjectMeta};
use libgitops::scheme;

#[derive(Object, Clone, Debug)]
#[object(group = "fleet.example.com", version = "v2", scope = Cluster, hub)]
pub struct Depot {
    pub metadata: ObjectMeta,
}

scheme! {
    /// All kinds.
    pub static SCHEME = [libgitops_tests::v1::Depot, libgitops_tests::v1beta1::Depot, Depot]
}

fn main() {
    let _ = &SCHEME;
}
