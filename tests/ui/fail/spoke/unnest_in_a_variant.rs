use libgitops::prelude::Spoke;

mod v1 {
    pub enum Fuel {
        Petrol { octane: u8, brand: String },
    }
}

struct Grade {
    octane: u8,
    brand: String,
}

#[derive(Spoke)]
#[spoke(hub = v1::Fuel)]
enum Fuel {
    Petrol {
        #[spoke(unnest(octane, brand))]
        grade: Grade,
    },
}

fn main() {}
