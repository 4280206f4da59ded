mod a {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

libgitops::scheme! {
    pub static SCHEME: Scheme = [a::Car];
}

fn main() {}
