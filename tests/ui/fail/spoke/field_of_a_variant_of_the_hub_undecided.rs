use libgitops::prelude::Spoke;

mod v1 {
    pub enum Database {
        Postgres { version: u32, cluster: bool },
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
