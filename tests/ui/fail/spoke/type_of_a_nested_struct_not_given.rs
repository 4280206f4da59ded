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
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(rename = engine.name)]
    engine: String,
    #[spoke(rename = engine.power)]
    power: u32,
}

fn main() {}
