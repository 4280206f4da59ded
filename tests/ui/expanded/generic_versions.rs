const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Parcel", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Parcel<T>>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Parcel<T>>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        content: Vec<T>,
    }
    #[automatically_derived]
    impl<T> ::core::convert::From<__Wire<T>> for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn from(wire: __Wire<T>) -> Self {
            Self {
                metadata: wire.metadata,
                content: wire.content,
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
    impl<T> __libgitops::serde::Serialize for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn serialize<__S>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error>
        where
            __S: __libgitops::serde::Serializer,
        {
            <__Wire<T>>::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de, T> __libgitops::serde::Deserialize<'de> for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire<T>>::deserialize(deserializer)
        }
    }
    #[automatically_derived]
    impl<T> __libgitops::Object for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1",
                "Parcel",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("parcels")
            .with_singular("parcel")
            .with_hub(__libgitops::HubRole::Hub)
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Parcel"));
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
                            "content",
                            "content",
                            <__libgitops::Probe<Vec<T>>>::SHAPE,
                        ),
                    ],
                }
            })
        }
    }
    #[automatically_derived]
    impl<T> __libgitops::HasMetadata for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
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
    #[serde(remote = "Parcel", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Parcel<T>>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Parcel<T>>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        contents: Vec<T>,
    }
    #[automatically_derived]
    impl<T> ::core::convert::From<__Wire<T>> for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn from(wire: __Wire<T>) -> Self {
            Self {
                metadata: wire.metadata,
                contents: wire.contents,
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
    impl<T> __libgitops::serde::Serialize for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn serialize<__S>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error>
        where
            __S: __libgitops::serde::Serializer,
        {
            <__Wire<T>>::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de, T> __libgitops::serde::Deserialize<'de> for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire<T>>::deserialize(deserializer)
        }
    }
    #[automatically_derived]
    impl<T> __libgitops::Object for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1beta1",
                "Parcel",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("parcels")
            .with_singular("parcel")
            .with_hub(
                __libgitops::HubRole::Spoke(const {
                    const fn __checked(
                        __HUB: &'static __libgitops::ApiResource,
                    ) -> &'static __libgitops::ApiResource {
                        __libgitops::check_spoke(
                            "example.com",
                            "v1beta1",
                            "Parcel",
                            __HUB,
                        );
                        __HUB
                    }
                    __checked(&<v1::Parcel<T> as __libgitops::Object>::RESOURCE)
                }),
            )
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Parcel"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, v1::Parcel<T>>(),
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
                            "contents",
                            "contents",
                            <__libgitops::Probe<Vec<T>>>::SHAPE,
                        ),
                    ],
                }
            })
        }
    }
    #[automatically_derived]
    impl<T> __libgitops::HasMetadata for Parcel<T>
    where
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
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
    #[automatically_derived]
    #[allow(
        deprecated,
        clippy::useless_conversion,
        reason = "a spoke names all fields, deprecated ones too"
    )]
    impl<T> __libgitops::Spoke<v1::Parcel<T>> for Parcel<T> {
        fn into_hub(self) -> v1::Parcel<T> {
            let Self { metadata: __metadata, contents: __contents } = self;
            v1::Parcel::<T> {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::up(__metadata),
                content: __libgitops::pair::<
                    Vec<T>,
                    v1::Parcel<T>,
                    _,
                >(|hub| &(*hub).content)
                    .through()
                    .up(__contents),
            }
        }
        fn from_hub(hub: v1::Parcel<T>) -> Self {
            Self {
                metadata: <_ as __libgitops::SameAs<ObjectMeta>>::down(hub.metadata),
                contents: __libgitops::Pair::<Vec<T>, _>::of(&hub.content)
                    .through()
                    .down(hub.content),
            }
        }
        fn keeps() -> __libgitops::Keeps {
            <Self as __libgitops::Spoke<
                v1::Parcel<T>,
            >>::keeps_beside(&mut ::core::default::Default::default())
        }
        fn keeps_beside(asked: &mut __libgitops::Asked) -> __libgitops::Keeps {
            asked
                .once(
                    <Self as __libgitops::Spoke<v1::Parcel<T>>>::keeps_beside,
                    |asked| {
                        __libgitops::Keeps::ALL
                            .and(
                                __libgitops::pair::<
                                    Vec<T>,
                                    v1::Parcel<T>,
                                    _,
                                >(|hub| &(*hub).content)
                                    .through()
                                    .keeps(asked),
                            )
                    },
                )
        }
        fn rules() -> ::core::option::Option<&'static __libgitops::SpokeRules> {
            const {
                ::core::option::Option::Some(
                    &__libgitops::SpokeRules {
                        moved: &[
                            __libgitops::Moved {
                                spoke: &["contents"],
                                hub: &["content"],
                                is_part: false,
                            },
                        ],
                        nested: &[
                            __libgitops::Nested {
                                spoke: "contents",
                                hub: "content",
                                rules: || {
                                    __libgitops::pair::<
                                        Vec<T>,
                                        v1::Parcel<T>,
                                        _,
                                    >(|hub| &(*hub).content)
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
static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<Letters>(),
        &__libgitops::Registration::of::<OldLetters>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 2usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    const _: () = __libgitops::check_entry(KEYS, 1usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
