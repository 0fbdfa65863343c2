"""Forums: candidates invited, their replies, the recording, and what members thought of it."""
