"""The workshop: pages that write the data of a contract, apart from the atlas that reads them.

It is a process apart from the atlas, on this machine alone, or behind a login. Its pages hold no
rule: they call what the commands call.
"""
