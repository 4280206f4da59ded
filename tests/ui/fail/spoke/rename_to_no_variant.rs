use libgitops::prelude::Spoke;

mod v1 {
    pub enum Database {
        Postgresql,
        Mysql,
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Database)]
enum Database {
    #[spoke(rename = PostgreSql)]
    Postgres,
    Mysql,
}

fn main() {}
