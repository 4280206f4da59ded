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
        status: ::std::option::Option<u32>,
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
                        ),
                        __libgitops::Field::new(
                            "spec",
                            "spec",
                            <__libgitops::Probe<CarSpec>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "status",
                            "status",
                            <__libgitops::Probe<::std::option::Option<u32>>>::SHAPE,
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
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    #[automatically_derived]
    impl __libgitops::HasStatus for Car {
        type Status = ::std::option::Option<u32>;
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
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for CarSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                            "engine",
                            "engine",
                            <__libgitops::Probe<
                                ::std::option::Option<::std::string::String>,
                            >>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: ::std::option::Option<
                                ::std::string::String,
                            > = ::core::option::Option::Some(
                                ::core::convert::Into::<
                                    ::std::string::String,
                                >::into("diesel"),
                            );
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                            "is_open",
                            "is_open",
                            <__libgitops::Probe<bool>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: bool = true;
                            __libgitops::default_value(&__default)
                        }),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["engine", "is_open"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 3201441183532902713u64,
            names: &["engine", "is_open"],
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
    #[serde(remote = "OldCar", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<OldCar>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<OldCar>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        spec: OldSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for OldCar {
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
    impl __libgitops::serde::Serialize for OldCar {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for OldCar {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    const __HUB: &__libgitops::ApiResource = &<Car as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke("example.com", "v1beta1", "Car", __HUB);
    #[automatically_derived]
    impl __libgitops::Object for OldCar {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1beta1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "OldCar"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, Car>(),
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
                        ),
                        __libgitops::Field::new(
                            "spec",
                            "spec",
                            <__libgitops::Probe<OldSpec>>::SHAPE,
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
    impl __libgitops::HasMetadata for OldCar {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < OldCar > ()
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
    impl __libgitops::Spoke<Car> for OldCar {
        fn into_hub(self) -> Car {
            let Self { metadata: __metadata, spec: __spec } = self;
            Car {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::up(__metadata),
                spec: __libgitops::pair::<OldSpec, Car, _>(|hub| &(*hub).spec)
                    .through()
                    .up(__spec),
                status: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: Car) -> Self {
            Self {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::down(hub.metadata),
                spec: __libgitops::Pair::<OldSpec, _>::of(&hub.spec)
                    .through()
                    .down(hub.spec),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            <Self as __libgitops::Spoke<
                Car,
            >>::keeps_beside(&mut ::core::default::Default::default())
        }
        fn keeps_beside(asked: &mut __libgitops::Asked) -> __libgitops::Keeps {
            asked
                .once(
                    <Self as __libgitops::Spoke<Car>>::keeps_beside,
                    |asked| {
                        __libgitops::Keeps::ALL
                            .and(
                                __libgitops::pair::<OldSpec, Car, _>(|hub| &(*hub).spec)
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
                                    __libgitops::pair::<OldSpec, Car, _>(|hub| &(*hub).spec)
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
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has a type that is not known, or a guard"
    )]
    use __libgitops::{ByConversion as _, NothingKnown as _};
    type __Hub = <[(); {
        if __libgitops::are_others(
            <__libgitops::Probe<CarSpec>>::MEMBERS,
            3201441183532902713u64,
        ) {
            let known = <__libgitops::Probe<CarSpec>>::MEMBERS;
            let fields = &__libgitops::Decided::of(
                known,
                &["engine", "is_open"],
                "CarSpec",
                "",
            );
            fields.named(0usize);
            fields.named(1usize);
            fields.all();
        }
        0
    }] as __libgitops::Checked>::Of<CarSpec>;
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<CarSpec> for OldSpec {
        fn into_hub(self) -> CarSpec {
            let Self { r#type: __type } = self;
            __Hub {
                engine: <_ as __libgitops::SameAs<
                    ::std::option::Option<::std::string::String>,
                >>::up(__type),
                is_open: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: CarSpec) -> Self {
            let hub: __Hub = hub;
            Self {
                r#type: <_ as __libgitops::SameAs<
                    ::std::option::Option<::std::string::String>,
                >>::down(hub.engine),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
        }
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(
                    &__libgitops::SpokeRules {
                        moved: &[
                            __libgitops::Moved {
                                spoke: &["type"],
                                hub: &["engine"],
                                is_part: false,
                            },
                        ],
                        nested: &[],
                        guard: __libgitops::Guard::Field,
                    },
                )
            }
        }
    }
};
static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<Car>(),
        &__libgitops::Registration::of::<OldCar>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 2usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    const _: () = __libgitops::check_entry(KEYS, 1usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
