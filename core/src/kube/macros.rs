//! The macros that make foreign types objects. Each expands to a table of calls, as the derives do.

/// Lists resources of k8s-openapi, and other types that are objects already, for
/// [`Scheme::linked`](crate::scheme::Scheme::linked).
///
/// Several crates may list one type. `scheme!` and the builder of a scheme take the types as they are.
///
/// ```standalone_crate
/// use k8s_openapi::api::{apps::v1::Deployment, core::v1::Service};
/// use libgitops_core::scheme::Scheme;
///
/// libgitops_core::kube::register!(Deployment, Service);
///
/// let scheme = Scheme::linked()?;
/// assert_eq!(scheme.registrations().len(), 2);
/// assert_eq!(scheme.named("deployment")[0].resource().gvr().to_string(), "apps/v1/deployments");
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __kube_register {
    ($($object:ty),+ $(,)?) => {
        $(
            const _: () = {
                use $crate::__private::inventory;
                inventory::submit! { $crate::__private::Registration::of::<$object>() }
            };
        )+
    };
}

/// Makes a root of kube's `#[derive(CustomResource)]` an object, and lists it.
///
/// Group, version, kind and plural are those of its `#[kube(…)]`, as constants; `scope` is `Namespaced` or `Cluster`. With
/// `status` behind them the root has one, and `update_status` works. The type has to be of the same crate; one of another
/// crate goes through [`newtype!`](crate::kube::newtype).
///
/// ```standalone_crate
/// # use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
/// # struct Document { metadata: ObjectMeta, title: String }
/// # impl kube_core::Resource for Document {
/// #     type DynamicType = ();
/// #     type Scope = k8s_openapi::NamespaceResourceScope;
/// #     fn kind(_: &()) -> std::borrow::Cow<'_, str> { "Document".into() }
/// #     fn group(_: &()) -> std::borrow::Cow<'_, str> { "example.com".into() }
/// #     fn version(_: &()) -> std::borrow::Cow<'_, str> { "v1".into() }
/// #     fn plural(_: &()) -> std::borrow::Cow<'_, str> { "documents".into() }
/// #     fn meta(&self) -> &ObjectMeta { &self.metadata }
/// #     fn meta_mut(&mut self) -> &mut ObjectMeta { &mut self.metadata }
/// # }
/// use libgitops_core::scheme::Scheme;
///
/// // #[derive(CustomResource, …)]
/// // #[kube(group = "example.com", version = "v1", kind = "Document", namespaced)]
/// // pub struct DocumentSpec { … }
///
/// libgitops_core::kube::object!(
///     Document,
///     group = "example.com",
///     version = "v1",
///     kind = "Document",
///     plural = "documents",
///     scope = Namespaced,
/// );
///
/// assert!(Scheme::linked()?.of_type::<Document>().is_some());
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __kube_object {
    ($object:ty, group = $group:literal, version = $version:literal, kind = $kind:literal, plural = $plural:literal,
        scope = $scope:ident, status $(,)?) => {
        $crate::__kube_object! {
            $object, group = $group, version = $version, kind = $kind, plural = $plural, scope = $scope
        }

        impl $crate::__private::HasStatus for $object {
            type Status = ::core::option::Option<<$object as $crate::kube::__private::HasStatus>::Status>;

            fn status(&self) -> &Self::Status {
                &self.status
            }

            fn status_mut(&mut self) -> &mut Self::Status {
                &mut self.status
            }
        }
    };
    ($object:ty, group = $group:literal, version = $version:literal, kind = $kind:literal, plural = $plural:literal,
        scope = $scope:ident $(,)?) => {
        impl $crate::__private::Object for $object {
            const RESOURCE: $crate::__private::ApiResource = $crate::__private::ApiResource::new(
                $group,
                $version,
                $kind,
                $crate::__private::Scope::$scope,
            )
            .with_plural($plural)
            .with_type_name(::core::concat!(::core::module_path!(), "::", ::core::stringify!($object)));

            fn any_metadata(&self) -> ::core::option::Option<&dyn $crate::__private::Metadata> {
                ::core::option::Option::Some($crate::kube::__private::Resource::meta(self))
            }

            fn any_metadata_mut(&mut self) -> ::core::option::Option<&mut dyn $crate::__private::Metadata> {
                ::core::option::Option::Some($crate::kube::__private::Resource::meta_mut(self))
            }
        }

        impl $crate::__private::HasMetadata for $object {
            type Meta = $crate::kube::__private::ObjectMeta;

            fn meta(&self) -> &Self::Meta {
                $crate::kube::__private::Resource::meta(self)
            }

            fn meta_mut(&mut self) -> &mut Self::Meta {
                $crate::kube::__private::Resource::meta_mut(self)
            }
        }

        // A kind of another scope than kube's does not compile.
        const _: () = {
            fn has_scope<T: $crate::kube::__private::Resource<Scope = S>, S>() {}
            let _: fn() = has_scope::<
                $object,
                <$crate::kube::__private::ScopeOf<
                    {
                        $crate::kube::__private::is_namespaced(
                            &<$object as $crate::__private::Object>::RESOURCE,
                        )
                    },
                > as $crate::kube::__private::ScopeType>::Scope,
            >;
        };

        $crate::__kube_register!($object);
    };
}

