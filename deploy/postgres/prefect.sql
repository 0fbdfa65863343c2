-- Run once, when the database server is new: Prefect keeps what is its own apart from the organisation's book.
CREATE DATABASE prefect;
