use libgitops::Fields;

#[derive(Fields)]
enum Mode {
    Slow,
    Fast,
}

fn needs<T: Fields>() {}

fn main() {
    needs::<Mode>();
}
