use libgitops::prelude::Object;

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Settings {
    level: String,
}

fn store<T: libgitops::object::HasMetadata>() {}

fn main() {
    store::<Settings>();
}
