//! Twenty manifests of four styles, each with one edit of a typed object, and the difference that a person would make.
//!
//! The styles: examples with comments (kubernetes/examples), a demo with a license in each file and its rendered release
//! (microservices-demo), a repository of Flux, and what a generator wrote (kube-prometheus).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use libgitops::codec::Decodable;
use libgitops::meta::Quantity;
use libgitops::object::AsObject;
use libgitops::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! kind {
    ($name:ident, $group:literal, $version:literal, $spec:ty $(, $kind:literal)?) => {
        /// As little of this kind as an edit wants to know.
        #[derive(Object, Clone, Debug, Default, PartialEq)]
        #[object(group = $group, version = $version, scope = Namespaced, unlisted $(, kind = $kind)?)]
        struct $name {
            metadata: ObjectMeta,
            #[serde(default)]
            spec: $spec,
        }
    };
}

kind!(Deployment, "apps", "v1", Workload);
kind!(StatefulSet, "apps", "v1", Workload);
kind!(DaemonSet, "apps", "v1", Workload);
kind!(ReplicationController, "", "v1", Workload);
kind!(Service, "", "v1", ServiceSpec);
kind!(HorizontalPodAutoscaler, "autoscaling", "v2", Scaling);
kind!(FluxKustomization, "kustomize.toolkit.fluxcd.io", "v1", FluxSpec, "Kustomization");
kind!(HelmRelease, "helm.toolkit.fluxcd.io", "v2", Release);
kind!(OciRepository, "source.toolkit.fluxcd.io", "v1", Repository, "OCIRepository");
kind!(PrometheusRule, "monitoring.coreos.com", "v1", Rules);

macro_rules! partial {
    ($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Fields, Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
        #[serde(default, rename_all = "camelCase")]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
        }
    };
}

partial!(Workload {
    replicas: Option<u32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    service_name: String,
    template: Template,
});
partial!(Template { spec: PodSpec });
partial!(PodSpec {
    #[object(list_key = "name")]
    containers: Vec<Container>,
    #[serde(skip_serializing_if = "Option::is_none")]
    termination_grace_period_seconds: Option<u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    node_selector: BTreeMap<String, String>,
});
partial!(Container {
    name: String,
    image: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<String>,
    #[object(list_key = "name")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    env: Vec<Variable>,
    resources: Resources,
});
partial!(Variable {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
});
partial!(Resources {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    requests: BTreeMap<String, Quantity>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    limits: BTreeMap<String, Quantity>,
});
partial!(ServiceSpec {
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    kind: String,
    #[object(list_key = "port")]
    ports: Vec<Port>,
    #[serde(skip_serializing_if = "String::is_empty")]
    session_affinity: String,
});
partial!(Port {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    port: u16,
});
partial!(Scaling { min_replicas: u32, max_replicas: u32, behavior: Behavior });
partial!(Behavior { scale_up: Direction, scale_down: Direction });
partial!(Direction { stabilization_window_seconds: u32 });
partial!(FluxSpec {
    interval: String,
    prune: bool,
    #[object(list_key = "name")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<Named>,
});
partial!(Named { name: String });
partial!(Release { interval: String, values: Values });
partial!(Values { redis: Redis });
partial!(Redis { enabled: bool, tag: String });
partial!(Repository {
    #[serde(rename = "ref")]
    reference: Reference,
});
partial!(Reference { semver: String });
partial!(Rules {
    #[object(list_key = "name")]
    groups: Vec<Group>,
});
partial!(Group {
    name: String,
    #[object(list_key = "alert")]
    rules: Vec<Rule>,
});
partial!(Rule {
    alert: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pending: Option<String>,
    labels: BTreeMap<String, String>,
});

/// The file after an edit of the object of this name, beside what it was.
fn edited<T: Object + Decodable + AsObject>(
    path: &str,
    name: &str,
    change: fn(&mut T),
) -> Option<(String, String)> {
    let corpora = std::env::var_os("LIBGITOPS_CORPORA")?;
    let old = std::fs::read_to_string(Path::new(&corpora).join("manifests").join(path)).unwrap();
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder().strict(false);
    let mut new = String::new();
    let mut found = 0;
    for frame in FrameReader::yaml(old.as_bytes()).keep_empty(true) {
        let frame = frame.unwrap();
        match decoder.manifest::<T>(frame.clone()) {
            Ok(mut manifest) if manifest.as_object().metadata().unwrap().name() == Some(name) => {
                change(&mut manifest);
                new.push_str(&manifest.to_text().unwrap());
                found += 1;
            }
            _ => new.push_str(frame.text().unwrap()),
        }
    }
    assert_eq!(found, 1, "{path}: {name}");
    Some((old, new))
}

