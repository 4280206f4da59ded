use libgitops::prelude::Spoke;

mod v1 {
    pub enum Database {
        Postgres,
        Mysql { dialect: String },
        Oracle,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Database, hub_only(Oracle = Mysql))]
enum Database {
    Postgres,
    Mysql { dialect: String },
    #[spoke(spoke_only = Mysql)]
    Sqlite,
}

fn main() {}
