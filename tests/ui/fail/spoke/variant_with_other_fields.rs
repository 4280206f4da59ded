use libgitops::prelude::Spoke;

mod v1 {
    pub enum Mode {
        Manual,
        Automatic,
        Turbo { boost: u8 },
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Mode)]
enum Mode {
    Manual,
    Automatic,
    Turbo { boost: u8, seconds: u32 },
}

fn main() {}
