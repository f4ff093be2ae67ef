"""
The tests of the atlas.

What is imported and collected stays to the end: nothing of it is looked through for garbage,
which takes a fifth of the time of an import, and a tenth of a test's (``tests/conftest.py``).
"""

import gc

gc.disable()
