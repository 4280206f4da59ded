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
                            )
                            .with_docs("What is asked for.\n\nIn full."),
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
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for CarSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                            "lowest_temperature",
                            "lowestTemperature",
                            <__libgitops::Probe<i64>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: i64 = -7;
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                            "color",
                            "color",
                            <__libgitops::Probe<Option<Color>>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: Option<Color> = ::core::option::Option::Some(
                                ::core::convert::Into::<Color>::into("red"),
                            );
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                            "stripes",
                            "stripes",
                            <__libgitops::Probe<Color>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: Color = Color("blue".into());
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                            "gears",
                            "gears",
                            <__libgitops::Probe<Option<Vec<u8>>>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: Option<Vec<u8>> = Some(vec![1, 2]);
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                            "all_doors",
                            "doors",
                            <__libgitops::Probe<Vec<Door>>>::SHAPE,
                        )
                        .with_aliases(&["door", "gates"])
                        .read_as("door")
                        .with_list_keys(&["name"])
                        .with_default(|| {
                            let __default: Vec<Door> = vec![Door::default()];
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                        "by_name",
                        "byName",
                        <__libgitops::Probe<BTreeMap<String, Door>>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                            "base",
                            "",
                            <__libgitops::Probe<Base>>::SHAPE,
                        )
                        .flattened(),
                    __libgitops::Field::new(
                            "children",
                            "children",
                            <__libgitops::Probe<Option<Vec<Self>>>>::SHAPE,
                        )
                        .with_list_keys(&["color"]),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::None;
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 9810622556078544314u64,
            names: &[
                "lowest_temperature",
                "color",
                "stripes",
                "gears",
                "all_doors",
                "by_name",
                "base",
                "computed",
                "children",
            ],
        });
    }
    const _: () = __libgitops::check_list_key(
        &<__libgitops::Probe<Vec<Door>>>::SHAPE,
        <__libgitops::Probe<Vec<Door>>>::NAMES,
        "name",
    );
    const _: () = __libgitops::check_list_key(
        &<__libgitops::Probe<Option<Vec<CarSpec>>>>::SHAPE,
        <__libgitops::Probe<Option<Vec<CarSpec>>>>::NAMES,
        "color",
    );
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Door {
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
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 14176396743819860870u64,
            names: &["name"],
        });
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Base {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "wheels",
                        "wheels",
                        <__libgitops::Probe<u32>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["wheels"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 11753582569491852349u64,
            names: &["wheels"],
        });
    }
};