/// The difference of two texts, with some lines around each change, as git shows it without its header.
fn difference(old: &str, new: &str, around: usize) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let mut out = String::new();
    let mut line = |sign: &str, line: &str| writeln!(out, "{}", format!("{sign}{line}").trim_end()).unwrap();
    old[head.saturating_sub(around)..head].iter().for_each(|text| line(" ", text));
    let (gone, come) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    // Lines in between that stay are looked for from the start.
    let mut behind = 0;
    for text in gone {
        match come[behind..].iter().position(|new| new == text) {
            Some(place) => {
                come[behind..behind + place].iter().for_each(|text| line("+", text));
                line(" ", text);
                behind += place + 1;
            }
            None => line("-", text),
        }
    }
    come[behind..].iter().for_each(|text| line("+", text));
    old[old.len() - tail..].iter().take(around).for_each(|text| line(" ", text));
    out
}

/// Asserts the lines that go and come.
fn check<T: Object + Decodable + AsObject>(path: &str, name: &str, change: fn(&mut T), expect: &str) {
    let Some((old, new)) = edited(path, name, change) else { return };
    let found = difference(&old, &new, 0);
    let changed: Vec<&str> = found.lines().filter(|line| !line.starts_with(' ')).collect();
    let expected: Vec<&str> = expect.lines().collect();
    assert_eq!(changed, expected, "{path}");
}

fn container(spec: &mut PodSpec) -> &mut Container {
    &mut spec.containers[0]
}

#[test]
fn examples_with_comments() {
    check::<Deployment>(
        "kubernetes+examples/web/guestbook/redis-master-deployment.yaml",
        "redis-master",
        |redis| container(&mut redis.spec.template.spec).image = "registry.k8s.io/redis:7".into(),
        "-        image: registry.k8s.io/redis:e2e  # or just image: redis\n+        image: registry.k8s.io/redis:7  # or just image: redis",
    );
    check::<StatefulSet>(
        "kubernetes+examples/_archived/storage/minio/minio-distributed-statefulset.yaml",
        "minio",
        |minio| container(&mut minio.spec.template.spec).env[1].value = Some("0123".into()),
        "-          value: \"minio123\"\n+          value: \"0123\"",
    );
    check::<ReplicationController>(
        "kubernetes+examples/_archived/nodesjs-mongodb/web-controller-demo.yaml",
        "web-controller",
        |web| web.spec.replicas = Some(3),
        "-  replicas: 2\n+  replicas: 3",
    );
    check::<HorizontalPodAutoscaler>(
        "kubernetes+examples/AI/vllm-deployment/hpa/gpu-horizontal-pod-autoscaler.yaml",
        "gemma-server-gpu-hpa",
        |scaler| scaler.spec.behavior.scale_down.stabilization_window_seconds = 60,
        "-      stabilizationWindowSeconds: 30\n+      stabilizationWindowSeconds: 60",
    );
    check::<Service>(
        "kubernetes+examples/_archived/https-nginx/nginx-app.yaml",
        "nginxsvc",
        |service| service.spec.ports.push(Port { name: "metrics".into(), port: 9113 }),
        "+  - name: metrics\n+    port: 9113",
    );
}

#[test]
fn a_demo_and_its_rendered_release() {
    const DEMO: &str = "GoogleCloudPlatform+microservices-demo/";
    let at = |path: &str| format!("{DEMO}{path}");
    check::<Deployment>(
        &at("kubernetes-manifests/adservice.yaml"),
        "adservice",
        |ad| {
            let limits = &mut container(&mut ad.spec.template.spec).resources.limits;
            limits.insert("memory".into(), "350Mi".parse().unwrap());
        },
        "-            memory: 300Mi\n+            memory: 350Mi",
    );
    check::<Deployment>(
        &at("kustomize/base/cartservice.yaml"),
        "redis-cart",
        |cart| cart.spec.template.spec.termination_grace_period_seconds = Some(30),
        "+      terminationGracePeriodSeconds: 30",
    );
    check::<Service>(
        &at("kubernetes-manifests/frontend.yaml"),
        "frontend-external",
        |frontend| frontend.spec.kind = "ClusterIP".into(),
        "-  type: LoadBalancer\n+  type: ClusterIP",
    );
    check::<Deployment>(
        &at("release/kubernetes-manifests.yaml"),
        "emailservice",
        |email| {
            container(&mut email.spec.template.spec)
                .env
                .push(Variable { name: "LEVEL".into(), value: Some("on".into()) });
        },
        "+        - name: LEVEL\n+          value: \"on\"",
    );
    check::<Deployment>(
        &at("kubernetes-manifests/loadgenerator.yaml"),
        "loadgenerator",
        |load| drop(container(&mut load.spec.template.spec).env.remove(0)),
        "-        - name: FRONTEND_ADDR\n-          value: \"frontend:80\"",
    );
}

