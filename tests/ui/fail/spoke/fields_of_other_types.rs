use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub doors: u8,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    doors: String,
}

fn main() {}
