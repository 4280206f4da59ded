use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub color: Color,
    }

    pub enum Color {
        Red,
    }
}

mod color {
    use super::v1::Color;

    pub fn up(color: String) -> Result<Color, String> {
        if color == "red" { Ok(Color::Red) } else { Err(color) }
    }

    pub fn down(_: Color) -> String {
        "red".to_owned()
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(try_with = color)]
    color: String,
}

fn main() {}
