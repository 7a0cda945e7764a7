"""Quality rules that cite the law, and what they say of a credential: pass, fail, unknown, not applicable."""
