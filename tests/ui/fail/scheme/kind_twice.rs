use libgitops::scheme;

mod a {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

mod b {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

scheme! {
    /// All kinds.
    pub static SCHEME = [a::Car, b::Car]
}

fn main() {
    let _ = &SCHEME;
}
