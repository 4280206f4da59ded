use libgitops::prelude::Spoke;

mod v1 {
    pub struct CarSpec {
        pub tags: Vec<Tag>,
    }

    pub struct Tag {
        pub name: String,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::CarSpec)]
struct CarSpec {
    tags: Vec<String>,
}

fn main() {}
