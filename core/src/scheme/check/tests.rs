//! The rules of a scheme, each with the message that a user reads.

use super::*;

const CAR: ApiResource = ApiResource::new("g.io", "v1", "Car", Scope::Namespaced)
    .with_plural("cars")
    .with_singular("car")
    .with_short_names(&["c"])
    .with_type_name("a::Car");
const CAR_V2: ApiResource = ApiResource { version: "v2", type_name: "b::Car", ..CAR };
const HUB: ApiResource = CAR.with_hub(HubRole::Hub);
const OTHER_HUB: ApiResource = HUB.with_type_name("c::Car");
const SPOKE: ApiResource = CAR_V2.with_hub(HubRole::Spoke(&HUB));
const BUS: ApiResource = ApiResource::new("g.io", "v1", "Bus", Scope::Namespaced)
    .with_plural("buses")
    .with_singular("bus")
    .with_type_name("a::Bus");

#[test]
fn registrations_that_cannot_stand_together_are_told_with_both_types() {
    for (left, right, expected) in [
        (CAR, BUS, None),
        (CAR, CAR_V2, None),
        (CAR, ApiResource { group: "other.io", ..CAR }, None),
        (
            CAR,
            ApiResource { type_name: "b::Car", ..CAR },
            Some("g.io/v1 Car is registered by a::Car and by b::Car"),
        ),
        (
            ApiResource { group: "", ..CAR },
            ApiResource { group: "", ..CAR },
            Some("v1 Car is registered twice by a::Car"),
        ),
        (
            CAR,
            CAR_V2.with_plural("autos"),
            Some("g.io/v1 Car and g.io/v2 Car disagree on the plural: `cars` (a::Car) and `autos` (b::Car)"),
        ),
        (
            CAR,
            ApiResource { scope: Scope::Cluster, ..CAR_V2 },
            Some(
                "g.io/v1 Car and g.io/v2 Car disagree on the scope: `Namespaced` (a::Car) and `Cluster` (b::Car)",
            ),
        ),
        (
            HUB,
            CAR_V2.with_hub(HubRole::Hub),
            Some("g.io/v1 Car (a::Car) and g.io/v2 Car (b::Car) are both marked as the kind's hub"),
        ),
        (
            CAR.with_storage(true),
            CAR_V2.with_storage(true),
            Some(
                "g.io/v1 Car (a::Car) and g.io/v2 Car (b::Car) are both marked as the kind's storage version",
            ),
        ),
        (
            CAR,
            BUS.with_plural("cars"),
            Some("the name `cars` is claimed by g.io/v1 Car (a::Car) and by g.io/v1 Bus (a::Bus)"),
        ),
        (
            CAR,
            BUS.with_singular("c"),
            Some("the name `c` is claimed by g.io/v1 Car (a::Car) and by g.io/v1 Bus (a::Bus)"),
        ),
        (
            CAR,
            BUS.with_short_names(&["b", "car"]),
            Some("the name `car` is claimed by g.io/v1 Car (a::Car) and by g.io/v1 Bus (a::Bus)"),
        ),
        (CAR.with_plural(""), BUS.with_plural(""), None),
    ] {
        assert_eq!(clash(&left, &right).as_ref().map(Text::as_str), expected);
    }
}

