use libgitops::scheme;

mod a {
    use libgitops::prelude::{Object, ObjectMeta, Spoke};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }

    #[derive(Object, Spoke, Clone, Debug)]
    #[object(group = "example.com", version = "v1beta1", kind = "Car", scope = Namespaced, hub = Car)]
    pub struct OldCar {
        pub metadata: ObjectMeta,
    }
}

mod b {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

scheme! {
    /// All kinds.
    pub static SCHEME = [b::Car, a::OldCar]
}

fn main() {
    let _ = &SCHEME;
}
