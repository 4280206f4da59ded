const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Car", bound = "", crate = "__libgitops::serde")]
    #[serde(rename_all = "UPPERCASE")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Car>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Car>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        meta: ObjectMeta,
        #[serde(rename = "status", default, skip_serializing_if = "__status_is_default")]
        observed: CarStatus,
        spec: u32,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Car {
        fn from(wire: __Wire) -> Self {
            Self {
                observed: wire.observed,
                spec: wire.spec,
                meta: wire.meta,
            }
        }
    }
    fn __status_is_default(value: &CarStatus) -> bool {
        __libgitops::is_absent(
            value,
            <__libgitops::Probe<CarStatus>>::IS_DEFAULT,
            &<__libgitops::Probe<CarStatus>>::SHAPE,
        )
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        __libgitops::is_absent(
            value,
            <__libgitops::Probe<ObjectMeta>>::IS_DEFAULT,
            &<__libgitops::Probe<ObjectMeta>>::SHAPE,
        )
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Car {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Car {
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
    impl __libgitops::Object for Car {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "",
                "v1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Car"));
        fn any_metadata(&self) -> ::core::option::Option<&dyn __libgitops::Metadata> {
            __libgitops::metadata_of(self)
        }
        fn any_metadata_mut(
            &mut self,
        ) -> ::core::option::Option<&mut dyn __libgitops::Metadata> {
            __libgitops::metadata_of_mut(self)
        }
        fn fields() -> ::core::option::Option<&'static __libgitops::FieldTable> {
            ::core::option::Option::Some(const {
                &__libgitops::FieldTable {
                    fields: &[
                        __libgitops::Field::new(
                            "observed",
                            "status",
                            <__libgitops::Probe<CarStatus>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "spec",
                            "SPEC",
                            <__libgitops::Probe<u32>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "meta",
                            "metadata",
                            <__libgitops::Probe<ObjectMeta>>::SHAPE,
                        ),
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
    #[automatically_derived]
    impl __libgitops::HasMetadata for Car {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.meta
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.meta
        }
    }
    #[automatically_derived]
    impl __libgitops::HasStatus for Car {
        type Status = CarStatus;
        fn status(&self) -> &Self::Status {
            &self.observed
        }
        fn status_mut(&mut self) -> &mut Self::Status {
            &mut self.observed
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Car > ()
    }
};
