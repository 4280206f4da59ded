use libgitops::prelude::Spoke;

mod v1 {
    pub enum Database {
        Postgres(u32, bool),
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Database)]
enum Database {
    Postgres(u32),
}

fn main() {}
