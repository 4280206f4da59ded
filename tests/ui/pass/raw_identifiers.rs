//! Keywords as names of types and fields: the wire has them without `r#`.

use libgitops::prelude::{Fields, Object, ObjectMeta};
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", kind = "Match", scope = Namespaced)]
#[allow(non_camel_case_types)]
struct r#match {
    r#metadata: ObjectMeta,
    r#type: String,
    r#loop: r#Struct,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug)]
struct r#Struct {
    #[object(default = 1)]
    r#fn: u32,
}

fn main() {
    let text = r#"{"apiVersion":"example.com/v1","kind":"Match","metadata":{"name":"a"},"type":"x","loop":{"fn":2}}"#;
    let object: r#match = serde_json::from_str(text).unwrap();
    assert_eq!(object.r#loop.r#fn, 2);
    assert_eq!(serde_json::to_string(&object).unwrap(), text);
    let fields: Vec<&str> = r#match::fields().unwrap().fields.iter().map(|field| field.rust_name).collect();
    assert_eq!(fields, ["metadata", "type", "loop"]);
}
