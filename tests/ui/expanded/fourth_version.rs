const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Lamp", bound = "", crate = "__libgitops::serde")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Lamp>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Lamp>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        spec: LampSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Lamp {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        (<__libgitops::Probe<ObjectMeta>>::IS_DEFAULT)(value)
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Lamp {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Lamp {
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
    impl __libgitops::Object for Lamp {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "lamps.example.com",
                "v2",
                "Lamp",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("lamps")
            .with_singular("lamp")
            .with_hub(__libgitops::HubRole::Hub)
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Lamp"));
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
                            <__libgitops::Probe<LampSpec>>::SHAPE,
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
    impl __libgitops::HasMetadata for Lamp {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Lamp > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for LampSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "power",
                        "power",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "color",
                        "color",
                        <__libgitops::Probe<v1::Color>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                            "bulbs",
                            "bulbs",
                            <__libgitops::Probe<Vec<Bulb>>>::SHAPE,
                        )
                        .with_list_keys(&["name"]),
                    __libgitops::Field::new(
                        "dimmer",
                        "dimmer",
                        <__libgitops::Probe<Option<u8>>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["power", "color", "bulbs", "dimmer"],
        );
    }
    const _: () = __libgitops::check_list_key(
        &<__libgitops::Probe<Vec<Bulb>>>::SHAPE,
        <__libgitops::Probe<Vec<Bulb>>>::NAMES,
        "name",
    );
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Bulb {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "name",
                        "name",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "age_in_hours",
                        "ageInHours",
                        <__libgitops::Probe<Option<u32>>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["name", "ageInHours"],
        );
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
    #[serde(remote = "Lamp", bound = "", crate = "__libgitops::serde")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Lamp>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Lamp>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        spec: LampSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Lamp {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        (<__libgitops::Probe<ObjectMeta>>::IS_DEFAULT)(value)
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Lamp {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Lamp {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    const __HUB: &__libgitops::ApiResource = &<v2::Lamp as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke("lamps.example.com", "v1", "Lamp", __HUB);
    #[automatically_derived]
    impl __libgitops::Object for Lamp {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "lamps.example.com",
                "v1",
                "Lamp",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("lamps")
            .with_singular("lamp")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Lamp"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, v2::Lamp>(),
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
                            <__libgitops::Probe<LampSpec>>::SHAPE,
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
    impl __libgitops::HasMetadata for Lamp {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Lamp > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::Lamp> for Lamp {
        fn into_hub(self) -> v2::Lamp {
            let Self { metadata: __metadata, spec: __spec } = self;
            v2::Lamp {
                metadata: __libgitops::pair::<
                    ObjectMeta,
                    v2::Lamp,
                    _,
                >(|hub| &(*hub).metadata)
                    .through()
                    .up(__metadata),
                spec: __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                    .through()
                    .up(__spec),
            }
        }
        fn from_hub(hub: v2::Lamp) -> Self {
            Self {
                metadata: __libgitops::Pair::<ObjectMeta, _>::of(&hub.metadata)
                    .through()
                    .down(hub.metadata),
                spec: __libgitops::Pair::<LampSpec, _>::of(&hub.spec)
                    .through()
                    .down(hub.spec),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<ObjectMeta, v2::Lamp, _>(|hub| &(*hub).metadata)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                        .through()
                        .keeps(),
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
                                        LampSpec,
                                        v2::Lamp,
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
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for LampSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "power",
                        "power",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "color",
                        "color",
                        <__libgitops::Probe<Color>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                            "bulbs",
                            "bulbs",
                            <__libgitops::Probe<Vec<Bulb>>>::SHAPE,
                        )
                        .with_list_keys(&["name"]),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["power", "color", "bulbs"],
        );
    }
    const _: () = __libgitops::check_list_key(
        &<__libgitops::Probe<Vec<Bulb>>>::SHAPE,
        <__libgitops::Probe<Vec<Bulb>>>::NAMES,
        "name",
    );
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::LampSpec> for LampSpec {
        fn into_hub(self) -> v2::LampSpec {
            let Self { power: __power, color: __color, bulbs: __bulbs } = self;
            v2::LampSpec {
                power: __libgitops::pair::<String, v2::LampSpec, _>(|hub| &(*hub).power)
                    .through()
                    .up(__power),
                color: __libgitops::pair::<Color, v2::LampSpec, _>(|hub| &(*hub).color)
                    .through()
                    .up(__color),
                bulbs: __libgitops::pair::<
                    Vec<Bulb>,
                    v2::LampSpec,
                    _,
                >(|hub| &(*hub).bulbs)
                    .through()
                    .up(__bulbs),
                dimmer: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: v2::LampSpec) -> Self {
            Self {
                power: __libgitops::Pair::<String, _>::of(&hub.power)
                    .through()
                    .down(hub.power),
                color: __libgitops::Pair::<Color, _>::of(&hub.color)
                    .through()
                    .down(hub.color),
                bulbs: __libgitops::Pair::<Vec<Bulb>, _>::of(&hub.bulbs)
                    .through()
                    .down(hub.bulbs),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<String, v2::LampSpec, _>(|hub| &(*hub).power)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<Color, v2::LampSpec, _>(|hub| &(*hub).color)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<Vec<Bulb>, v2::LampSpec, _>(|hub| &(*hub).bulbs)
                        .through()
                        .keeps(),
                )
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
        }
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(
                    &__libgitops::SpokeRules {
                        moved: &[],
                        nested: &[
                            __libgitops::Nested {
                                spoke: "color",
                                hub: "color",
                                rules: || {
                                    __libgitops::pair::<
                                        Color,
                                        v2::LampSpec,
                                        _,
                                    >(|hub| &(*hub).color)
                                        .through()
                                        .rules()
                                },
                            },
                            __libgitops::Nested {
                                spoke: "bulbs",
                                hub: "bulbs",
                                rules: || {
                                    __libgitops::pair::<
                                        Vec<Bulb>,
                                        v2::LampSpec,
                                        _,
                                    >(|hub| &(*hub).bulbs)
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
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Color {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "name",
                        "name",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "kelvin",
                        "kelvin",
                        <__libgitops::Probe<Option<u16>>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["name", "kelvin"],
        );
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Bulb {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "name",
                        "name",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "hours",
                        "hours",
                        <__libgitops::Probe<Option<u32>>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["name", "hours"],
        );
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::Bulb> for Bulb {
        fn into_hub(self) -> v2::Bulb {
            let Self { name: __name, hours: __hours } = self;
            v2::Bulb {
                name: __libgitops::pair::<String, v2::Bulb, _>(|hub| &(*hub).name)
                    .through()
                    .up(__name),
                age_in_hours: __libgitops::pair::<
                    Option<u32>,
                    v2::Bulb,
                    _,
                >(|hub| &(*hub).age_in_hours)
                    .through()
                    .up(__hours),
            }
        }
        fn from_hub(hub: v2::Bulb) -> Self {
            Self {
                name: __libgitops::Pair::<String, _>::of(&hub.name)
                    .through()
                    .down(hub.name),
                hours: __libgitops::Pair::<Option<u32>, _>::of(&hub.age_in_hours)
                    .through()
                    .down(hub.age_in_hours),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<String, v2::Bulb, _>(|hub| &(*hub).name)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<
                        Option<u32>,
                        v2::Bulb,
                        _,
                    >(|hub| &(*hub).age_in_hours)
                        .through()
                        .keeps(),
                )
        }
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(
                    &__libgitops::SpokeRules {
                        moved: &[
                            __libgitops::Moved {
                                spoke: &["hours"],
                                hub: &["age_in_hours"],
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
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Lamp", bound = "", crate = "__libgitops::serde")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Lamp>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Lamp>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        spec: LampSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Lamp {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        (<__libgitops::Probe<ObjectMeta>>::IS_DEFAULT)(value)
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Lamp {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Lamp {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    const __HUB: &__libgitops::ApiResource = &<v2::Lamp as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke(
        "lamps.example.com",
        "v1beta1",
        "Lamp",
        __HUB,
    );
    #[automatically_derived]
    impl __libgitops::Object for Lamp {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "lamps.example.com",
                "v1beta1",
                "Lamp",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("lamps")
            .with_singular("lamp")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Lamp"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, v2::Lamp>(),
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
                            <__libgitops::Probe<LampSpec>>::SHAPE,
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
    impl __libgitops::HasMetadata for Lamp {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Lamp > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::Lamp> for Lamp {
        fn into_hub(self) -> v2::Lamp {
            let Self { metadata: __metadata, spec: __spec } = self;
            v2::Lamp {
                metadata: __libgitops::pair::<
                    ObjectMeta,
                    v2::Lamp,
                    _,
                >(|hub| &(*hub).metadata)
                    .through()
                    .up(__metadata),
                spec: __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                    .through()
                    .up(__spec),
            }
        }
        fn from_hub(hub: v2::Lamp) -> Self {
            Self {
                metadata: __libgitops::Pair::<ObjectMeta, _>::of(&hub.metadata)
                    .through()
                    .down(hub.metadata),
                spec: __libgitops::Pair::<LampSpec, _>::of(&hub.spec)
                    .through()
                    .down(hub.spec),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<ObjectMeta, v2::Lamp, _>(|hub| &(*hub).metadata)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                        .through()
                        .keeps(),
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
                                        LampSpec,
                                        v2::Lamp,
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
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for LampSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "power",
                        "power",
                        <__libgitops::Probe<u32>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "color",
                        "color",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                            "bulbs",
                            "bulbs",
                            <__libgitops::Probe<Vec<Bulb>>>::SHAPE,
                        )
                        .with_list_keys(&["name"]),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["power", "color", "bulbs"],
        );
    }
    const _: () = __libgitops::check_list_key(
        &<__libgitops::Probe<Vec<Bulb>>>::SHAPE,
        <__libgitops::Probe<Vec<Bulb>>>::NAMES,
        "name",
    );
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::LampSpec> for LampSpec {
        fn into_hub(self) -> v2::LampSpec {
            let Self { power: __power, color: __color, bulbs: __bulbs } = self;
            v2::LampSpec {
                power: __libgitops::Attempt(watts::up(__power)).or_default(),
                color: v1::Color {
                    name: __libgitops::pair::<
                        String,
                        v2::LampSpec,
                        _,
                    >(|hub| &(*hub).color.name)
                        .through()
                        .up(__color),
                    kelvin: ::core::default::Default::default(),
                },
                bulbs: __libgitops::pair::<
                    Vec<Bulb>,
                    v2::LampSpec,
                    _,
                >(|hub| &(*hub).bulbs)
                    .through()
                    .up(__bulbs),
                dimmer: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: v2::LampSpec) -> Self {
            Self {
                power: __libgitops::Attempt(watts::down(hub.power)).or_default(),
                color: __libgitops::Pair::<String, _>::of(&hub.color.name)
                    .through()
                    .down(hub.color.name),
                bulbs: __libgitops::Pair::<Vec<Bulb>, _>::of(&hub.bulbs)
                    .through()
                    .down(hub.bulbs),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(__libgitops::Keeps::NOTHING_KNOWN)
                .and(
                    __libgitops::pair::<
                        String,
                        v2::LampSpec,
                        _,
                    >(|hub| &(*hub).color.name)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<Vec<Bulb>, v2::LampSpec, _>(|hub| &(*hub).bulbs)
                        .through()
                        .keeps(),
                )
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
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
                                spoke: &["color"],
                                hub: &["color", "name"],
                                is_part: false,
                            },
                        ],
                        nested: &[
                            __libgitops::Nested {
                                spoke: "bulbs",
                                hub: "bulbs",
                                rules: || {
                                    __libgitops::pair::<
                                        Vec<Bulb>,
                                        v2::LampSpec,
                                        _,
                                    >(|hub| &(*hub).bulbs)
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
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Bulb {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "name",
                        "name",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["name"],
        );
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::Bulb> for Bulb {
        fn into_hub(self) -> v2::Bulb {
            let Self { name: __name } = self;
            v2::Bulb {
                name: __libgitops::pair::<String, v2::Bulb, _>(|hub| &(*hub).name)
                    .through()
                    .up(__name),
                age_in_hours: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: v2::Bulb) -> Self {
            Self {
                name: __libgitops::Pair::<String, _>::of(&hub.name)
                    .through()
                    .down(hub.name),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<String, v2::Bulb, _>(|hub| &(*hub).name)
                        .through()
                        .keeps(),
                )
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
        }
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
    #[serde(remote = "Lamp", bound = "", crate = "__libgitops::serde")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Lamp>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Lamp>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        spec: LampSpec,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Lamp {
        fn from(wire: __Wire) -> Self {
            Self {
                metadata: wire.metadata,
                spec: wire.spec,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        (<__libgitops::Probe<ObjectMeta>>::IS_DEFAULT)(value)
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Lamp {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Lamp {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    const __HUB: &__libgitops::ApiResource = &<v2::Lamp as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke(
        "lamps.example.com",
        "v1alpha1",
        "Lamp",
        __HUB,
    );
    #[automatically_derived]
    impl __libgitops::Object for Lamp {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "lamps.example.com",
                "v1alpha1",
                "Lamp",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("lamps")
            .with_singular("lamp")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Lamp"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, v2::Lamp>(),
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
                            <__libgitops::Probe<LampSpec>>::SHAPE,
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
    impl __libgitops::HasMetadata for Lamp {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Lamp > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::Lamp> for Lamp {
        fn into_hub(self) -> v2::Lamp {
            let Self { metadata: __metadata, spec: __spec } = self;
            v2::Lamp {
                metadata: __libgitops::pair::<
                    ObjectMeta,
                    v2::Lamp,
                    _,
                >(|hub| &(*hub).metadata)
                    .through()
                    .up(__metadata),
                spec: __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                    .through()
                    .up(__spec),
            }
        }
        fn from_hub(hub: v2::Lamp) -> Self {
            Self {
                metadata: __libgitops::Pair::<ObjectMeta, _>::of(&hub.metadata)
                    .through()
                    .down(hub.metadata),
                spec: __libgitops::Pair::<LampSpec, _>::of(&hub.spec)
                    .through()
                    .down(hub.spec),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(
                    __libgitops::pair::<ObjectMeta, v2::Lamp, _>(|hub| &(*hub).metadata)
                        .through()
                        .keeps(),
                )
                .and(
                    __libgitops::pair::<LampSpec, v2::Lamp, _>(|hub| &(*hub).spec)
                        .through()
                        .keeps(),
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
                                        LampSpec,
                                        v2::Lamp,
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
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for LampSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "watts",
                        "watts",
                        <__libgitops::Probe<u32>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "color",
                        "color",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["watts", "color"],
        );
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a field has another type in the hub, a lens or a guard"
    )]
    use __libgitops::{ByConversion as _, NoAttempt as _, NothingKnown as _};
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl __libgitops::Spoke<v2::LampSpec> for LampSpec {
        fn into_hub(self) -> v2::LampSpec {
            let Self { watts: __watts, color: __color } = self;
            v2::LampSpec {
                power: __libgitops::Attempt(watts::up(__watts)).or_default(),
                color: v1::Color {
                    name: __libgitops::pair::<
                        String,
                        v2::LampSpec,
                        _,
                    >(|hub| &(*hub).color.name)
                        .through()
                        .up(__color),
                    kelvin: ::core::default::Default::default(),
                },
                bulbs: ::core::default::Default::default(),
                dimmer: ::core::default::Default::default(),
            }
        }
        fn from_hub(hub: v2::LampSpec) -> Self {
            Self {
                watts: __libgitops::Attempt(watts::down(hub.power)).or_default(),
                color: __libgitops::Pair::<String, _>::of(&hub.color.name)
                    .through()
                    .down(hub.color.name),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            __libgitops::Keeps::ALL
                .and(__libgitops::Keeps::NOTHING_KNOWN)
                .and(
                    __libgitops::pair::<
                        String,
                        v2::LampSpec,
                        _,
                    >(|hub| &(*hub).color.name)
                        .through()
                        .keeps(),
                )
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
                .and(__libgitops::Keeps {
                    to_hub: true,
                    from_hub: false,
                })
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
                                spoke: &["watts"],
                                hub: &["power"],
                                is_part: false,
                            },
                            __libgitops::Moved {
                                spoke: &["color"],
                                hub: &["color", "name"],
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
/// All of it, checked by the compiler.
pub static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<v2::Lamp>(),
        &__libgitops::Registration::of::<v1::Lamp>(),
        &__libgitops::Registration::of::<v1beta1::Lamp>(),
        &__libgitops::Registration::of::<v1alpha1::Lamp>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 4usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    const _: () = __libgitops::check_entry(KEYS, 1usize);
    const _: () = __libgitops::check_entry(KEYS, 2usize);
    const _: () = __libgitops::check_entry(KEYS, 3usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
