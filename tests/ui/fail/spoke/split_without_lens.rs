use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(split(engine, plate))]
    text: String,
}

fn main() {}
