"""What others take away of a release: its tables as files, and what describes them."""
