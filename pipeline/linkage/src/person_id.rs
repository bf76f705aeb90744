//! Persons.
