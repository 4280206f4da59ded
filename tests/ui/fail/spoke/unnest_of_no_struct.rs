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
    #[spoke(unnest(name = engine, plate))]
    names: (String, Option<String>),
}

fn main() {}
