use libgitops::prelude::Spoke;

mod v1 {
    pub enum Fuel {
        Petrol { octane: u8, brand: String },
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Fuel)]
enum Fuel {
    Petrol {
        #[spoke(split(octane, brand), with = grade)]
        grade: String,
    },
}

mod grade {
    pub fn up(grade: String) -> (u8, String) {
        (95, grade)
    }

    pub fn down((_, brand): (u8, String)) -> String {
        brand
    }
}

fn main() {}
