"""Persons, families and their cases."""
