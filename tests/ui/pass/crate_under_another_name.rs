//! A facade that re-exports the library: the expansions name it, and nothing else, by the path that is given.

#[allow(unused_imports)]
mod facade {
    pub use libgitops as toolkit;
}

use facade::toolkit::prelude::{Fields, Object, ObjectMeta, Spoke};
use facade::toolkit::scheme;
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug, Default)]
#[object(group = "example.com", version = "v1", scope = Namespaced, hub, crate = crate::facade::toolkit)]
struct Car {
    metadata: ObjectMeta,
    spec: CarSpec,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default)]
#[object(crate = crate::facade::toolkit)]
struct CarSpec {
    #[object(default = 4)]
    doors: Option<u8>,
    #[object(list_key = "side")]
    mirrors: Vec<Mirror>,
}

#[derive(Fields, Serialize, Deserialize, Clone, Debug, Default)]
#[object(crate = crate::facade::toolkit)]
struct Mirror {
    side: String,
}

#[derive(Object, Spoke, Clone, Debug, Default)]
#[object(group = "example.com", version = "v1beta1", kind = "Car", scope = Namespaced, hub = Car)]
#[object(crate = crate::facade::toolkit)]
struct OldCar {
    metadata: ObjectMeta,
    spec: OldSpec,
}

#[derive(Spoke, Serialize, Deserialize, Clone, Debug, Default)]
#[spoke(hub = CarSpec, hub_only(mirrors), crate = crate::facade::toolkit)]
struct OldSpec {
    doors: Option<u8>,
}

scheme! {
    #[object(crate = crate::facade::toolkit)]
    static SCHEME = [Car, OldCar];
}

fn main() {
    assert_eq!(SCHEME.registrations().len(), 2);
}
