"""All SQL: engines, tables, repositories, migrations and the only commit in the project."""
