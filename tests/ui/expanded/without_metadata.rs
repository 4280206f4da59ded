const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Settings", bound = "", crate = "__libgitops::serde")]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Settings>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Settings>,
        period_seconds: Option<u64>,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Settings {
        fn from(wire: __Wire) -> Self {
            Self {
                period_seconds: wire.period_seconds,
            }
        }
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Settings {
        fn serialize<__S>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error>
        where
            __S: __libgitops::serde::Serializer,
        {
            <__Wire>::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> __libgitops::serde::Deserialize<'de> for Settings {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    #[automatically_derived]
    impl __libgitops::Object for Settings {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "config.example.com",
                "v1alpha1",
                "Settings",
                __libgitops::Scope::Cluster,
            )
            .with_plural("settings")
            .with_singular("settings")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Settings"));
        fn any_metadata(&self) -> ::core::option::Option<&dyn __libgitops::Metadata> {
            ::core::option::Option::None
        }
        fn any_metadata_mut(
            &mut self,
        ) -> ::core::option::Option<&mut dyn __libgitops::Metadata> {
            ::core::option::Option::None
        }
        fn fields() -> ::core::option::Option<&'static __libgitops::FieldTable> {
            ::core::option::Option::Some(const {
                &__libgitops::FieldTable {
                    fields: &[
                        __libgitops::Field::new(
                                "period_seconds",
                                "periodSeconds",
                                <__libgitops::Probe<Option<u64>>>::SHAPE,
                            )
                            .with_default(|| {
                                let __default: Option<u64> = ::core::option::Option::Some(
                                    30,
                                );
                                __libgitops::default_value(&__default)
                            }),
                    ],
                }
            })
        }
        fn initial() -> ::core::option::Option<Self> {
            ::core::option::Option::map(
                <__libgitops::Probe<Self>>::INITIAL,
                |initial| initial(),
            )
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Settings > ()
    }
};
