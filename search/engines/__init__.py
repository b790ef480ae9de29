"""Homes for an index: `base.py` says what each must do, `whoosh/` is the embedded one."""
