//! Types that a `macro_rules!` declares, with fragments in every place of the attribute.

use libgitops::prelude::{Fields, Object, ObjectMeta, Spoke};
use libgitops::scheme;

macro_rules! kind {
    ($name:ident, $version:literal, $spec:ty, $default:expr, $hook:path) => {
        #[derive(Object, Clone, Debug, Default, PartialEq)]
        #[object(group = "example.com", version = $version, scope = Namespaced, default = $hook)]
        struct $name {
            metadata: $crate::Meta,
            spec: $spec,
            #[object(default = $default)]
            doors: Option<u32>,
        }
    };
}

pub type Meta = ObjectMeta;

fn fill(car: &mut Car) {
    car.doors = Some(5);
}

kind!(Car, "v1", Option<CarSpec>, Some(2 + 2), fill);

#[derive(Fields, serde::Serialize, serde::Deserialize, Clone, Debug, Default, PartialEq)]
struct CarSpec {
    engine: String,
}

enum Fuel {
    Diesel,
    Hydrogen,
}

macro_rules! spoke {
    ($name:ident, $hub:path, $only:ident = $value:expr) => {
        #[derive(Spoke)]
        #[spoke(hub = $hub, hub_only($only = $value))]
        enum $name {
            Diesel,
        }
    };
}

spoke!(OldFuel, crate::Fuel, Hydrogen = Diesel);

macro_rules! list {
    ($name:ident: $($kind:path),*) => {
        scheme! { static $name = [$($kind),*] }
    };
}

list!(SCHEME: Car);

fn main() {
    let mut car = Car::default();
    SCHEME.registrations()[0].set_defaults(&mut car);
    assert_eq!(car.doors, Some(5));
    assert!(matches!(OldFuel::from_hub(Fuel::Hydrogen), OldFuel::Diesel));
    assert!(matches!(OldFuel::Diesel.into_hub(), Fuel::Diesel));
}
