"""A class on one server: how long its visitors wait."""