#[test]
fn a_repository_of_flux() {
    const FLUX: &str = "fluxcd+flux2-kustomize-helm-example/";
    let at = |path: &str| format!("{FLUX}{path}");
    check::<FluxKustomization>(
        &at("clusters/production/apps.yaml"),
        "apps",
        |apps| apps.spec.depends_on.push(Named { name: "infra-controllers".into() }),
        "+    - name: infra-controllers",
    );
    check::<HelmRelease>(
        &at("apps/base/podinfo/release.yaml"),
        "podinfo",
        |podinfo| podinfo.spec.values.redis.tag = "8.10".into(),
        "-      tag: 8.6.2\n+      tag: \"8.10\"",
    );
    check::<OciRepository>(
        &at("infrastructure/controllers/envoy-gateway.yaml"),
        "gateway-helm",
        |gateway| gateway.spec.reference.semver = ">= 1.9.0".into(),
        "-    semver: \">= 1.8.0-rc.0\"\n+    semver: \">= 1.9.0\"",
    );
    check::<FluxKustomization>(
        &at("clusters/staging/infrastructure.yaml"),
        "infra-configs",
        |configs| configs.spec.prune = false,
        "-  prune: true\n+  prune: false",
    );
    check::<FluxKustomization>(
        &at("clusters/production/infrastructure.yaml"),
        "infra-configs",
        |configs| configs.spec.depends_on.clear(),
        "-  dependsOn:\n-    - name: infra-controllers",
    );
}

#[test]
fn what_a_generator_wrote() {
    const PROMETHEUS: &str = "prometheus-operator+kube-prometheus/manifests/";
    let at = |path: &str| format!("{PROMETHEUS}{path}");
    check::<Service>(
        &at("prometheus-service.yaml"),
        "prometheus-k8s",
        |service| service.spec.ports.swap(0, 1),
        "+  - name: reloader-web\n+    port: 8080\n+    targetPort: reloader-web\n-  - name: reloader-web\n-    port: 8080\n-    targetPort: reloader-web",
    );
    check::<DaemonSet>(
        &at("nodeExporter-daemonset.yaml"),
        "node-exporter",
        |exporter| drop(exporter.spec.template.spec.node_selector.insert("disk".into(), "ssd".into())),
        "+        disk: ssd",
    );
    check::<Deployment>(
        &at("grafana-deployment.yaml"),
        "grafana",
        |grafana| {
            grafana.metadata.labels.insert("app.kubernetes.io/version".into(), "13.0.1".into());
            grafana.spec.replicas = Some(2);
        },
        "-    app.kubernetes.io/version: 13.1.3\n+    app.kubernetes.io/version: 13.0.1\n-  replicas: 1\n+  replicas: 2",
    );
    check::<PrometheusRule>(
        &at("kubePrometheus-prometheusRule.yaml"),
        "kube-prometheus-rules",
        |rules| rules.spec.groups[0].rules[0].pending = Some("30m".into()),
        "-      for: 10m\n+      for: 30m",
    );
    check::<Deployment>(
        &at("prometheusOperator-deployment.yaml"),
        "prometheus-operator",
        |operator| {
            operator.spec.template.spec.containers[0].args.retain(|arg| !arg.contains("kubelet-service"));
        },
        "-        - --kubelet-service=kube-system/kubelet",
    );
}

/// The five that the documentation shows are made here.
#[test]
fn the_documentation_shows_what_comes_out() {
    let shown = [
        edited::<Deployment>(
            "kubernetes+examples/web/guestbook/redis-master-deployment.yaml",
            "redis-master",
            |redis| {
                redis.spec.replicas = Some(2);
                container(&mut redis.spec.template.spec).image = "registry.k8s.io/redis:7".into();
            },
        ),
        edited::<StatefulSet>(
            "kubernetes+examples/_archived/storage/minio/minio-distributed-statefulset.yaml",
            "minio",
            |minio| {
                let container = container(&mut minio.spec.template.spec);
                container.args.remove(4);
                container.env[1].value = Some("0123".into());
            },
        ),
        edited::<HelmRelease>(
            "fluxcd+flux2-kustomize-helm-example/apps/base/podinfo/release.yaml",
            "podinfo",
            |podinfo| podinfo.spec.values.redis.tag = "8.10".into(),
        ),
        edited::<HorizontalPodAutoscaler>(
            "kubernetes+examples/AI/vllm-deployment/hpa/gpu-horizontal-pod-autoscaler.yaml",
            "gemma-server-gpu-hpa",
            |scaler| scaler.spec.behavior.scale_up.stabilization_window_seconds = 15,
        ),
        edited::<Service>(
            "prometheus-operator+kube-prometheus/manifests/prometheus-service.yaml",
            "prometheus-k8s",
            |service| {
                service.spec.ports.push(Port { name: "on".into(), port: 9100 });
                service.spec.session_affinity.clear();
            },
        ),
    ];
    let documentation = include_str!("../../../src/text.md");
    let blocks: Vec<&str> = documentation
        .split("```diff\n")
        .skip(1)
        .filter_map(|block| block.split_once("```").map(|(block, _)| block))
        .collect();
    assert_eq!(blocks.len(), shown.len());
    for (block, (old, new)) in blocks.iter().zip(shown.iter().flatten()) {
        assert_eq!(*block, difference(old, new, 3));
    }
}
