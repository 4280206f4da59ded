use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub doors: u8,
        pub plate: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    motor: String,
    doors: String,
}

fn main() {}
