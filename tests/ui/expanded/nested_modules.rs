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
            .with_storage(true)
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
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Car {
        fn from(wire: __Wire) -> Self {
            Self { metadata: wire.metadata }
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
    const __HUB: &__libgitops::ApiResource = &<super::v1::Car as __libgitops::Object>::RESOURCE;
    const _: () = __libgitops::check_spoke("example.com", "v1alpha1", "Car", __HUB);
    #[automatically_derived]
    impl __libgitops::Object for Car {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1alpha1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_served(false)
            .with_deprecated("")
            .with_hub(__libgitops::HubRole::Spoke(__HUB))
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Car"));
        const CONVERSION: ::core::option::Option<__libgitops::Conversion> = ::core::option::Option::Some(
            __libgitops::Conversion::of::<Self, super::v1::Car>(),
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
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Bus", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Bus>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Bus>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Bus {
        fn from(wire: __Wire) -> Self {
            Self { metadata: wire.metadata }
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
    impl __libgitops::serde::Serialize for Bus {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Bus {
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
    impl __libgitops::Object for Bus {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1alpha1",
                "Bus",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("buses")
            .with_singular("bus")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Bus"));
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
    impl __libgitops::HasMetadata for Bus {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
};
/// All kinds.
pub(crate) static SCHEME: ::libgitops::__private::Scheme = {
    use ::libgitops::__private as __libgitops;
    const ENTRIES: &[&__libgitops::Registration] = &[
        &__libgitops::Registration::of::<v1::Car>(),
        &__libgitops::Registration::of::<v1alpha1::Car>(),
        &__libgitops::Registration::of::<v1alpha1::Public>(),
    ];
    const KEYS: &[__libgitops::SchemeKey; 3usize] = &__libgitops::scheme_keys(ENTRIES);
    const _: () = __libgitops::check_entry(KEYS, 0usize);
    const _: () = __libgitops::check_entry(KEYS, 1usize);
    const _: () = __libgitops::check_entry(KEYS, 2usize);
    __libgitops::Scheme::from_static(ENTRIES)
};
const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Road", bound = "", crate = "__libgitops::serde")]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Road>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Road>,
        #[serde(
            rename = "metadata",
            default,
            skip_serializing_if = "__metadata_is_default"
        )]
        metadata: ObjectMeta,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Road {
        fn from(wire: __Wire) -> Self {
            Self { metadata: wire.metadata }
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
    impl __libgitops::serde::Serialize for Road {
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
    impl<'de> __libgitops::serde::Deserialize<'de> for Road {
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
    impl __libgitops::Object for Road {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1",
                "Road",
                __libgitops::Scope::Cluster,
            )
            .with_plural("roads")
            .with_singular("road")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Road"));
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
    impl __libgitops::HasMetadata for Road {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Road > ()
    }
};
