use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, hub_only(plate))]
struct CarSpec {
    #[spoke(rename = engin)]
    motor: String,
}

fn main() {}
