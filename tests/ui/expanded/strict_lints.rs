const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Car", bound = "", crate = "__libgitops::serde")]
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
        metadata: ObjectMeta,
        spec: CarSpec,
        #[serde(
            rename = "status",
            default,
            skip_serializing_if = "::core::option::Option::is_none"
        )]
        status: Option<CarSpec>,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Car {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
                status: wire.status,
            }
        }
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
                "example.com",
                "v1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_hub(__libgitops::HubRole::Hub)
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
                                "metadata",
                                "metadata",
                                <__libgitops::Probe<ObjectMeta>>::SHAPE,
                            )
                            .with_docs("Name and labels."),
                        __libgitops::Field::new(
                                "spec",
                                "spec",
                                <__libgitops::Probe<CarSpec>>::SHAPE,
                            )
                            .with_docs("What is asked for."),
                        __libgitops::Field::new(
                                "status",
                                "status",
                                <__libgitops::Probe<Option<CarSpec>>>::SHAPE,
                            )
                            .with_docs("What is."),
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
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    #[automatically_derived]
    impl __libgitops::HasStatus for Car {
        type Status = Option<CarSpec>;
        fn status(&self) -> &Self::Status {
            &self.status
        }
        fn status_mut(&mut self) -> &mut Self::Status {
            &mut self.status
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Car > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Truck", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Truck>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Truck>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        maxSpeed: u32,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Truck {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                maxSpeed: wire.maxSpeed,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        __libgitops::is_absent(
            value,
            <__libgitops::Probe<ObjectMeta>>::IS_DEFAULT,
            &<__libgitops::Probe<ObjectMeta>>::SHAPE,
        )
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Truck {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Truck {
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
    impl __libgitops::Object for Truck {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1",
                "Truck",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("trucks")
            .with_singular("truck")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Truck"));
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
                                "metadata",
                                "metadata",
                                <__libgitops::Probe<ObjectMeta>>::SHAPE,
                            )
                            .with_docs("Name and labels."),
                        __libgitops::Field::new(
                                "maxSpeed",
                                "maxSpeed",
                                <__libgitops::Probe<u32>>::SHAPE,
                            )
                            .with_docs("In kilometers an hour."),
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
    impl __libgitops::HasMetadata for Truck {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Truck > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for CarSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                            "engine_name",
                            "engineName",
                            <__libgitops::Probe<String>>::SHAPE,
                        )
                        .with_docs("The name of the engine.")
                        .with_default(|| {
                            let __default: String = ::core::convert::Into::<
                                String,
                            >::into("diesel");
                            __libgitops::default_value(&__default)
                        }),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["engineName"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 4844966529416255303u64,
            names: &["engine_name"],
        });
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Car", bound = "", crate = "__libgitops::serde")]
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
        metadata: ObjectMeta,
        spec: CarSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Car {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
            }
        }
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
    const __HUB: &__libgitops::ApiResource = &<super::Car as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke("example.com", "v1beta1", "Car", __HUB);
    #[automatically_derived]
    impl __libgitops::Object for Car {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1beta1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_deprecated("")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Car"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, super::Car>(),
        );
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
                                "metadata",
                                "metadata",
                                <__libgitops::Probe<ObjectMeta>>::SHAPE,
                            )
                            .with_docs("Name and labels."),
                        __libgitops::Field::new(
                                "spec",
                                "spec",
                                <__libgitops::Probe<CarSpec>>::SHAPE,
                            )
                            .with_docs("What is asked for."),
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
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Car > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has a type that is not known, or a guard"
    )]
    use __libgitops::{ByConversion as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<super::Car> for Car {
        fn into_hub(self) -> super::Car {
            let Self { metadata: __metadata, spec: __spec } = self;
            super::Car {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::up(__metadata),
                spec: __libgitops::pair::<CarSpec, super::Car, _>(|hub| &(*hub).spec)
                    .through()
                    .up(__spec),
                status: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: super::Car) -> Self {
            Self {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::down(hub.metadata),
                spec: __libgitops::Pair::<CarSpec, _>::of(&hub.spec)
                    .through()
                    .down(hub.spec),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            <Self as __libgitops::Spoke<
                super::Car,
            >>::keeps_beside(&mut ::core::default::Default::default())
        }
        fn keeps_beside(asked: &mut __libgitops::Asked) -> __libgitops::Keeps {
            asked
                .once(
                    <Self as __libgitops::Spoke<super::Car>>::keeps_beside,
                    |asked| {
                        __libgitops::Keeps::ALL
                            .and(
                                __libgitops::pair::<
                                    CarSpec,
                                    super::Car,
                                    _,
                                >(|hub| &(*hub).spec)
                                    .through()
                                    .keeps(asked),
                            )
                            .and(__libgitops::Keeps {
                                to_hub: true,
                                from_hub: false,
                            })
                    },
                )
        }
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(
                    &__libgitops::SpokeRules {
                        moved: &[],
                        nested: &[
                            __libgitops::Nested {
                                spoke: "spec",
                                hub: "spec",
                                rules: || {
                                    __libgitops::pair::<
                                        CarSpec,
                                        super::Car,
                                        _,
                                    >(|hub| &(*hub).spec)
                                        .through()
                                        .rules()
                                },
                            },
                        ],
                        guard: __libgitops::Guard::Field,
                    },
                )
            }
        }
    }
};
/// All kinds.
pub static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<Car>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 1usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
