//! Roots of kube-rs's `#[derive(CustomResource)]`, and derived roots that go where kube wants its own.

use k8s_openapi::ClusterResourceScope;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta as KubeMeta;
use kube_core::object::ObjectList;
use kube_core::params::{ListParams, PostParams};
use kube_core::{Request, Resource, ResourceExt as _};
use kube_derive::CustomResource;
use libgitops::kube::KubeObject;
use libgitops::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a document says.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[kube(group = "kube.example.com", version = "v1", kind = "Document", namespaced, status = "DocumentStatus")]
#[kube(derive = "PartialEq", derive = "Default", schema = "disabled")]
#[kube(crates(kube_core = "::kube_core", k8s_openapi = "::k8s_openapi"))]
struct DocumentSpec {
    title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pages: Vec<Page>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Page {
    text: String,
}

/// How far a document is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct DocumentStatus {
    printed: bool,
}

libgitops::kube::object!(
    Document,
    group = "kube.example.com",
    version = "v1",
    kind = "Document",
    plural = "documents",
    scope = Namespaced,
    status,
);

/// A derived root with the metadata of k8s-openapi.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "kube.example.com", version = "v1", scope = Cluster)]
struct Lamp {
    metadata: KubeMeta,
    watts: u32,
}

libgitops::kube::resource!(Lamp);

/// A derived root of cluster scope with the metadata of this library.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "kube.example.com", version = "v1", scope = Cluster)]
struct Rack {
    metadata: ObjectMeta,
    height: u32,
}

fn serializer() -> Serializer {
    Serializer::new(Scheme::linked().unwrap())
}

const DOCUMENT: &str = "apiVersion: kube.example.com/v1
kind: Document
metadata:
  name: letter
  namespace: default
spec:
  title: Dear all
  pages:
  - text: one
";

#[test]
fn a_custom_resource_is_decoded_strictly_and_encoded() {
    let serializer = serializer();
    let document: Document = serializer.decoder().decode_as(&Frame::yaml(DOCUMENT)).unwrap();
    assert_eq!(document.spec.pages, [Page { text: "one".to_owned() }]);
    let text = serializer.encoder().to_yaml(&document).unwrap();
    assert_eq!(serializer.decoder().decode_as::<Document>(&Frame::yaml(text)).unwrap(), document);
    let any = serializer.decoder().decode(&Frame::yaml(DOCUMENT)).unwrap();
    assert_eq!(any.downcast_ref::<Document>(), Some(&document));
    assert_eq!(any.metadata().unwrap().name(), Some("letter"));
}

