--liquibase formatted sql

--changeset app:1
CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL
);
--rollback DROP TABLE customer;

--changeset app:2
INSERT INTO customer (name) VALUES ('Ada'), ('Grace');

--changeset app:3
ALTER TABLE customer ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
INSERT INTO customer (name) VALUES ('Edsger');
