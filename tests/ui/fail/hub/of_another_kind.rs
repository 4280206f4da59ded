use libgitops::prelude::{Object, ObjectMeta};

mod v1 {
    use libgitops::prelude::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Bus {
        pub metadata: ObjectMeta,
    }
}

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = v1::Bus)]
struct Car {
    metadata: ObjectMeta,
}

impl libgitops::prelude::Spoke<v1::Bus> for Car {
    fn into_hub(self) -> v1::Bus {
        v1::Bus { metadata: self.metadata }
    }

    fn from_hub(hub: v1::Bus) -> Self {
        Self { metadata: hub.metadata }
    }
}

fn main() {}
