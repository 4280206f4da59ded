use libgitops::prelude::Spoke;

mod v1 {
    #[derive(Default)]
    pub struct Grade {
        pub octane: u8,
        pub brand: String,
    }

    pub enum Fuel {
        Petrol { grade: Grade },
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Fuel)]
enum Fuel {
    #[spoke(hub_only(grade.brand))]
    Petrol {
        #[spoke(rename = grade.octane)]
        octane: u8,
    },
}

fn main() {}