/// Makes a type of this crate around a root of kube's derive that another crate has, and makes it an object as
/// [`object!`](crate::kube::object) does.
///
/// The new type derefs to the inner one, converts from and to it by `From`, and is the same on the wire.
///
/// ```
/// # mod gateways {
/// #     use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// #     #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
/// #     pub struct Gateway { pub metadata: ObjectMeta, pub port: u16 }
/// #     impl kube_core::Resource for Gateway {
/// #         type DynamicType = ();
/// #         type Scope = k8s_openapi::NamespaceResourceScope;
/// #         fn kind(_: &()) -> std::borrow::Cow<'_, str> { "Gateway".into() }
/// #         fn group(_: &()) -> std::borrow::Cow<'_, str> { "example.com".into() }
/// #         fn version(_: &()) -> std::borrow::Cow<'_, str> { "v1".into() }
/// #         fn plural(_: &()) -> std::borrow::Cow<'_, str> { "gateways".into() }
/// #         fn meta(&self) -> &ObjectMeta { &self.metadata }
/// #         fn meta_mut(&mut self) -> &mut ObjectMeta { &mut self.metadata }
/// #     }
/// # }
/// libgitops_core::kube::newtype! {
///     /// A gateway.
///     #[derive(Clone, Debug)]
///     pub struct Gateway(gateways::Gateway);
///
///     group = "example.com",
///     version = "v1",
///     kind = "Gateway",
///     plural = "gateways",
///     scope = Namespaced,
/// }
///
/// fn port(gateway: &Gateway) -> u16 {
///     gateway.port
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __kube_newtype {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident($inner:ty); $($names:tt)*) => {
        $(#[$attribute])*
        $visibility struct $name(pub $inner);

        impl ::core::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::core::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inner {
                &mut self.0
            }
        }

        impl ::core::convert::From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        impl ::core::convert::From<$name> for $inner {
            fn from(outer: $name) -> Self {
                outer.0
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::core::result::Result::map($crate::__private::serde::Deserialize::deserialize(deserializer), Self)
            }
        }

        impl $crate::kube::__private::Resource for $name {
            type DynamicType = ();
            type Scope = <$inner as $crate::kube::__private::Resource>::Scope;

            fn kind(known: &()) -> ::std::borrow::Cow<'_, str> {
                <$inner as $crate::kube::__private::Resource>::kind(known)
            }

            fn group(known: &()) -> ::std::borrow::Cow<'_, str> {
                <$inner as $crate::kube::__private::Resource>::group(known)
            }

            fn version(known: &()) -> ::std::borrow::Cow<'_, str> {
                <$inner as $crate::kube::__private::Resource>::version(known)
            }

            fn plural(known: &()) -> ::std::borrow::Cow<'_, str> {
                <$inner as $crate::kube::__private::Resource>::plural(known)
            }

            fn meta(&self) -> &$crate::kube::__private::ObjectMeta {
                $crate::kube::__private::Resource::meta(&self.0)
            }

            fn meta_mut(&mut self) -> &mut $crate::kube::__private::ObjectMeta {
                $crate::kube::__private::Resource::meta_mut(&mut self.0)
            }
        }

        $crate::__kube_object!($name, $($names)*);
    };
}

/// Implements `kube::Resource` for derived objects that hold k8s-openapi's `ObjectMeta`.
///
/// ```text
/// use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// use libgitops::Object;
///
/// #[derive(Object, Clone, Debug)]
/// #[object(group = "example.com", version = "v1", scope = Namespaced)]
/// struct Lamp {
///     metadata: ObjectMeta,
///     watts: u32,
/// }
///
/// libgitops::kube::resource!(Lamp);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __kube_resource {
    ($($object:ty),+ $(,)?) => {
        $(
            impl $crate::kube::__private::Resource for $object {
                type DynamicType = ();
                type Scope = <$crate::kube::__private::ScopeOf<
                    {
                        $crate::kube::__private::is_namespaced(
                            &<$object as $crate::__private::Object>::RESOURCE,
                        )
                    },
                > as $crate::kube::__private::ScopeType>::Scope;

                fn kind(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(<$object as $crate::__private::Object>::RESOURCE.kind)
                }

                fn group(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(<$object as $crate::__private::Object>::RESOURCE.group)
                }

                fn version(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(<$object as $crate::__private::Object>::RESOURCE.version)
                }

                fn plural(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(<$object as $crate::__private::Object>::RESOURCE.plural)
                }

                fn meta(&self) -> &$crate::kube::__private::ObjectMeta {
                    $crate::__private::HasMetadata::meta(self)
                }

                fn meta_mut(&mut self) -> &mut $crate::kube::__private::ObjectMeta {
                    $crate::__private::HasMetadata::meta_mut(self)
                }
            }
        )+
    };
}
