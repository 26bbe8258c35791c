"""The contract: what a record is, in the seed and in every published answer."""
