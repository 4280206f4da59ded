use libgitops::key::Scope;
use libgitops::meta::Metadata;
use libgitops::prelude::{Object, ObjectMeta};
use libgitops::resource::{ApiResource, HubRole};
use libgitops::scheme;
use serde::{Deserialize, Serialize};

#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Namespaced, hub)]
struct Car {
    metadata: ObjectMeta,
}

/// Written by hand, with a hub and no way to it.
#[derive(Serialize, Deserialize, Clone, Debug)]
struct OldCar {}

impl Object for OldCar {
    const RESOURCE: ApiResource = ApiResource::new("example.com", "v1beta1", "Car", Scope::Namespaced)
        .with_plural("cars")
        .with_hub(HubRole::Spoke(&Car::RESOURCE));

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }
}

scheme! {
    /// All kinds.
    static SCHEME = [Car, OldCar]
}

fn main() {
    let _ = &SCHEME;
}
