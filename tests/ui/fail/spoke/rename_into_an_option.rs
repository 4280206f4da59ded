use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub color: Option<Color>,
    }

    pub struct Color {
        pub name: String,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, nested(color = v1::Color))]
struct CarSpec {
    #[spoke(rename = color.name)]
    color: String,
}

fn main() {}
