//! Roots of kube-rs's derive that another crate has.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta as KubeMeta;
use kube_core::ResourceExt as _;
use libgitops::prelude::*;

/// Stands for a crate of another maker: it knows nothing of this library.
mod gateways {
    use kube_derive::CustomResource;
    use serde::{Deserialize, Serialize};

    #[derive(CustomResource, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[kube(group = "gateway.example.com", version = "v1", kind = "Gateway", schema = "disabled")]
    #[kube(crates(kube_core = "::kube_core", k8s_openapi = "::k8s_openapi"), derive = "PartialEq")]
    pub(super) struct GatewaySpec {
        pub(super) port: u16,
    }
}

libgitops::kube::newtype! {
    /// A gateway.
    #[derive(Clone, Debug, PartialEq)]
    struct Gateway(gateways::Gateway);

    group = "gateway.example.com",
    version = "v1",
    kind = "Gateway",
    plural = "gateways",
    scope = Cluster,
}

// Another crate has it in its list too (`resources.rs`).
libgitops::kube::register!(k8s_openapi::api::core::v1::ConfigMap);

#[test]
fn a_newtype_is_its_inner_type_on_the_wire_and_an_object_of_the_scheme() {
    let text =
        "apiVersion: gateway.example.com/v1\nkind: Gateway\nmetadata:\n  name: edge\nspec:\n  port: 80\n";
    let serializer = Serializer::new(Scheme::linked().unwrap());
    let gateway: Gateway = serializer.decoder().decode_as(&Frame::yaml(text)).unwrap();
    assert_eq!((gateway.name_any().as_str(), gateway.spec.port), ("edge", 80));
    assert_eq!(serializer.encoder().to_yaml(&gateway).unwrap(), text);
    let misspelt = Frame::yaml(text.replace("port", "prot"));
    assert_eq!(serializer.decoder().decode_as::<Gateway>(&misspelt).unwrap_err().problems().len(), 2);

    let storage = MemoryStorage::in_memory(serializer);
    storage.kind::<Gateway>().create(&mut gateway.clone()).unwrap();
    let mut stored = storage.kind::<Gateway>().get("edge").unwrap();
    stored.spec.port = 443;
    storage.kind::<Gateway>().update(&mut stored).unwrap();
    let inner: gateways::Gateway = storage.kind::<Gateway>().get("edge").unwrap().into();
    assert_eq!(inner.spec.port, 443);
    let meta: KubeMeta = inner.metadata;
    assert!(meta.resource_version.is_some() && meta.creation_timestamp.is_some());
}