/// The problems of the document in which `from` stands as `to`.
fn problems(from: &str, to: &str) -> Vec<String> {
    let frame = Frame::yaml(DOCUMENT.replacen(from, to, 1));
    let error = serializer().decoder().decode_as::<Document>(&frame).unwrap_err();
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn the_kind_is_exempt_from_strictness_and_nothing_else_is() {
    let told = problems("spec:", "apiversion: v1\nspec:\n  kind: Letter");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("unknown field `apiversion`"), "{told:#?}");
    assert!(told[1].contains("unknown field `kind`"), "{told:#?}");
    let told = problems("- text: one", "- text: one\n    apiVersion: v1");
    assert!(told[0].contains("unknown field `apiVersion`"), "{told:#?}");
    let told = problems("kind: Document", "kind: Document\nkind: Document");
    assert!(told[0].contains("the key `kind` is given twice"), "{told:#?}");
    let mut warnings = Vec::new();
    let told = std::sync::Mutex::new(&mut warnings);
    let serializer = serializer();
    let lenient = serializer
        .decoder()
        .strict(false)
        .on_warning(|warning| told.lock().unwrap().push(warning.problem.to_string()));
    lenient.decode_as::<Document>(&Frame::yaml(DOCUMENT)).unwrap();
    drop(lenient);
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn a_custom_resource_of_another_kind_is_refused_though_its_type_would_take_it() {
    for (from, to) in [("kind: Document", "kind: Letter"), ("example.com/v1", "example.com/v2")] {
        let text = DOCUMENT.replacen(from, to, 1);
        let value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        assert!(serde_yaml::from_value::<Document>(value).is_ok());
        let serializer = serializer();
        assert!(serializer.decoder().decode_as::<Document>(&Frame::yaml(text.clone())).is_err());
        assert!(serializer.decoder().decode(&Frame::yaml(text.clone())).unwrap_err().is_unrecognized());
        let item = text.trim_end().replace('\n', "\n  ");
        let list = format!("apiVersion: kube.example.com/v1\nkind: DocumentList\nitems:\n- {item}\n");
        assert!(serializer.decoder().decode_list::<Document>(&Frame::yaml(list)).is_err());
    }
    assert!(!problems("kind: Document\n", "").is_empty());
}

#[test]
fn custom_resources_are_listed_stored_and_have_a_status() {
    let serializer = serializer();
    let document: Document = serializer.decoder().decode_as(&Frame::yaml(DOCUMENT)).unwrap();
    let text = serde_json::to_string(&List::new(vec![document.clone(), document.clone()])).unwrap();
    assert!(text.starts_with(r#"{"apiVersion":"kube.example.com/v1","kind":"DocumentList","#), "{text}");
    assert_eq!(serializer.decoder().decode_list::<Document>(&Frame::json(text)).unwrap().items.len(), 2);

    let storage = MemoryStorage::in_memory(serializer);
    let client = storage.kind::<Document>();
    let mut document = document;
    client.create(&mut document).unwrap();
    document.status = Some(DocumentStatus { printed: true });
    document.spec.title = "not the status".to_owned();
    client.update_status(&mut document).unwrap();
    let mut stored = client.get("default/letter").unwrap();
    assert_eq!(stored.status, Some(DocumentStatus { printed: true }));
    assert_eq!(stored.spec.title, "Dear all");
    let mut older = stored.clone();
    stored.spec.title = "Dear everyone".to_owned();
    client.update(&mut stored).unwrap();
    assert_eq!(client.update(&mut older).unwrap_err().kind(), libgitops::storage::ErrorKind::Conflict);
}

#[test]
fn a_derived_root_with_kubes_metadata_is_a_resource_of_kube() {
    let text =
        "apiVersion: kube.example.com/v1\nkind: Lamp\nmetadata: {name: desk, labels: {a: b}}\nwatts: 40\n";
    let lamp: Lamp = serializer().decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!(lamp.name_any(), "desk");
    assert_eq!(lamp.metadata().unwrap().label("a"), Some("b"));
    assert_eq!(Lamp::url_path(&(), None), "/apis/kube.example.com/v1/lamps");
    assert_eq!(lamp.object_ref(&()).kind.as_deref(), Some("Lamp"));
    let storage = MemoryStorage::in_memory(serializer());
    storage.kind::<Lamp>().create(&mut lamp.clone()).unwrap();
    assert_eq!(storage.kind::<Lamp>().get("desk").unwrap().watts, 40);
}

/// What kube's `Api` asks of its objects.
fn goes_into_api<K: Resource<DynamicType = ()> + Clone + std::fmt::Debug + DeserializeOwned + Serialize>() {}

#[test]
fn what_kubes_api_asks_for_is_there() {
    goes_into_api::<Document>();
    goes_into_api::<Lamp>();
    goes_into_api::<KubeObject<codegen_examples::v1::Car>>();
    goes_into_api::<KubeObject<Rack, ClusterResourceScope>>();
}

#[test]
fn a_derived_root_with_our_metadata_goes_through_kubes_requests_and_answers() {
    type Car = codegen_examples::v1::Car;
    let mut car = Car { metadata: ObjectMeta::namespaced("default", "foo"), ..Car::default() };
    car.spec.plate = Some("B 1".to_owned());
    let wire = serde_json::to_value(&car).unwrap();
    let wrapped: KubeObject<Car> = KubeObject::new(car.clone()).unwrap();
    assert_eq!(wrapped.meta().name.as_deref(), Some("foo"));
    assert_eq!(wrapped.object().metadata, ObjectMeta::default());
    assert_eq!(serde_json::to_value(&wrapped).unwrap(), wire);

    let requests = Request::new(KubeObject::<Car>::url_path(&(), Some("default")));
    let body = serde_json::to_vec(&wrapped).unwrap();
    let request = requests.create(&PostParams::default(), body).unwrap();
    assert_eq!(request.uri().path(), "/apis/sample-app.weave.works/v1/namespaces/default/cars");
    assert_eq!(
        serde_json::from_slice::<KubeObject<Car>>(request.body()).unwrap().into_object().unwrap(),
        car
    );
    assert!(requests.list(&ListParams::default()).is_ok());

    let mut item = wire;
    item.as_object_mut().unwrap().retain(|key, _| key != "apiVersion" && key != "kind");
    let answer = serde_json::json!({
        "apiVersion": "sample-app.weave.works/v1", "kind": "CarList", "metadata": {}, "items": [item],
    });
    let list: ObjectList<KubeObject<Car>> = serde_json::from_value(answer).unwrap();
    assert_eq!(list.items, [wrapped]);
    assert_eq!(list.items[0].clone().into_object().unwrap(), car);
    let wrong = serde_json::json!({"apiVersion": "sample-app.weave.works/v1", "kind": "Motorcycle"});
    assert!(serde_json::from_value::<KubeObject<Car>>(wrong).is_err());
}
