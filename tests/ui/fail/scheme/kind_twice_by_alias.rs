use libgitops::scheme;

mod a {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

type Alias = a::Car;

scheme! {
    /// All kinds.
    pub static SCHEME = [a::Car, Alias]
}

fn main() {
    let _ = &SCHEME;
}
