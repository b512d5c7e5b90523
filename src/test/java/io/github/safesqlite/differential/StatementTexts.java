// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.List;

/** SQL texts for the start schema: each statement of SQLite's grammar with its options, by what they are about. */
enum StatementTexts {
    ALTER("""
            ALTER TABLE p RENAME TO p2
            ALTER TABLE main.p RENAME TO p2
            ALTER TABLE t RENAME COLUMN a TO aa
            ALTER TABLE t RENAME c TO cc
            ALTER TABLE p ADD COLUMN x
            ALTER TABLE p ADD x TEXT
            ALTER TABLE p ADD COLUMN x INTEGER DEFAULT 5
            ALTER TABLE p ADD COLUMN x INTEGER NOT NULL DEFAULT 5
            ALTER TABLE p ADD COLUMN x INTEGER NOT NULL
            ALTER TABLE k ADD COLUMN x INTEGER NOT NULL
            ALTER TABLE p ADD COLUMN x TEXT COLLATE NOCASE
            ALTER TABLE p ADD COLUMN x REFERENCES t(id)
            ALTER TABLE p ADD COLUMN x INTEGER CHECK (x > 0)
            ALTER TABLE p ADD COLUMN x INTEGER GENERATED ALWAYS AS (id + 1) VIRTUAL
            ALTER TABLE p ADD COLUMN x INTEGER AS (id * 2) STORED
            ALTER TABLE p ADD COLUMN x UNIQUE
            ALTER TABLE t DROP COLUMN d
            ALTER TABLE t DROP c
            ALTER TABLE u DROP COLUMN name
            ALTER TABLE t ALTER COLUMN id SET NOT NULL
            ALTER TABLE t ALTER COLUMN a SET NOT NULL
            ALTER TABLE u ALTER COLUMN name DROP NOT NULL
            ALTER TABLE u ALTER n DROP NOT NULL
            ALTER TABLE w ADD CONSTRAINT positive CHECK (v > 0)
            ALTER TABLE w ADD CONSTRAINT small CHECK (v < 0)
            ALTER TABLE w ADD CHECK (v IS NOT NULL)
            ALTER TABLE checked DROP CONSTRAINT whole
            ALTER TABLE u DROP CONSTRAINT nothing
            ALTER TABLE missing RENAME TO other
            ALTER TABLE vt RENAME TO other
            """),
    ANALYZE("""
            ANALYZE
            ANALYZE main
            ANALYZE t
            ANALYZE main.t
            ANALYZE ti
            ANALYZE missing
            """),
    ATTACH("""
            ATTACH ':memory:' AS m2
            ATTACH DATABASE '' AS m2
            ATTACH ':memory:' || '' AS "m 2"
            ATTACH ':memory:' AS main
            ATTACH 'no/such/directory/x.db' AS m2
            DETACH m2
            DETACH DATABASE main
            """),
    BEGIN("""
            BEGIN
            BEGIN TRANSACTION
            BEGIN DEFERRED
            BEGIN DEFERRED TRANSACTION
            BEGIN IMMEDIATE
            BEGIN IMMEDIATE TRANSACTION
            BEGIN EXCLUSIVE
            begin exclusive transaction;
            """),
    END("""
            COMMIT
            COMMIT TRANSACTION
            END
            end transaction;
            ROLLBACK
            ROLLBACK TRANSACTION
            """),
    SAVEPOINT("""
            SAVEPOINT s
            SAVEPOINT "two words"
            RELEASE s
            RELEASE SAVEPOINT s
            ROLLBACK TO s
            ROLLBACK TO SAVEPOINT s
            ROLLBACK TRANSACTION TO SAVEPOINT s
            """),
    CREATE("""
            CREATE TABLE n(a)
            CREATE TABLE n(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT 'x' UNIQUE ON CONFLICT REPLACE)
            CREATE TABLE IF NOT EXISTS n(a, b, PRIMARY KEY (a, b), FOREIGN KEY (b) REFERENCES p(id) ON DELETE CASCADE)
            CREATE TABLE IF NOT EXISTS t(a)
            CREATE TABLE t(a)
            CREATE TABLE main.n(a INT, b INT GENERATED ALWAYS AS (a + 1) STORED)
            CREATE TABLE n(a INT NOT NULL, b TEXT) STRICT
            CREATE TABLE n(a TEXT PRIMARY KEY, b) WITHOUT ROWID
            CREATE TABLE n(a TEXT PRIMARY KEY, b ANY) STRICT, WITHOUT ROWID
            CREATE TABLE n(a BADTYPE) STRICT
            CREATE TABLE n AS SELECT id, a FROM t
            CREATE TABLE n AS VALUES (1, 2), (3, 4)
            CREATE TABLE n AS WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 4) SELECT x FROM c
            CREATE TABLE n(a CHECK (a > 0), CONSTRAINT named UNIQUE (a))
            CREATE INDEX n ON t(a)
            CREATE UNIQUE INDEX n ON t(b)
            CREATE UNIQUE INDEX IF NOT EXISTS n ON t(b DESC) WHERE b IS NOT NULL
            CREATE INDEX IF NOT EXISTS ti ON t(a)
            CREATE INDEX n ON t(lower(a), b COLLATE NOCASE)
            CREATE INDEX main.n ON t(a)
            CREATE UNIQUE INDEX n ON w(typeof(v))
            CREATE TRIGGER n AFTER INSERT ON t BEGIN INSERT INTO log(what) VALUES ('n'); END
            CREATE TRIGGER IF NOT EXISTS n BEFORE UPDATE OF a ON t FOR EACH ROW WHEN new.b > 1 BEGIN SELECT RAISE(IGNORE); END
            CREATE TRIGGER n INSTEAD OF DELETE ON vt BEGIN DELETE FROM t WHERE id = old.id; UPDATE t SET b = 1; END;
            CREATE TRIGGER uu AFTER UPDATE ON u BEGIN SELECT 1; END
            CREATE VIEW n AS SELECT * FROM t
            CREATE VIEW IF NOT EXISTS n(x, y) AS SELECT a, b FROM t
            CREATE VIEW vt AS SELECT 1
            CREATE VIRTUAL TABLE n USING fts5(a, b)
            CREATE VIRTUAL TABLE IF NOT EXISTS n USING fts5(a)
            CREATE VIRTUAL TABLE n USING missing(a)
            """),
    CREATE_TEMPORARY("""
            CREATE TEMP TABLE n(a)
            CREATE TEMPORARY TABLE IF NOT EXISTS n(a, b)
            CREATE TABLE temp.n(a)
            CREATE TEMP TABLE n AS SELECT * FROM t
            CREATE TEMP VIEW n AS SELECT * FROM t
            CREATE TEMP TRIGGER n AFTER INSERT ON t BEGIN SELECT 1; END
            """),
    DROP("""
            DROP TABLE log
            DROP TABLE IF EXISTS w
            DROP TABLE main.w
            DROP TABLE IF EXISTS missing
            DROP TABLE missing
            DROP TABLE vt
            DROP INDEX ti
            DROP INDEX IF EXISTS missing
            DROP INDEX missing
            DROP INDEX sqlite_autoindex_u_1
            DROP TRIGGER uu
            DROP TRIGGER IF EXISTS main.uu
            DROP TRIGGER missing
            DROP VIEW vt
            DROP VIEW IF EXISTS missing
            DROP VIEW t
            """),
    INSERT("""
            INSERT INTO t(a) VALUES ('new')
            INSERT INTO t VALUES (10, 'ten', 10, 1.0, x'0a')
            INSERT INTO t(a, b) VALUES ('x', 1), ('y', 2), ('z', 3)
            INSERT INTO main.t(a) VALUES ('new');
            INSERT INTO t AS alias(a) VALUES ('new')
            INSERT INTO t DEFAULT VALUES
            INSERT INTO t(a) SELECT name FROM u
            INSERT INTO t(a) SELECT name FROM u WHERE 0
            INSERT INTO t SELECT NULL, what, 1, 2, 3 FROM log
            INSERT INTO t(id) VALUES (1)
            INSERT OR ABORT INTO t(id) VALUES (20), (1)
            INSERT OR FAIL INTO t(id) VALUES (20), (1)
            INSERT OR IGNORE INTO t(id) VALUES (20), (1)
            INSERT OR IGNORE INTO t(id) VALUES (1)
            INSERT OR REPLACE INTO t(id, a) VALUES (1, 'replaced')
            INSERT OR ROLLBACK INTO t(id) VALUES (1)
            INSERT OR ROLLBACK INTO t(id) VALUES (21)
            REPLACE INTO t(id, a) VALUES (2, 'replaced')
            REPLACE INTO u(name, n) VALUES ('ann', 5), ('cid', 6)
            INSERT INTO u(name, n) VALUES ('ann', 3) ON CONFLICT DO NOTHING
            INSERT INTO u(name, n) VALUES ('ann', 3) ON CONFLICT(name) DO UPDATE SET n = excluded.n
            INSERT INTO u(name, n) VALUES ('ann', 3), ('dan', 4) ON CONFLICT(name) DO UPDATE SET n = n + 1 WHERE n > 100
            INSERT INTO u(name, n) SELECT 'eve', 1 WHERE true ON CONFLICT(name) DO NOTHING
            INSERT INTO u(name, n) VALUES (NULL, 1)
            INSERT INTO u(name, n) VALUES ('fay', -1)
            INSERT INTO u(name) VALUES ('gus')
            INSERT INTO w VALUES ('z', 3)
            INSERT INTO w VALUES ('x', 3)
            INSERT INTO k(p) VALUES (99)
            INSERT INTO vt VALUES (1, 2, 3)
            INSERT INTO writable VALUES (7, 'seven')
            INSERT INTO t(a) VALUES (?)
            INSERT INTO t(a, b) VALUES (:a, @b)
            WITH c(x) AS (SELECT 'from with') INSERT INTO t(a) SELECT x FROM c
            WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 3) INSERT INTO log(what) SELECT x FROM c
            WITH c AS (SELECT 3 AS id) REPLACE INTO t(id, a) SELECT id, 'w' FROM c
            insert into T(A) values ('lower')
            INSERT INTO strictly VALUES ('no number')
            INSERT INTO generated(a) VALUES (5)
            """),
    UPDATE("""
            UPDATE t SET a = 'u'
            UPDATE t SET a = 'u' WHERE id = 1
            UPDATE t SET a = 'u', b = 7 WHERE id > 3
            UPDATE t SET (a, b) = ('u', 8) WHERE id = 2
            UPDATE t SET (a, b) = (SELECT name, n FROM u WHERE u.id = t.id)
            UPDATE t SET a = 'u' WHERE 0
            UPDATE main.t AS x SET a = x.b
            UPDATE t INDEXED BY ti SET a = 'u' WHERE b = 1
            UPDATE t NOT INDEXED SET a = 'u' WHERE b = 1
            UPDATE t SET a = u.name FROM u WHERE u.id = t.id
            UPDATE t SET id = 1 WHERE id = 2
            UPDATE OR ABORT t SET id = 1 WHERE id = 2
            UPDATE OR FAIL t SET id = 3 WHERE id <= 3
            UPDATE OR IGNORE t SET id = 1 WHERE id = 2
            UPDATE OR REPLACE t SET id = 1 WHERE id = 2
            UPDATE OR ROLLBACK t SET id = 1 WHERE id = 2
            UPDATE u SET name = upper(name)
            UPDATE u SET name = 'ann'
            UPDATE u SET n = -1
            UPDATE k SET p = 3
            UPDATE vt SET a = 1
            WITH c AS (SELECT 2 AS id) UPDATE t SET a = 'with' WHERE id IN (SELECT id FROM c)
            UPDATE t SET a = ? WHERE id = ?
            UPDATE t SET a = 'x' ORDER BY id LIMIT 1
            """),
    DELETE("""
            DELETE FROM t
            DELETE FROM t WHERE id = 1
            DELETE FROM t WHERE id > 2
            DELETE FROM t WHERE 0
            DELETE FROM main.t AS x WHERE x.id = 1
            DELETE FROM t INDEXED BY ti WHERE b = 1
            DELETE FROM u WHERE name IN (SELECT name FROM u)
            DELETE FROM vt
            DELETE FROM t WHERE id = ?
            DELETE FROM t ORDER BY id LIMIT 2
            WITH c AS (SELECT 1 AS id) DELETE FROM t WHERE id IN (SELECT id FROM c)
            """),
    RETURNING("""
            INSERT INTO t(a) VALUES ('r') RETURNING id
            INSERT INTO t(a, b) VALUES ('r', 1), ('s', 2) RETURNING id, a AS label, b + 1
            INSERT INTO u(name, n) VALUES ('ann', 9) ON CONFLICT(name) DO UPDATE SET n = excluded.n RETURNING *
            INSERT OR IGNORE INTO t(id) VALUES (1) RETURNING id
            INSERT INTO t(id) VALUES (1) RETURNING id
            REPLACE INTO t(id) VALUES (1) RETURNING id, a
            WITH c(x) AS (SELECT 'w') INSERT INTO t(a) SELECT x FROM c RETURNING id, a
            UPDATE t SET b = 3 RETURNING id, b
            UPDATE t SET b = 3 WHERE 0 RETURNING *
            UPDATE t SET b = n FROM u WHERE u.id = t.id RETURNING t.id, b
            DELETE FROM t RETURNING id, d
            DELETE FROM t WHERE id = 1 RETURNING *
            """),
    SELECT("""
            SELECT 1
            SELECT 1 AS one, 'two' AS two, 3.0, x'04', NULL
            SELECT * FROM t
            SELECT id, a FROM t WHERE id = 1
            SELECT id FROM t WHERE 0
            SELECT DISTINCT b FROM t ORDER BY b DESC
            SELECT ALL b FROM t
            SELECT count(*), sum(b), max(a) FROM t
            SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 0 ORDER BY 1
            SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 1
            SELECT id FROM t LIMIT 1, 2
            SELECT t.id, u.name FROM t JOIN u USING (id)
            SELECT t.id, u.name FROM t LEFT JOIN u ON t.id = u.id
            SELECT * FROM t NATURAL JOIN u
            SELECT * FROM t CROSS JOIN p ORDER BY t.id, p.id
            SELECT u.name, t.a FROM t RIGHT OUTER JOIN u ON u.id = t.id
            SELECT id FROM t UNION SELECT id FROM u
            SELECT id FROM t UNION ALL SELECT id FROM u
            SELECT id FROM t INTERSECT SELECT id FROM u
            SELECT id FROM t EXCEPT SELECT id FROM u
            SELECT id, row_number() OVER (ORDER BY id) FROM t
            SELECT sum(b) OVER win FROM t WINDOW win AS (PARTITION BY a ORDER BY id)
            SELECT * FROM vt
            SELECT (SELECT count(*) FROM u), EXISTS (SELECT 1 FROM w)
            SELECT CASE WHEN b > 1 THEN 'big' ELSE 'small' END FROM t
            SELECT * FROM json_each('[1, 2]')
            SELECT value FROM generate_series(1, 3)
            SELECT * FROM pragma_table_info('t')
            SELECT * FROM pragma_application_id
            SELECT * FROM pragma_auto_vacuum
            SELECT * FROM pragma_automatic_index
            SELECT * FROM pragma_cache_size
            SELECT * FROM pragma_cell_size_check
            SELECT * FROM pragma_collation_list
            SELECT * FROM pragma_compile_options
            SELECT * FROM pragma_encoding
            SELECT * FROM pragma_foreign_key_check
            SELECT * FROM pragma_foreign_keys
            SELECT * FROM pragma_freelist_count
            SELECT * FROM pragma_fullfsync
            SELECT * FROM pragma_ignore_check_constraints
            SELECT * FROM pragma_journal_mode
            SELECT * FROM pragma_journal_size_limit
            SELECT * FROM pragma_legacy_alter_table
            SELECT * FROM pragma_max_page_count
            SELECT * FROM pragma_mmap_size
            SELECT * FROM pragma_page_count
            SELECT * FROM pragma_page_size
            SELECT * FROM pragma_pragma_list
            SELECT * FROM pragma_query_only
            SELECT * FROM pragma_quick_check
            SELECT * FROM pragma_read_uncommitted
            SELECT * FROM pragma_recursive_triggers
            SELECT * FROM pragma_reverse_unordered_selects
            SELECT * FROM pragma_secure_delete
            SELECT * FROM pragma_synchronous
            SELECT * FROM pragma_table_list
            SELECT * FROM pragma_temp_store
            SELECT * FROM pragma_threads
            SELECT * FROM pragma_trusted_schema
            SELECT * FROM pragma_user_version
            SELECT * FROM pragma_wal_autocheckpoint
            SELECT * FROM pragma_writable_schema
            SELECT * FROM pragma_cache_spill
            SELECT * FROM pragma_checkpoint_fullfsync
            SELECT * FROM pragma_defer_foreign_keys
            SELECT * FROM pragma_table_info('t', 'main')
            SELECT name FROM pragma_table_xinfo('generated')
            SELECT name FROM pragma_index_info('ti')
            SELECT m.name, i.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS i ORDER BY 1, 2
            SELECT abs(-3), sign(-3), round(2.567, 2), ceil(2.1), floor(2.9), trunc(-2.5), mod(7, 3)
            SELECT pow(2, 10), sqrt(16), exp(0), ln(1), log10(100), log2(8), degrees(0), radians(0), pi() > 3
            SELECT lower('ABC'), upper('abc'), trim('  x '), ltrim('xxa', 'x'), rtrim('axx', 'x')
            SELECT substr('abcdef', 2, 3), substring('abcdef', -2), instr('abc', 'c'), replace('aaa', 'a', 'b')
            SELECT length('äöü'), octet_length('äöü'), length(x'0102'), unicode('ä'), char(228, 246)
            SELECT hex('abc'), unhex('616263'), zeroblob(3), quote(x'01'), quote(NULL), soundex('x') IS NULL
            SELECT typeof(1), typeof(1.0), typeof('x'), typeof(x'01'), typeof(NULL)
            SELECT datetime('2024-01-31', '+1 month'), time('12:34:56'), julianday('2024-01-01'), unixepoch('2024-01-01')
            SELECT timediff('2024-02-01', '2024-01-01'), strftime('%j %w %W', '2024-12-31')
            SELECT json_array(1, 'a', NULL), json_object('k', 1), json_extract('{"a": {"b": 2}}', '$.a.b')
            SELECT json_set('{}', '$.a', 1), json_remove('{"a": 1}', '$.a'), json_type('[1]'), json_valid('x')
            SELECT json_patch('{"a": 1}', '{"b": 2}'), json_quote('x'), json_array_length('[1, 2]')
            SELECT concat('a', 1, NULL), concat_ws('-', 'a', 'b'), format('%d %s', 1, 'x'), glob('a*', 'abc')
            SELECT ifnull(NULL, 2), min(3, 1, 2), max(3, 1, 2), likelihood(1, 0.5), nullif(1, 1)
            SELECT sqlite_source_id() IS NOT NULL, sqlite_compileoption_used('THREADSAFE')
            SELECT count(*), count(a), count(DISTINCT a), sum(id), total(id), avg(id), min(a), max(a) FROM t
            SELECT string_agg(a, ','), group_concat(DISTINCT a) FROM t
            SELECT ntile(2) OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w FROM t WINDOW w AS (ORDER BY id)
            SELECT lead(id, 1, -1) OVER (ORDER BY id), nth_value(id, 2) OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM t
            SELECT sum(id) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM t
            SELECT id FROM t WHERE a REGEXP 'x'
            SELECT id FROM t WHERE a MATCH 'x'
            SELECT id FROM t AS x WHERE EXISTS (SELECT 1 FROM t AS y WHERE y.id > x.id)
            SELECT (SELECT max(id) FROM u), (SELECT a FROM t WHERE 0)
            SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
            SELECT * FROM t WHERE id = (SELECT min(id) FROM t)
            SELECT DISTINCT a, b FROM t ORDER BY a, b LIMIT 2
            SELECT -9223372036854775808, 9223372036854775807, 9223372036854775808, 1e999, -0.0
            SELECT 1 = '1', 1 < 'a', x'01' > 'a', NULL = NULL, NULL IS NULL
            SELECT name FROM sqlite_schema ORDER BY name
            SELECT name FROM main.sqlite_master WHERE type = 'table'
            SELECT changes(), last_insert_rowid()
            SELECT sqlite_version()
            SELECT ?
            SELECT :a, @b, $c, ?5
            SELECT id FROM t WHERE id = ?1
            SELECT abs('x'), typeof(a) FROM t
            SELECT abs(-9223372036854775808)
            SELECT id FROM t INDEXED BY ti WHERE b = 1
            SELECT id FROM t INDEXED BY missing
            VALUES (1)
            VALUES (1, 'a'), (2, 'b')
            WITH c AS (SELECT 1 AS x) SELECT x FROM c
            WITH c AS MATERIALIZED (SELECT id FROM t) SELECT * FROM c
            WITH c AS NOT MATERIALIZED (SELECT id FROM t), e(y) AS (VALUES (2)) SELECT * FROM c, e
            WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 4) SELECT x FROM c
            WITH c(x) AS (VALUES (1)) VALUES (2)
            SELECT id, lag(a) OVER (ORDER BY id) FROM t
            SELECT id, first_value(a) OVER (PARTITION BY b ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
            SELECT count(*) FILTER (WHERE b > 1) FROM t
            SELECT group_concat(a, '|' ORDER BY id DESC) FROM t
            SELECT id FROM t WHERE a LIKE 'x%' ESCAPE '!'
            SELECT id FROM t WHERE a GLOB 'x*'
            SELECT id FROM t WHERE b BETWEEN 1 AND 2
            SELECT id FROM t WHERE b IN (1, 2, 3)
            SELECT id FROM t WHERE id IN (SELECT id FROM u)
            SELECT id FROM t WHERE (id, b) = (1, 1)
            SELECT id FROM t WHERE a IS NULL OR b NOTNULL
            SELECT id FROM t WHERE a IS NOT DISTINCT FROM b
            SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id)
            SELECT id COLLATE NOCASE FROM t ORDER BY 1 DESC NULLS LAST
            SELECT CAST(id AS TEXT), CAST('7x' AS INTEGER), CAST(2.9 AS INT) FROM t
            SELECT 7 / 2, 7 % 2, 7 << 2, 7 & 3, 7 | 8, ~7, -7, +7
            SELECT 'a' || 'b', 'it''s', x'0a0b', 1e3, 0x1f, 1_000
            SELECT json('{"a": 1}') -> 'a', '{"a": 1}' ->> 'a'
            SELECT json_group_array(id) FROM t
            SELECT date('2024-02-29', '+1 day'), strftime('%Y', '2024-02-29')
            SELECT iif(id > 1, 'more', 'one'), nullif(b, 1), coalesce(NULL, a) FROM t
            SELECT printf('%05d', id), hex(a), quote(a), length(a) FROM t
            SELECT max(id, b), min(id, b) FROM t
            SELECT likely(id > 1), unlikely(b > 1) FROM t
            SELECT total(b), avg(b) FROM t
            SELECT * FROM (SELECT id FROM t ORDER BY id DESC) LIMIT 1
            SELECT t.* FROM t, u WHERE t.id = u.id
            SELECT t.id FROM t INNER JOIN u ON t.id = u.id
            SELECT * FROM t FULL OUTER JOIN u USING (id)
            SELECT x.id FROM main.t AS x
            SELECT rowid, oid, _rowid_ FROM t
            SELECT "id", [a], `b` FROM t
            SELECT id AS "select" FROM t
            SELECT * FROM json_tree('{"a": [1]}')
            SELECT key, value FROM json_each('{"a": 1}')
            SELECT * FROM pragma_foreign_key_list('k')
            SELECT name FROM pragma_index_list('u')
            SELECT NOT 1, 1 AND 0, 1 OR 0, 1 IS 1, 1 <> 2
            SELECT current_date IS NOT NULL, current_time IS NOT NULL, current_timestamp IS NOT NULL
            SELECT TRUE, FALSE, NULL
            SELECT id FROM t ORDER BY id LIMIT -1
            SELECT id FROM t LIMIT 0
            VALUES (1), (2), (3)
            VALUES (NULL)
            VALUES ('a') UNION VALUES ('b')
            WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM b
            WITH RECURSIVE f(n, a, b) AS (SELECT 1, 0, 1 UNION ALL SELECT n + 1, b, a + b FROM f WHERE n < 6) SELECT a FROM f
            WITH c AS (VALUES (1), (2)) SELECT * FROM c ORDER BY 1 DESC
            WITH c AS (SELECT id FROM t) SELECT count(*) FROM c
            select 1;
            """),
    EXPLAIN("""
            EXPLAIN SELECT 1
            EXPLAIN INSERT INTO t(a) VALUES (1)
            EXPLAIN DELETE FROM t
            EXPLAIN CREATE TABLE n(a)
            EXPLAIN BEGIN
            EXPLAIN COMMIT
            EXPLAIN QUERY PLAN SELECT * FROM t WHERE id = 1
            EXPLAIN QUERY PLAN UPDATE t SET a = 1 WHERE id = 1
            EXPLAIN QUERY PLAN WITH c AS (SELECT 1) SELECT * FROM c
            EXPLAIN VALUES (1)
            EXPLAIN UPDATE t SET a = 1
            EXPLAIN REPLACE INTO t(id) VALUES (1)
            EXPLAIN INSERT INTO t(a) VALUES (1) RETURNING id
            EXPLAIN CREATE INDEX ni ON t(a)
            EXPLAIN CREATE VIEW nv AS SELECT 1
            EXPLAIN DROP TABLE t
            EXPLAIN ALTER TABLE t RENAME TO n
            EXPLAIN ANALYZE
            EXPLAIN REINDEX
            EXPLAIN SAVEPOINT s
            EXPLAIN WITH c AS (SELECT 1) SELECT * FROM c
            EXPLAIN QUERY PLAN SELECT * FROM t
            EXPLAIN QUERY PLAN SELECT * FROM t JOIN u USING (id)
            EXPLAIN QUERY PLAN SELECT * FROM t ORDER BY a
            EXPLAIN QUERY PLAN DELETE FROM t WHERE id = 1
            EXPLAIN QUERY PLAN INSERT INTO t(a) SELECT name FROM u
            EXPLAIN QUERY PLAN SELECT id FROM t UNION SELECT id FROM u
            EXPLAIN SELECT * FROM missing
            """),
    PRAGMA_QUERY("""
            PRAGMA analysis_limit
            PRAGMA automatic_index
            PRAGMA busy_timeout
            PRAGMA cache_spill
            PRAGMA cell_size_check
            PRAGMA checkpoint_fullfsync
            PRAGMA count_changes
            PRAGMA defer_foreign_keys
            PRAGMA empty_result_callbacks
            PRAGMA full_column_names
            PRAGMA fullfsync
            PRAGMA ignore_check_constraints
            PRAGMA index_list(t)
            PRAGMA journal_size_limit
            PRAGMA legacy_alter_table
            PRAGMA mmap_size
            PRAGMA pragma_list
            PRAGMA read_uncommitted
            PRAGMA reverse_unordered_selects
            PRAGMA short_column_names
            PRAGMA table_list
            PRAGMA table_xinfo(t)
            PRAGMA threads
            PRAGMA trusted_schema
            PRAGMA wal_autocheckpoint
            PRAGMA writable_schema
            PRAGMA foreign_key_list(t)
            PRAGMA integrity_check(t)
            PRAGMA quick_check
            PRAGMA index_info(missing)
            PRAGMA index_list(missing)
            PRAGMA foreign_key_list(missing)
            PRAGMA soft_heap_limit
            PRAGMA hard_heap_limit
            PRAGMA default_cache_size
            PRAGMA user_version
            PRAGMA main.user_version
            PRAGMA application_id
            PRAGMA schema_version
            PRAGMA foreign_keys
            PRAGMA journal_mode
            PRAGMA encoding
            PRAGMA page_size
            PRAGMA page_count
            PRAGMA freelist_count
            PRAGMA auto_vacuum
            PRAGMA cache_size
            PRAGMA synchronous
            PRAGMA temp_store
            PRAGMA recursive_triggers
            PRAGMA secure_delete
            PRAGMA query_only
            PRAGMA locking_mode
            PRAGMA max_page_count
            PRAGMA table_info(t)
            PRAGMA table_info = t
            PRAGMA main.table_xinfo('generated')
            PRAGMA table_info(missing)
            PRAGMA table_list(t)
            PRAGMA index_list(u)
            PRAGMA index_info(ti)
            PRAGMA index_xinfo(ti)
            PRAGMA foreign_key_list(k)
            PRAGMA foreign_key_check
            PRAGMA foreign_key_check(k)
            PRAGMA integrity_check
            PRAGMA quick_check(1)
            PRAGMA collation_list
            PRAGMA compile_options
            PRAGMA main.page_size;
            PRAGMA no_such_pragma
            """),
    PRAGMA_SETTING("""
            PRAGMA user_version = 7
            PRAGMA main.user_version(8)
            PRAGMA application_id = 9
            PRAGMA foreign_keys = ON
            PRAGMA foreign_keys(1)
            PRAGMA defer_foreign_keys = ON
            PRAGMA ignore_check_constraints = ON
            PRAGMA recursive_triggers = ON
            PRAGMA case_sensitive_like = ON
            PRAGMA cache_size = 100
            PRAGMA cache_spill = 10
            PRAGMA synchronous = NORMAL
            PRAGMA temp_store = MEMORY
            PRAGMA journal_size_limit = 1000
            PRAGMA wal_autocheckpoint = 500
            PRAGMA secure_delete = ON
            PRAGMA query_only = ON
            PRAGMA query_only = OFF
            PRAGMA max_page_count = 5000
            PRAGMA mmap_size = 0
            PRAGMA auto_vacuum = FULL
            PRAGMA incremental_vacuum
            PRAGMA incremental_vacuum(2)
            PRAGMA optimize
            PRAGMA optimize(0xfffe)
            PRAGMA wal_checkpoint
            PRAGMA shrink_memory
            PRAGMA analysis_limit = 100
            PRAGMA no_such_pragma = 1
            """),
    REINDEX("""
            REINDEX
            REINDEX t
            REINDEX ti
            REINDEX main.t
            REINDEX NOCASE
            REINDEX missing
            """),
    VACUUM("""
            VACUUM
            VACUUM main
            VACUUM INTO '$FILE'
            VACUUM main INTO '$FILE'
            VACUUM missing
            """),
    COMMENTED("""
            -- before\\nSELECT 1
            /* before */ SELECT a FROM t WHERE id = 1
            SELECT /* inside */ 1
            SELECT 1 -- behind
            SELECT 1 /* behind */
            SELECT 1; -- behind the end
            SELECT 1; /* behind the end */
            /* before */ INSERT INTO t(a) VALUES ('c')
            -- before\\nINSERT INTO t(a) VALUES ('c')
            INSERT /* inside */ INTO t(a) VALUES ('c')
            INSERT INTO t(a) VALUES ('c') /* behind */;
            /* before */ UPDATE t SET a = 'c'
            /* before */ CREATE TABLE n(a)
            /* before */ PRAGMA user_version
            /* before */ BEGIN
            /**/ COMMIT
            \\n\\t SELECT 1\\n;\\n
            SELECT 1;;
            INSERT INTO t(a) VALUES ('semicolons');;;
            """),
    SEVERAL("""
            SELECT 1; SELECT 2
            INSERT INTO t(a) VALUES ('m1'); INSERT INTO t(a) VALUES ('m2')
            SELECT 1; no statement
            """),
    EMPTY("""
            $NOTHING
            \\s\\s
            -- only a comment
            ;
            """),
    BROKEN("""
            SELEC 1
            SELECT
            SELECT FROM t
            SELECT * FROM missing
            SELECT missing FROM t
            SELECT missing(1)
            SELECT 'open
            SELECT "open
            SELECT (1
            SELECT 1 2 3 FROM
            SELECT 1,
            SELECT /* open
            INSERT INTO missing VALUES (1)
            INSERT INTO t(missing) VALUES (1)
            INSERT INTO t VALUES (1)
            INSERT t VALUES (1)
            UPDATE missing SET a = 1
            UPDATE t SET missing = 1
            UPDATE t a = 1
            DELETE t
            DELETE FROM missing
            CREATE n(a)
            CREATE TABLE n
            CREATE TABLE n()
            CREATE INDEX n ON missing(a)
            CREATE TRIGGER n AFTER INSERT ON missing BEGIN SELECT 1; END
            DROP t
            WITH c AS (SELECT 1)
            RETURNING 1
            EXPLAIN
            EXPLAIN EXPLAIN SELECT 1
            PRAGMA
            BEGIN NOTHING
            SAVEPOINT
            RELEASE
            ATTACH
            VACUUM INTO
            $ # %
            ) SELECT 1
            42
            """);

    private final List<String> texts;

    StatementTexts(String lines) {
        this.texts = lines.lines().map(StatementTexts::unescaped).toList();
    }

    /** A line break, a tab or a space at an end can not be seen in a line. */
    private static String unescaped(String line) {
        return line.replace("$NOTHING", "")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\s", " ");
    }

    List<String> texts() {
        return texts;
    }
}
