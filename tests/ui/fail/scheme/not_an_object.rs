use libgitops::scheme;


scheme! {
    /// All kinds.
    pub static SCHEME = [String]
}

fn main() {
    let _ = &SCHEME;
}
