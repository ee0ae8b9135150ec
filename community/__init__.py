"""The rules and words of a community of practice. Pure: the standard library and pydantic only."""
