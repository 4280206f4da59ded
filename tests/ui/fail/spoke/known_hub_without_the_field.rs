use libgitops::prelude::*;

mod v1 {
    use libgitops::prelude::Fields;

    #[derive(Fields)]
    pub struct CarSpec {
        pub engine: String,
        pub storage: Storage,
    }

    #[derive(Fields)]
    pub struct Storage {
        pub size: u64,
        pub class: String,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, nested(storage = v1::Storage), hub_only(storage.class))]
struct CarSpec {
    engine: String,
    #[spoke(rename = storage.size)]
    storage: u64,
    plate: String,
}

fn main() {}
