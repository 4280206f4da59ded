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
    struct __Wire<T, const N: usize>
    where
        T: Default,
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Parcel<T, N>>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Parcel<T, N>>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
        content: Vec<Item<T>>,
        #[serde(skip)]
        marker: PhantomData<T>,
        #[serde(
            rename = "status",
            default,
            skip_serializing_if = "::core::option::Option::is_none"
        )]
        status: Option<T>,
    }
    #[automatically_derived]
    impl<T, const N: usize> ::core::convert::From<__Wire<T, N>> for Parcel<T, N>
    where
        T: Default,
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        fn from(wire: __Wire<T, N>) -> Self {
            Self {
                metadata: wire.metadata,
                content: wire.content,
                marker: wire.marker,
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
    impl<T, const N: usize> __libgitops::serde::Serialize for Parcel<T, N>
    where
        T: Default,
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
            <__Wire<T, N>>::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de, T, const N: usize> __libgitops::serde::Deserialize<'de> for Parcel<T, N>
    where
        T: Default,
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
            <__Wire<T, N>>::deserialize(deserializer)
        }
    }
    #[automatically_derived]
    impl<T, const N: usize> __libgitops::Object for Parcel<T, N>
    where
        T: Default,
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
                            <__libgitops::Probe<Vec<Item<T>>>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "status",
                            "status",
                            <__libgitops::Probe<Option<T>>>::SHAPE,
                        ),
                    ],
                }
            })
        }
    }
    #[automatically_derived]
    impl<T, const N: usize> __libgitops::HasMetadata for Parcel<T, N>
    where
        T: Default,
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
    #[automatically_derived]
    impl<T, const N: usize> __libgitops::HasStatus for Parcel<T, N>
    where
        T: Default,
        T: __libgitops::serde::Serialize + __libgitops::serde::de::DeserializeOwned
            + ::core::clone::Clone + ::core::fmt::Debug + ::core::marker::Send
            + ::core::marker::Sync + 'static,
    {
        type Status = Option<T>;
        fn status(&self) -> &Self::Status {
            &self.status
        }
        fn status_mut(&mut self) -> &mut Self::Status {
            &mut self.status
        }
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl<T> __libgitops::Fields for Item<T> {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                            "count",
                            "count",
                            <__libgitops::Probe<u32>>::SHAPE,
                        )
                        .with_default(|| {
                            let __default: u32 = 1;
                            __libgitops::default_value(&__default)
                        }),
                    __libgitops::Field::new(
                        "content",
                        "content",
                        <__libgitops::Probe<T>>::SHAPE,
                    ),
                    __libgitops::Field::new(
                        "nested",
                        "nested",
                        <__libgitops::Probe<Vec<Plain>>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["count", "content", "nested"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 16408945293845856000u64,
            names: &["count", "content", "nested"],
        });
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for Plain {
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
static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<Letters>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 1usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
