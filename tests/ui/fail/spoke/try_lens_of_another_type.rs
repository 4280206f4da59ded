use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub doors: u64,
    }
}

mod doors {
    pub fn up(doors: String) -> Option<u8> {
        doors.parse().ok()
    }

    pub fn down(doors: u64) -> String {
        doors.to_string()
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(try_with = doors)]
    doors: String,
}

fn main() {}
