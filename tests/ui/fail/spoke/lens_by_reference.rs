use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub doors: u64,
    }
}

mod doors {
    pub fn up(doors: &str) -> u64 {
        doors.len() as u64
    }

    pub fn down(doors: u64) -> String {
        doors.to_string()
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    #[spoke(with = doors)]
    doors: String,
}

fn main() {}
