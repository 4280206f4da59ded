use libgitops::prelude::Spoke;

mod v1 {
    pub enum Database {
        Postgresql { version: u32 },
        Mysql,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Database)]
enum Database {
    Postgres { version: u32 },
    Mysql,
}

fn main() {}
