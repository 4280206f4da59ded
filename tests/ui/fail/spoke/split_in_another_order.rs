use libgitops::prelude::Spoke;

mod v1 {
    pub struct Address {
        pub host: String,
        pub port: u16,
    }
}

mod host_and_port {
    pub fn up(address: String) -> (u16, String) {
        (80, address)
    }

    pub fn down((port, host): (u16, String)) -> String {
        format!("{host}:{port}")
    }
}

#[derive(Spoke)]
#[spoke(hub = v1::Address)]
struct Address {
    #[spoke(split(host, port), with = host_and_port)]
    address: String,
}

fn main() {}
