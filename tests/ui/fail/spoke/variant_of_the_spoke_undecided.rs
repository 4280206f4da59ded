use libgitops::prelude::Spoke;

mod v1 {
    pub enum Mode {
        Manual,
        Automatic,
        Turbo { boost: u8 },
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Mode, hub_only(Turbo = Automatic))]
enum Mode {
    Manual,
    Automatic,
    ByHand,
}

fn main() {}
