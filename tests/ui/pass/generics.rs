//! A generic root is no entry by itself; a scheme lists what it is used with.

use std::fmt::Debug;
use std::marker::PhantomData;

use libgitops::prelude::{Fields, Object, ObjectMeta, Scheme};
use libgitops::scheme;
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", kind = "Parcel", scope = Namespaced)]
struct Parcel<T = String, const N: usize = 1>
where
    T: Default,
{
    metadata: ObjectMeta,
    content: Vec<Item<T>>,
    #[serde(skip)]
    marker: PhantomData<T>,
    status: Option<T>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Item<T> {
    #[object(default = 1)]
    count: u32,
    content: T,
    nested: Vec<Plain>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
struct Plain {
    name: String,
}

type Letters = Parcel<String>;

scheme! {
    static SCHEME = [Letters]
}

fn main() {
    assert_eq!(SCHEME.registrations()[0].resource().kind, "Parcel");
    assert!(Scheme::linked().unwrap().registrations().is_empty());
    let text = r#"{"apiVersion":"example.com/v1","kind":"Parcel","metadata":{},"content":[{"count":1,"content":"a","nested":[]}]}"#;
    let letters: Letters = serde_json::from_str(text).unwrap();
    assert_eq!(letters.content[0].content, "a");
    assert!(Letters::initial().is_none());
    // What says nothing is left out, as far as it depends on no parameter.
    assert!(!serde_json::to_string(&Letters::default()).unwrap().contains("metadata"));
    assert!(serde_json::from_str::<Letters>(&text.replace("Parcel", "Letter")).is_err());
}
