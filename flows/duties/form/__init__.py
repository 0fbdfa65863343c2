"""Forms: whatever we ask by Google form is made once, compared with what was made, and closed."""
