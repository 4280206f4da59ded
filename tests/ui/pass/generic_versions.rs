//! A generic kind in two versions: the parameter of the spoke is that of its hub.

use libgitops::convert::Converter;
use libgitops::prelude::{Object, ObjectMeta, Spoke};
use libgitops::scheme;

mod v1 {
    use super::{Object, ObjectMeta};

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
    pub struct Parcel<T> {
        pub metadata: ObjectMeta,
        pub content: Vec<T>,
    }
}

#[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1beta1", scope = Namespaced, hub = v1::Parcel<T>)]
struct Parcel<T> {
    metadata: ObjectMeta,
    #[spoke(rename = content)]
    contents: Vec<T>,
}

type Letters = v1::Parcel<String>;
type OldLetters = Parcel<String>;

scheme! {
    static SCHEME = [Letters, OldLetters]
}

fn main() {
    let old = OldLetters { metadata: ObjectMeta::named("a"), contents: vec!["x".into()] };
    let letters: Letters = Converter::new(&SCHEME).convert(old.clone()).unwrap();
    assert_eq!(letters.content, old.contents);
    assert_eq!(Converter::new(&SCHEME).convert::<OldLetters>(letters).unwrap(), old);
}
