"""Many accounts on many workers: who runs what, who dies, and what an auditor finds afterwards."""
