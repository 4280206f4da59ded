use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

mod lens {
    pub fn up(engine: u32) -> Result<String, String> {
        Ok(engine.to_string())
    }

    pub fn down(engine: String) -> u32 {
        engine.len() as u32
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
