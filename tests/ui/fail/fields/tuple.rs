use libgitops::prelude::Fields;

#[derive(Fields)]
struct Pair(u32, u32);

fn main() {}
