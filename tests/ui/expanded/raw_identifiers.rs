const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "r#match", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<r#match>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<r#match>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        r#metadata: ObjectMeta,
        r#type: String,
        r#loop: r#Struct,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for r#match {
        fn from(wire: __Wire) -> Self {
            Self {
                r#metadata: wire.r#metadata,
                r#type: wire.r#type,
                r#loop: wire.r#loop,
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
    impl __libgitops::serde::Serialize for r#match {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for r#match {
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
    impl __libgitops::Object for r#match {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1",
                "Match",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("matches")
            .with_singular("match")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "r#match"));
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
                            "type",
                            "type",
                            <__libgitops::Probe<String>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "loop",
                            "loop",
                            <__libgitops::Probe<r#Struct>>::SHAPE,
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
    impl __libgitops::HasMetadata for r#match {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.r#metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.r#metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < r#match > ()
    }
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for r#Struct {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new("fn", "fn", <__libgitops::Probe<u32>>::SHAPE)
                        .with_default(|| {
                            let __default: u32 = 1;
                            __libgitops::default_value(&__default)
                        }),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["fn"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 619343937915704565u64,
            names: &["fn"],
        });
    }
};
