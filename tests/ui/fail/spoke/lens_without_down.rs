use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

mod lens {
    pub fn up(engine: u32) -> String {
        engine.to_string()
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(with = lens)]
    engine: u32,
    plate: Option<String>,
}

fn main() {}
