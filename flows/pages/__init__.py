"""The pages of the dashboard, as Markdown: numbers and reasons, never names."""
