//! The contract of a version that is not the hub of its kind: how it converts to the hub and back.

/// A version, or a type nested in one, that converts to and from its counterpart in the hub.
///
/// `#[derive(Spoke)]` writes it, field by field; by hand it is the two functions. Both are total and pure: they fail on no
/// value, and give the same result each time. They need not keep everything: what one side has no place for, the
/// [`Converter`](crate::convert::Converter) keeps in an annotation and gives back.
///
/// What cannot be expressed on the other side, such as a text that must be a number there, becomes whatever is sensible
/// there, often its default. The value as it was comes back with the way back, unless somebody has changed what it became;
/// its `explain` reports it as carried.
///
/// A conversion never applies defaults of the API.
///
/// ```
/// use libgitops_core::object::Spoke;
///
/// /// Of the hub.
/// struct Timeout {
///     milliseconds: u64,
/// }
///
/// /// Of an older version, in which seconds were enough.
/// struct OldTimeout {
///     seconds: u64,
/// }
///
/// impl Spoke<Timeout> for OldTimeout {
///     fn into_hub(self) -> Timeout {
///         Timeout { milliseconds: self.seconds.saturating_mul(1000) }
///     }
///
///     fn from_hub(hub: Timeout) -> Self {
///         Self { seconds: hub.milliseconds / 1000 }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no conversion to and from `{Hub}`",
    label = "not convertible to and from the hub's `{Hub}`",
    note = "derive it: `#[derive(Spoke)]` on `{Self}`, with the path of `{Hub}` in `#[spoke(hub = …)]`, or in `#[object(hub = …)]` if it is a root; if it derives `Spoke` already, its `hub` names another type",
    note = "or write it by hand: `impl Spoke<{Hub}> for {Self}` with `into_hub` and `from_hub`",
    note = "a single field of another type converts with `#[spoke(with = lens)]`, where `lens::up` and `lens::down` are functions"
)]
pub trait Spoke<Hub>: Sized {
    /// The counterpart of this value in the hub.
    fn into_hub(self) -> Hub;

    /// The counterpart of a value of the hub here.
    fn from_hub(hub: Hub) -> Self;

    /// Which way is known to lose nothing. The converter spares itself the proof there, so it must be true of every value.
    fn keeps() -> Keeps {
        Keeps::NOTHING_KNOWN
    }

    /// The same, of what the types in `asked` have not said yet. The derive writes it, as a type may hold values of itself.
    #[doc(hidden)]
    fn keeps_beside(asked: &mut Asked) -> Keeps {
        let _: &mut Asked = asked;
        Self::keeps()
    }

    /// What is known of the fields beyond the two functions.
    fn rules() -> Option<&'static SpokeRules> {
        None
    }
}

/// Which way of a conversion is known to lose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps {
    /// `from_hub(into_hub(spoke))` is `spoke`, for every spoke.
    pub to_hub: bool,
    /// `into_hub(from_hub(hub))` is `hub`, for every hub.
    pub from_hub: bool,
}

impl Keeps {
    /// Either way may lose something.
    pub const NOTHING_KNOWN: Self = Self { to_hub: false, from_hub: false };
    /// Neither way loses anything.
    pub const ALL: Self = Self { to_hub: true, from_hub: true };

    /// What is known of two parts together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { to_hub: self.to_hub && other.to_hub, from_hub: self.from_hub && other.from_hub }
    }
}

/// The types that were asked what they keep. What a type keeps together with all that it holds is what each of them keeps,
/// so one that comes again has nothing to add.
#[derive(Debug, Default)]
pub struct Asked(Vec<usize>);

impl Asked {
    /// What the parts of a type keep, unless it was asked already: a type is known by its function. If the compiler makes
    /// one function of two that are the same, they have the same parts.
    pub fn once(&mut self, of_type: fn(&mut Self) -> Keeps, parts: fn(&mut Self) -> Keeps) -> Keeps {
        let address = of_type as usize;
        if self.0.contains(&address) {
            return Keeps::ALL;
        }
        self.0.push(address);
        parts(self)
    }
}

/// What a spoke says of its fields, as data: for guards, for reports, and for edits that follow a renamed field.
#[derive(Clone, Copy, Debug)]
pub struct SpokeRules {
    /// Fields under another name or at another place.
    pub moved: &'static [Moved],
    /// Fields whose types have rules of their own.
    pub nested: &'static [Nested],
    /// When a value that was carried comes back.
    pub guard: Guard,
}

/// A field under another name, or at another place, on the other side; names are those of the Rust structs.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// Where it is in the spoke.
    pub spoke: &'static [&'static str],
    /// Where it is in the hub.
    pub hub: &'static [&'static str],
    /// Whether it is one of several that a field of the other side is split into or joined from.
    pub is_part: bool,
}

/// A field whose type has rules of its own.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// The name in the spoke's struct.
    pub spoke: &'static str,
    /// The name in the hub's struct.
    pub hub: &'static str,
    /// The rules of the field's type, or of the items of a list or map.
    pub rules: fn() -> Option<&'static SpokeRules>,
}

/// When a value that was carried for the other side comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// Unless the field itself was changed in the meantime.
    #[default]
    Field,
    /// Unless anything in its struct was: for a value that describes its neighbors, such as a digest beside an image.
    Struct,
}
