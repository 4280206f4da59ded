use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: Engine,
    }

    pub struct Engine {
        pub name: String,
        pub power: u32,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, nested(engine = v1::Engine))]
struct CarSpec {
    #[spoke(rename = engine.name)]
    engine: String,
}

fn main() {}
