//! Wire to model: the only file that names `wire`.
