use libgitops::prelude::Object;

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car;

fn main() {}
