//! Errors, limits and odd residuals.
