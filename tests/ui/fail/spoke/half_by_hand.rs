use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub engine: String,
        pub plate: Option<String>,
    }
}

struct CarSpec {
    engine: String,
}

impl Spoke<v1::CarSpec> for CarSpec {
    fn into_hub(self) -> v1::CarSpec {
        v1::CarSpec { engine: self.engine, plate: None }
    }
}

fn main() {}
