use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub doors: u8,
        pub plate: Option<String>,
        pub color: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, hub_only(plate), hub_only(color))]
struct CarSpec {
    doors: u8,
}

fn main() {}
