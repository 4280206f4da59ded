use libgitops::prelude::Fields;

#[derive(Fields)]
enum Mode {
    Slow,
    Fast,
}

fn needs<T: libgitops::fields::Fields>() {}

fn main() {
    needs::<Mode>();
}
