use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, hub_only(plate), join(engine = (maker, model), with = lens))]
struct CarSpec {
    maker: String,
}

mod lens {
    pub fn up((maker, model): (String, String)) -> String {
        maker + &model
    }

    pub fn down(engine: String) -> (String, String) {
        (engine, String::new())
    }
}

fn main() {}
