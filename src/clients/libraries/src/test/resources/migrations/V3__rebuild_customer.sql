ALTER TABLE customer ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
CREATE VIEW active_customer AS SELECT id, name FROM customer WHERE active = 1;
INSERT INTO customer (name) VALUES ('edsger');
