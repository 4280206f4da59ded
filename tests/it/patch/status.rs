//! The status of one state of an object, and nothing else of it.

use super::*;

#[test]
fn only_the_status_comes_from_the_other_state() {
    let stored = car();
    let mut other = car();
    other.spec.brand = "other".into();
    other.metadata.set_label("a", "b");
    other.status.speed = 24.7;
    let expected = Car { status: other.status.clone(), ..stored.clone() };
    let updated = patcher().with_status(&stored, &other).unwrap();
    assert_eq!(*updated.downcast::<Car>().unwrap(), expected);
    // A status that is the default again is taken away.
    let back = patcher().with_status(&expected, &car()).unwrap();
    assert_eq!(*back.downcast::<Car>().unwrap(), stored);
    let text = Serializer::new(Scheme::builder().build().unwrap()).encoder().to_yaml(&other).unwrap();
    let updated = patcher().with_status(&stored, &dynamic(&text)).unwrap();
    assert_eq!(*updated.downcast::<Car>().unwrap(), expected);
}

#[test]
fn a_kind_without_a_status_and_another_object_are_refused() {
    let patcher = Patcher::new(
        Scheme::builder().register::<Bell>().register::<Car>().register::<v1::Car>().build().unwrap(),
    );
    let bell = Bell { metadata: ObjectMeta::named("b") };
    let error = patcher.with_status(&bell, &bell).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.to_string(), "cannot update the status of example.com/v1 Bell b: the kind has none");
    let mut other = car();
    other.metadata.set_name("bar");
    let error = patcher.with_status(&car(), &other).unwrap_err();
    assert_eq!((error.kind(), paths(&error)), (ErrorKind::Invalid, vec!["metadata.name".to_owned()]));
    let pod = dynamic("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {a: 1}\n");
    let running = dynamic("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: {phase: Running}\n");
    let updated = patcher.with_status(&pod, &running).unwrap().downcast::<DynamicObject>().unwrap();
    assert!(updated.fields().contains_key("spec") && updated.fields().contains_key("status"));
}

/// A kind without a status.
#[derive(Object, Clone, Debug)]
#[object(group = "example.com", version = "v1", scope = Cluster, unlisted)]
struct Bell {
    metadata: ObjectMeta,
}
