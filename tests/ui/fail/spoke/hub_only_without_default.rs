use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub fuel: Fuel,
    }

    pub enum Fuel {
        Diesel,
        Petrol,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, hub_only(fuel))]
struct CarSpec {
    engine: String,
}

fn main() {}
