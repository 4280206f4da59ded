use libgitops::prelude::{Object, ObjectMeta};

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Car(ObjectMeta);

fn main() {}
