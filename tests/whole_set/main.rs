//! Assignments written to a simulated service over real HTTP, without Terraform in between: what goes over the wire,
//! what is there afterwards, and what each caller is told.

mod combining;
mod documented;
mod faults;
mod others;
mod setting;
mod stopping;
