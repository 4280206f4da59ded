//! Conversions of single fields of the sample API: a lens is a module with `up`, to the hub, and `down`, from it.

/// `1998b`, the name of a model, as the year and the series; a name without a year is a series.
pub mod model {
    /// The year and the series.
    pub fn up(name: String) -> (Option<u16>, String) {
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        let (year, series) = name.split_at(digits);
        match year.parse() {
            Ok(year) => (Some(year), series.to_owned()),
            Err(_) => (None, name),
        }
    }

    /// The name.
    pub fn down((year, series): (Option<u16>, String)) -> String {
        year.map(|year| year.to_string()).unwrap_or_default() + &series
    }
}

/// More persons than a car can hold are counted as none; the number as it was written stays with the object.
pub mod persons {
    use std::num::TryFromIntError;

    /// The number, if it fits.
    ///
    /// # Errors
    /// If it does not.
    pub fn up(persons: u64) -> Result<u8, TryFromIntError> {
        persons.try_into()
    }

    /// The number.
    pub fn down(persons: u8) -> u64 {
        persons.into()
    }
}
