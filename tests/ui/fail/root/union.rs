use libgitops::prelude::Object;

#[derive(Object, Clone, Copy)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
union Car {
    number: u32,
    bytes: [u8; 4],
}

impl std::fmt::Debug for Car {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

fn main() {}
