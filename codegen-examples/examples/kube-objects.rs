//! Objects of Kubernetes and of one's own in one file: set the image of every Deployment to a new tag, and count the cars.
//!
//! ```console
//! $ cargo run -p codegen-examples --features kube --example kube-objects -- v2 < fleet.yaml
//! ```

use std::error::Error;
use std::io;
use std::process::ExitCode;

use codegen_examples::v1::Car;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Service};
use kube_core::{Resource, ResourceExt as _};
use libgitops::kube::KubeObject;
use libgitops::prelude::*;
use libgitops::storage::ObjectPolicy;

libgitops::kube::register!(Deployment, Service, ConfigMap);

fn main() -> ExitCode {
    let Some(tag) = std::env::args().nth(1) else {
        return failed("usage: kube-objects TAG < objects.yaml");
    };
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    match run(&tag, io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

#[expect(clippy::print_stderr, reason = "where a program tells what went wrong")]
fn failed(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::FAILURE
}

/// Reads all objects strictly, keeps them in a storage, changes the Deployments there, and writes all in their order.
fn run(tag: &str, input: impl io::Read, output: impl io::Write) -> Result<(), Box<dyn Error>> {
    let serializer = Serializer::new(Scheme::linked()?);
    let policy = ObjectPolicy::new(serializer.clone()).without_creation_timestamps();
    let storage = MemoryStorage::in_memory(policy);
    let mut keys = Vec::new();
    for object in serializer.decoder().decode_all(FrameReader::yaml(input))? {
        keys.push(storage.key_for(&object)?);
        storage.create(&*object)?;
    }

    let deployments = storage.kind::<Deployment>();
    for mut deployment in deployments.list(&ObjectListOptions::default())?.objects {
        set_tag(&mut deployment, tag);
        deployments.update(&mut deployment)?;
    }

    let mut objects = keys.iter().map(|key| storage.get(key)).collect::<Result<Vec<_>, _>>()?;
    for object in &mut objects {
        if let Some(meta) = object.metadata_mut() {
            meta.set_resource_version("");
        }
        if let Some(car) = object.downcast_ref::<Car>() {
            let car: KubeObject<Car> = KubeObject::new(car.clone())?;
            told(&car);
        }
    }
    serializer.encoder().encode(&mut FrameWriter::yaml(output), &objects)?;
    Ok(())
}

/// Sets the tag of every image that has one or none; an image that is named by its digest stays.
fn set_tag(deployment: &mut Deployment, tag: &str) {
    let pod = &mut deployment.spec.template.spec;
    for container in pod.iter_mut().flat_map(|pod| &mut pod.containers) {
        let Some(image) = container.image.as_mut().filter(|image| !image.contains('@')) else { continue };
        let name = image.rfind('/').map_or(0, |slash| slash + 1);
        let end = image.get(name..).and_then(|rest| rest.find(':')).map_or(image.len(), |colon| name + colon);
        image.truncate(end);
        image.extend([":", tag]);
    }
}

/// What any function over kube's `Resource` can do with a car of ours, such as one that talks to an API server.
fn told<K: Resource<DynamicType = ()>>(object: &K) {
    let path = K::url_path(&(), object.meta().namespace.as_deref());
    tracing::info!(path, name = object.name_any(), "would be sent");
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECTS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: garage
  namespace: fleet
spec:
  selector:
    matchLabels:
      app: garage
  template:
    metadata:
      labels:
        app: garage
    spec:
      containers:
      - image: localhost:5000/garage:v1
        name: garage
      - image: pinned@sha256:00
        name: pinned
---
apiVersion: v1
data:
  color: red
kind: ConfigMap
metadata:
  name: settings
  namespace: fleet
---
apiVersion: sample-app.weave.works/v1
kind: Car
metadata:
  name: foo
  namespace: fleet
spec:
  engine:
    name: V8
status: {}
";

    fn output(tag: &str, input: &str) -> String {
        let mut output = Vec::new();
        run(tag, input.as_bytes(), &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn images_of_deployments_get_the_tag_and_all_else_stays() {
        let out = output("v2", OBJECTS);
        assert_eq!(output("v2", &out), out);
        let read = |text: &str| -> Vec<serde_yaml::Value> {
            use serde::Deserialize as _;
            serde_yaml::Deserializer::from_str(text)
                .map(|one| serde_yaml::Value::deserialize(one).unwrap())
                .collect()
        };
        let wanted = read(&OBJECTS.replace("status: {}\n", "").replace("garage:v1", "garage:v2"));
        assert_eq!(read(&out), wanted);
    }

    #[test]
    fn a_field_that_kubernetes_does_not_know_is_refused() {
        let text = OBJECTS.replace("containers:", "contaniers:");
        let error = run("v2", text.as_bytes(), io::sink()).unwrap_err().to_string();
        assert!(error.contains("spec.template.spec.contaniers"), "{error}");
    }
}
