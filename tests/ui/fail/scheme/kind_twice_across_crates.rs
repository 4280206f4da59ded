use libgitops::scheme;

mod own {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "fleet.example.com", version = "v1", scope = Cluster)]
    pub struct Depot {
        pub metadata: ObjectMeta,
    }
}

scheme! {
    /// All kinds.
    pub static SCHEME = [libgitops_tests::v1::Depot, own::Depot]
}

fn main() {
    let _ = &SCHEME;
}
