use libgitops::prelude::Spoke;

mod v1 {
    pub struct Address {
        pub host: String,
        pub port: u16,
    }
}

mod host_and_port {
    pub fn up(address: String) -> Option<(String, u16)> {
        let (host, port) = address.split_once(':')?;
        Some((host.to_owned(), port.parse().ok()?))
    }

    pub fn down((host, port): (String, u16)) -> String {
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
