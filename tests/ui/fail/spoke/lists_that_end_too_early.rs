use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub doors: u8,
        pub plate: Option<String>,
        pub size: Size,
    }

    pub struct Size {
        pub length: u32,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec, hub_only(plate =), nested(size), join())]
struct CarSpec {
    doors: u8,
    #[spoke(unnest(length = size.))]
    size: v1::Size,
}

fn main() {}
