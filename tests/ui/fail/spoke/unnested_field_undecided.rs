use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

struct Names {
    name: String,
    plate: Option<String>,
    color: String,
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(unnest(name = engine, plate))]
    names: Names,
}

fn main() {}
