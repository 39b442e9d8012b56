//! Tests of the words, one file per feature: small builders in, text out.

mod build;

mod attention;
mod cards;
mod conversations;
mod details;
mod digest;
mod evidence;
mod finds;
mod folding;
mod headers;
mod hidden;
mod hostile;
mod isolation;
mod kinds;
mod left;
mod maps;
mod masks;
mod pages;
mod personal;
mod places;
mod predictions;
mod searches;
mod segments;
mod times;
