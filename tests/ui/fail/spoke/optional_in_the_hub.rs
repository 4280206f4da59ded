use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: Option<Engine>,
    }

    pub struct Engine {
        pub power: u32,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    engine: Engine,
}

#[derive(Spoke)]
#[spoke(hub = v1::Engine)]
struct Engine {
    power: u32,
}

fn main() {}
