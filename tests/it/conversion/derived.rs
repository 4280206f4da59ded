//! What `#[derive(Spoke)]` does with each kind of field, on the sample API and on types for the purpose.

use expect_test::expect;
use libgitops::object::{Guard, Keeps};
use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

use codegen_examples::{v1, v1alpha1, v1beta1};

fn serializer() -> Serializer {
    let scheme =
        Scheme::builder().register::<v1::Car>().register::<v1alpha1::Car>().register::<v1beta1::Car>();
    Serializer::new(scheme.build().unwrap())
}

fn car() -> v1::Car {
    let wheel =
        |position: &str, pressure| v1::Wheel { position: position.to_owned(), size: Some(17), pressure };
    let spec = v1::CarSpec {
        engine: v1::Engine { name: "V8".to_owned(), kilowatts: Some(200) },
        model_year: Some(1998),
        model_series: "b".to_owned(),
        maker: "Acura".to_owned(),
        wheels: vec![wheel("front-left", Some(240)), wheel("front-right", None)],
        plate: Some("B-OB 1".to_owned()),
    };
    let status = v1::CarStatus { speed: 53.4, persons: 2, ..v1::CarStatus::default() };
    v1::Car { metadata: ObjectMeta::named("foo"), spec, status }
}

#[test]
fn the_sample_car_in_its_older_versions() {
    let serializer = serializer();
    let encoder = |version: &'static str| {
        serializer.encoder().group_version(GroupVersion::from_static("sample-app.weave.works", version))
    };
    expect![[r#"
        apiVersion: sample-app.weave.works/v1beta1
        kind: Car
        metadata:
          name: foo
          annotations:
            libgitops.dev/residual-v1: '[[["spec","engine","kilowatts"],"",200],[["spec","wheels",{"position":"front-left"},"pressure"],"",240],[["spec","plate"],"","B-OB 1"]]'
        spec:
          engine: V8
          yearModel: 1998b
          maker: Acura
          wheels:
          - position: front-left
            size: 17
          - position: front-right
            size: 17
        status:
          speed: 53.4
          acceleration: 0.0
          distance: 0
          persons: 2
    "#]].assert_eq(&encoder("v1beta1").to_yaml(&car()).unwrap());
    expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: foo
          annotations:
            libgitops.dev/residual-v1: '[[["spec","engine","kilowatts"],"",200],[["spec","wheels"],"",[{"position":"front-left","size":17,"pressure":240},{"position":"front-right","size":17}]],[["spec","plate"],"","B-OB 1"]]'
        spec:
          engine: V8
          yearModel: 1998b
          brand: Acura
        status:
          speed: 53.4
          acceleration: 0.0
          distance: 0
          persons: 2
    "#]].assert_eq(&encoder("v1alpha1").to_yaml(&car()).unwrap());
    for version in ["v1beta1", "v1alpha1"] {
        let text = encoder(version).to_yaml(&car()).unwrap();
        assert_eq!(serializer.decoder().decode_as::<v1::Car>(&Frame::yaml(text)).unwrap(), car());
    }
}

#[test]
fn what_does_not_fit_the_hub_comes_back() {
    let serializer = serializer();
    let spec = v1alpha1::CarSpec { year_model: "Model T".to_owned(), ..v1alpha1::CarSpec::default() };
    let status = v1alpha1::CarStatus { persons: 1000, ..v1alpha1::CarStatus::default() };
    let old = v1alpha1::Car { metadata: ObjectMeta::named("bus"), spec, status };
    let hub: v1::Car = serializer.converter().convert(old.clone()).unwrap();
    assert_eq!((hub.spec.model_year, hub.spec.model_series.as_str()), (None, "Model T"));
    assert_eq!(hub.status.persons, 0, "more than a car can hold");
    assert_eq!(serializer.converter().convert::<v1alpha1::Car>(hub.clone()).unwrap(), old);
    // Somebody counts them in the hub: the number of the hub holds.
    let edited = v1::Car { status: v1::CarStatus { persons: 3, ..hub.status }, ..hub };
    let edited: v1alpha1::Car = serializer.converter().convert(edited).unwrap();
    assert_eq!(edited.status.persons, 3);
}

#[test]
fn what_is_proven_to_lose_nothing_is_known() {
    assert_eq!(<v1alpha1::Car as Spoke<v1::Car>>::keeps(), Keeps::NOTHING_KNOWN);
    assert_eq!(<v1beta1::CarStatus as Spoke<v1::CarStatus>>::keeps(), Keeps::ALL);
    assert_eq!(<v1beta1::Wheel as Spoke<v1::Wheel>>::keeps(), Keeps { to_hub: true, from_hub: false });
    assert_eq!(
        <Vec<v1beta1::Wheel> as Spoke<Vec<v1::Wheel>>>::keeps(),
        Keeps { to_hub: true, from_hub: false }
    );
    let rules = <v1alpha1::CarSpec as Spoke<v1::CarSpec>>::rules().unwrap();
    let moved: Vec<_> = rules
        .moved
        .iter()
        .filter(|moved| !moved.is_part)
        .map(|moved| (moved.spoke.join("."), moved.hub.join(".")))
        .collect();
    assert_eq!(moved, [("engine".into(), "engine.name".into()), ("brand".into(), String::from("maker"))]);
    let rules = <v1beta1::Car as Spoke<v1::Car>>::rules().unwrap();
    assert_eq!(rules.nested.iter().map(|nested| nested.spoke).collect::<Vec<_>>(), ["spec", "status"]);
    assert!((rules.nested[0].rules)().is_some());
}

mod hub {
    use super::*;

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Machine {
        pub(super) size: u32,
        pub(super) power: u64,
        pub(super) range: (i64, i64),
        pub(super) mode: Mode,
        pub(super) parts: Vec<Part>,
        pub(super) owner: Owner,
        pub(super) limit: u8,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Owner {
        pub(super) address: Address,
        pub(super) since: u16,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Address {
        pub(super) city: String,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct Part {
        pub(super) image: String,
        pub(super) digest: String,
    }

    #[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) enum Mode {
        #[default]
        Manual,
        Automatic,
        Timed(u32, Part),
        Shaped {
            width: u32,
            depth: u32,
        },
        Turbo {
            boost: u8,
        },
    }

    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct Percent(pub(super) u8, pub(super) String);
}

#[derive(Spoke, Clone, Debug, Default, PartialEq)]
#[spoke(hub = hub::Machine, hub_only(limit = 7, owner.since))]
#[spoke(nested(owner = hub::Owner, owner.address = hub::Address))]
#[spoke(join(range = (low, high), with = whole))]
struct Machine {
    #[spoke(unnest(size, kilowatts = power, spoke_only(noise = 3)))]
    engine: Engine,
    low: i64,
    high: i64,
    mode: Mode,
    parts: Vec<Part>,
    #[spoke(rename = owner.address.city)]
    city: String,
    #[spoke(spoke_only = "old".to_owned())]
    legacy: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Engine {
    size: u32,
    kilowatts: u64,
    noise: u8,
}

mod whole {
    pub(super) fn up(parts: (i64, i64)) -> (i64, i64) {
        parts
    }

    pub(super) fn down(whole: (i64, i64)) -> (i64, i64) {
        whole
    }
}

#[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[spoke(hub = hub::Part, hub_only(digest), guard = Struct)]
struct Part {
    image: String,
}

#[derive(Spoke, Clone, Debug, Default, PartialEq)]
#[spoke(hub = hub::Mode, hub_only(Turbo = Auto))]
enum Mode {
    #[default]
    Manual,
    #[spoke(rename = Automatic)]
    Auto,
    Timed(u32, Part),
    #[spoke(hub_only(depth = 1))]
    Shaped {
        #[spoke(rename = width)]
        wide: u32,
    },
    #[spoke(spoke_only = Manual)]
    ByHand(u8),
    #[spoke(spoke_only = hub::Mode::Timed(0, hub::Part::default()))]
    Never,
}

#[derive(Spoke, Clone, Debug, PartialEq)]
#[spoke(hub = hub::Percent)]
struct Percent(u8, String);

/// A generic type whose hub has the same parameter.
#[derive(Spoke, Clone, Debug, PartialEq)]
#[spoke(hub = Wrapped<T>)]
struct Old<T> {
    #[spoke(rename = value)]
    inner: Option<T>,
}

#[derive(Clone, Debug, PartialEq)]
struct Wrapped<T> {
    value: Option<T>,
}

#[test]
fn fields_move_into_and_out_of_structs_split_join_and_fall_away() {
    let spoke = Machine {
        engine: Engine { size: 1, kilowatts: 2, noise: 9 },
        low: -1,
        high: 1,
        mode: Mode::Shaped { wide: 4 },
        parts: vec![Part { image: "a".to_owned() }],
        city: "Ulm".to_owned(),
        legacy: "gone".to_owned(),
    };
    let hub = spoke.clone().into_hub();
    let expected = hub::Machine {
        size: 1,
        power: 2,
        range: (-1, 1),
        mode: hub::Mode::Shaped { width: 4, depth: 1 },
        parts: vec![hub::Part { image: "a".to_owned(), digest: String::new() }],
        owner: hub::Owner { address: hub::Address { city: "Ulm".to_owned() }, since: 0 },
        limit: 7,
    };
    assert_eq!(hub, expected);
    let back = Machine::from_hub(hub);
    assert_eq!(back.engine.noise, 3);
    assert_eq!(
        back,
        Machine { engine: Engine { noise: 3, ..spoke.engine }, legacy: "old".to_owned(), ..spoke }
    );
}

#[test]
fn variants_are_renamed_added_and_fall_away() {
    for (spoke, hub) in [
        (Mode::Manual, hub::Mode::Manual),
        (Mode::Auto, hub::Mode::Automatic),
        (Mode::Timed(5, Part::default()), hub::Mode::Timed(5, hub::Part::default())),
        (Mode::Shaped { wide: 2 }, hub::Mode::Shaped { width: 2, depth: 1 }),
    ] {
        assert_eq!(spoke.clone().into_hub(), hub);
        assert_eq!(Mode::from_hub(hub), spoke);
    }
    assert_eq!(Mode::ByHand(3).into_hub(), hub::Mode::Manual);
    assert_eq!(Mode::Never.into_hub(), hub::Mode::Timed(0, hub::Part::default()));
    assert_eq!(Mode::from_hub(hub::Mode::Turbo { boost: 1 }), Mode::Auto);
    assert_eq!(<Mode as Spoke<hub::Mode>>::keeps(), Keeps { to_hub: false, from_hub: false });
}

#[test]
fn tuples_and_generic_types_convert() {
    let percent = Percent(3, "x".to_owned());
    assert_eq!(percent.clone().into_hub(), hub::Percent(3, "x".to_owned()));
    assert_eq!(Percent::from_hub(hub::Percent(3, "x".to_owned())), percent);
    assert_eq!(<Percent as Spoke<hub::Percent>>::keeps(), Keeps::ALL);
    assert_eq!(Old { inner: Some(3) }.into_hub(), Wrapped { value: Some(3) });
    assert_eq!(<Part as Spoke<hub::Part>>::rules().map(|rules| rules.guard), Some(Guard::Struct));
}

/// Types that hold values of themselves, by way of one another too.
mod trees {
    use libgitops::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "trees.example.com", version = "v1", scope = Namespaced, hub, unlisted)]
    pub(super) struct Tree {
        pub(super) metadata: ObjectMeta,
        pub(super) trunk: Branch,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    pub(super) struct Branch {
        pub(super) name: String,
        pub(super) length: u32,
        #[object(list_key = "name")]
        pub(super) branches: Vec<Self>,
        pub(super) nest: Option<Nest>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    pub(super) struct Nest {
        pub(super) eggs: u8,
        pub(super) stolen_from: Option<Box<Branch>>,
    }

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "trees.example.com", version = "v1beta1", kind = "Tree", scope = Namespaced, hub = Tree, unlisted)]
    pub(super) struct OldTree {
        pub(super) metadata: ObjectMeta,
        pub(super) trunk: OldBranch,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    #[spoke(hub = Branch, hub_only(length))]
    pub(super) struct OldBranch {
        pub(super) name: String,
        #[object(list_key = "name")]
        pub(super) branches: Vec<Self>,
        pub(super) nest: Option<OldNest>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[serde(default)]
    #[spoke(hub = Nest)]
    pub(super) struct OldNest {
        pub(super) eggs: u8,
        pub(super) stolen_from: Option<Box<OldBranch>>,
    }
}

#[test]
fn types_inside_themselves_convert() {
    use trees::{Branch, Nest, OldBranch, OldNest, OldTree, Tree};

    let keeps = Keeps { to_hub: true, from_hub: false };
    assert_eq!(<OldBranch as Spoke<Branch>>::keeps(), keeps);
    assert_eq!(<OldNest as Spoke<Nest>>::keeps(), keeps);
    let branch = |name: &str, length, branches: Vec<Branch>| Branch {
        name: name.to_owned(),
        length,
        branches,
        nest: None,
    };
    let nest = Nest { eggs: 3, stolen_from: Some(Box::new(branch("twig", 1, Vec::new()))) };
    let mut trunk = branch("trunk", 9, vec![branch("left", 5, vec![branch("leaf", 2, Vec::new())])]);
    trunk.nest = Some(nest);
    let tree = Tree { metadata: ObjectMeta::named("oak"), trunk };
    let scheme = Scheme::builder().register::<Tree>().register::<OldTree>().build().unwrap();
    let converter = libgitops::convert::Converter::new(&scheme);
    let mut old: OldTree = converter.convert(tree.clone()).unwrap();
    old.trunk.branches[0].branches[0].name = "flower".to_owned();
    let mut expected = tree;
    expected.trunk.branches[0].branches[0] = branch("flower", 0, Vec::new());
    assert_eq!(converter.convert::<Tree>(old).unwrap(), expected);
}

#[test]
fn a_report_says_what_a_version_keeps_renames_carries_and_drops() {
    let serializer = serializer();
    let converter = serializer.converter();
    let explain = |object: Box<dyn AnyObject>, version: &'static str| {
        let gvk = GroupVersionKind::from_static("sample-app.weave.works", version, "Car");
        converter.explain(object, &gvk).unwrap()
    };
    expect![[r#"
        kept     metadata.name
        kept     status.speed
        kept     status.acceleration
        kept     status.distance
        kept     status.persons
        renamed  spec.engine.name to spec.engine
        renamed  spec.modelYear to spec.yearModel
        renamed  spec.modelSeries to spec.yearModel
        renamed  spec.maker to spec.brand
        carried  spec.engine.kilowatts
        carried  spec.wheels
        carried  spec.plate
    "#]]
    .assert_eq(&explain(car().into(), "v1alpha1").to_string());
    let old: v1alpha1::Car = converter.convert(car()).unwrap();
    // A text that is split, and the old names of what moved.
    let to_hub = explain(old.clone().into(), "v1").to_string();
    expect![[r#"
        kept     metadata.name
        kept     status.speed
        kept     status.acceleration
        kept     status.distance
        kept     status.persons
        renamed  spec.engine to spec.engine.name
        renamed  spec.yearModel to spec.modelYear
        renamed  spec.yearModel to spec.modelSeries
        renamed  spec.brand to spec.maker
    "#]]
    .assert_eq(&to_hub);
    let report = explain(old.clone().into(), "v1beta1");
    assert!(report.is_lossless());
    expect![[r#"
        kept     metadata.name
        kept     spec.engine
        kept     spec.yearModel
        kept     status.speed
        kept     status.acceleration
        kept     status.distance
        kept     status.persons
        renamed  spec.brand to spec.maker
    "#]]
    .assert_eq(&report.to_string());
    assert!(explain(old.into(), "v1alpha1").is_lossless());
}

/// Two versions of a list whose key has another name.
mod replicas {
    use libgitops::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "lists.example.com", version = "v2", kind = "Pool", scope = Namespaced, hub, unlisted)]
    pub(super) struct New {
        pub(super) metadata: ObjectMeta,
        #[serde(default)]
        #[object(list_key = "id")]
        pub(super) replicas: Vec<NewReplica>,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    pub(super) struct NewReplica {
        pub(super) id: String,
    }

    #[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
    #[object(group = "lists.example.com", version = "v1", kind = "Pool", scope = Namespaced, hub = New, unlisted)]
    pub(super) struct Old {
        pub(super) metadata: ObjectMeta,
        #[serde(default)]
        #[object(list_key = "name")]
        pub(super) replicas: Vec<OldReplica>,
    }

    #[derive(Fields, Spoke, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
    #[spoke(hub = NewReplica)]
    pub(super) struct OldReplica {
        #[spoke(rename = id)]
        pub(super) name: String,
    }
}

#[test]
fn a_report_names_items_by_the_keys_of_the_other_version_and_lists_with_equal_keys_as_a_whole() {
    use replicas::{New, Old, OldReplica};
    let scheme = Scheme::builder().register::<New>().register::<Old>().build().unwrap();
    let explain = |names: &[&str]| {
        let replicas = names.iter().map(|name| OldReplica { name: (*name).to_owned() }).collect();
        let old = Old { metadata: ObjectMeta::named("a"), replicas };
        libgitops::convert::Converter::new(&scheme).explain(old, &New::RESOURCE.gvk()).unwrap().to_string()
    };
    expect![[r#"
        kept     metadata.name
        renamed  replicas[0].name to replicas[0].id
        renamed  replicas[1].name to replicas[1].id
    "#]]
    .assert_eq(&explain(&["a", "b"]));
    expect![[r#"
        kept     metadata.name
        kept     replicas
    "#]]
    .assert_eq(&explain(&["a", "a"]));
}
