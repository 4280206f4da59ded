use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engines: Vec<Engine>,
    }

    pub struct Engine {
        pub name: String,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    engines: Vec<Engine>,
}

struct Engine {
    name: String,
}

fn main() {}
