"""The rules and words of a community of practice. Pure: the standard library, pydantic, and what reckons with time."""
