use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v2::CarSpec)]
struct CarSpec {
    engine: String,
    plate: Option<String>,
}

fn main() {}
