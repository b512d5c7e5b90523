INSERT INTO customer (name) VALUES ('Ada; or "Augusta"');
INSERT INTO customer (name) VALUES ('Grace');
CREATE TRIGGER customer_upper AFTER INSERT ON customer BEGIN
    UPDATE customer SET name = upper(name) WHERE id = new.id;
END;
