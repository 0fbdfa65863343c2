"""Privacy: for how long what is kept, and how somebody is taken out of everything."""
