struct Car {
    name: String,
}

fn encode<T: libgitops::object::Object>() {}

fn main() {
    encode::<Car>();
}
