use libgitops::prelude::{Object, ObjectMeta};

mod v1 {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced)]
    pub struct Car {
        pub metadata: ObjectMeta,
    }
}

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = v1::Car)]
struct Car {
    metadata: ObjectMeta,
}

impl libgitops::prelude::Spoke<v1::Car> for Car {
    fn into_hub(self) -> v1::Car {
        v1::Car { metadata: self.metadata }
    }

    fn from_hub(hub: v1::Car) -> Self {
        Self { metadata: hub.metadata }
    }
}

fn main() {}
