use libgitops::prelude::Object;

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
enum Car {
    Small,
    Large,
}

fn needs<T: Object>() {}

fn main() {
    needs::<Car>();
}
