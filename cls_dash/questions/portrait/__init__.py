"""The portrait of a territory, on paper."""
