use libgitops::prelude::{Object, ObjectMeta, Spoke};

mod v1 {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

mod v2 {
    pub use super::v1::Car;
}

#[derive(Object, Spoke, Clone, Debug)]
#[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = v1::Car)]
#[spoke(hub = v2::Car)]
struct Car {
    metadata: ObjectMeta,
}

fn main() {}