/// The panic of the entry at `index`, if it panics.
fn fault(resources: &[&'static ApiResource], index: usize) -> Option<String> {
    let keys: Vec<SchemeKey> = resources.iter().map(|resource| SchemeKey::new(resource, true)).collect();
    let panic = std::panic::catch_unwind(|| check_entry(&keys, index)).err()?;
    Some(*panic.downcast::<String>().unwrap())
}

#[test]
fn only_the_later_of_two_entries_is_at_fault() {
    const CAR_TWICE: ApiResource = CAR.with_type_name("b::Car");
    const MANY_NAMES: ApiResource = BUS.with_short_names(&["x", "y", "cars"]);
    assert_eq!(fault(&[&CAR, &BUS, &CAR_TWICE], 0), None);
    assert_eq!(fault(&[&CAR, &BUS, &CAR_TWICE], 1), None);
    assert!(fault(&[&CAR, &BUS, &CAR_TWICE], 2).unwrap().contains("is registered by a::Car and by b::Car"));
    assert!(fault(&[&CAR, &MANY_NAMES], 1).unwrap().contains("the name `cars` is claimed"));
}

#[test]
fn versions_of_a_kind_have_one_hub_in_the_scheme() {
    assert_eq!(fault(&[&HUB, &SPOKE], 0), None);
    assert_eq!(fault(&[&HUB, &SPOKE], 1), None);
    assert_eq!(fault(&[&SPOKE, &HUB], 0), None);
    assert_eq!(fault(&[&CAR, &BUS], 0), None);
    assert_eq!(
        fault(&[&SPOKE, &BUS], 0).unwrap(),
        "g.io/v2 Car (b::Car) has the hub g.io/v1 Car (a::Car), which is not listed"
    );
    assert_eq!(
        fault(&[&SPOKE, &OTHER_HUB], 0).unwrap(),
        "g.io/v2 Car (b::Car) has the hub g.io/v1 Car (a::Car), but c::Car is listed in its place"
    );
    assert_eq!(
        hub_fault(&SchemeKey::new(&SPOKE, false), &[], &[SchemeKey::new(&HUB, false)]).unwrap().as_str(),
        "g.io/v2 Car (b::Car) has the hub g.io/v1 Car (a::Car), and no conversion to and from it: set \
         `Object::CONVERSION`"
    );
    assert_eq!(fault(&[&CAR, &CAR_V2], 0), None);
    assert!(fault(&[&CAR, &CAR_V2], 1).unwrap().starts_with("g.io/v2 Car (b::Car) names no hub"));
    assert!(fault(&[&CAR_V2, &HUB], 0).unwrap().starts_with("g.io/v2 Car (b::Car) names no hub"));
    assert!(fault(&[&HUB, &CAR_V2], 1).unwrap().starts_with("g.io/v2 Car (b::Car) names no hub"));
}

fn message(check: impl FnOnce() + std::panic::UnwindSafe) -> Option<String> {
    let panic = std::panic::catch_unwind(check).err()?;
    match panic.downcast::<String>() {
        Ok(text) => Some(*text),
        Err(panic) => Some((*panic.downcast::<&'static str>().unwrap()).to_owned()),
    }
}

#[test]
fn a_spoke_and_its_hub_are_versions_of_one_kind() {
    assert_eq!(message(|| check_spoke("g.io", "v2", "Car", &HUB)), None);
    for (group, version, kind, hub, expected) in [
        ("g.io", "v2", "Bus", HUB, "it is g.io/v1 Car, and no version of the same kind as g.io/v2 Bus"),
        ("", "v2", "Car", HUB, "it is g.io/v1 Car, and no version of the same kind as v2 Car"),
        ("g.io", "v1", "Car", HUB, "it is the same version, v1"),
        ("g.io", "v2", "Car", CAR, "it is not marked as one; write `hub` in its `#[object(…)]`"),
    ] {
        let told = message(|| check_spoke(group, version, kind, &hub)).unwrap();
        assert_eq!(told, format!("`a::Car` cannot be the hub: {expected}"));
    }
}

#[test]
fn a_list_key_is_a_field_of_the_items_of_a_list() {
    const ITEMS: Shape = Shape::List(&Shape::Opaque);
    let names: Option<&[&str]> = Some(&["name", "value"]);
    assert_eq!(message(|| check_list_key(&ITEMS, names, "value")), None);
    assert_eq!(message(|| check_list_key(&Shape::Optional(&ITEMS), names, "name")), None);
    assert_eq!(message(|| check_list_key(&ITEMS, None, "anything")), None);
    assert_eq!(
        message(|| check_list_key(&ITEMS, names, "nam")).unwrap(),
        "the items of the list have no field `nam`, only `name`, `value`"
    );
    assert!(message(|| check_list_key(&Shape::Map(&Shape::Opaque), names, "name")).is_some());
}

#[test]
fn a_text_that_is_too_long_stays_whole_up_to_its_last_piece() {
    let piece = "é".repeat(300);
    let text = Text::new().and(&piece).and(&piece).and("end");
    assert_eq!(text.as_str(), format!("{piece}end"));
}

#[test]
fn hashes_tell_names_apart() {
    assert_ne!(hash("cars"), hash("carts"));
    // The offset basis and the value of "a" as its authors give them.
    assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
}
