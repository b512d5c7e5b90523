// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.snapshot.StatementCosts.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of what kind a text is for the sums of costs. */
class TextKindTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "insert into t values (1) | INSERT",
                "REPLACE INTO t VALUES (1) | INSERT",
                "UPDATE t SET a = 1 | UPDATE",
                "DELETE FROM t | DELETE",
                "CREATE TABLE t(a) | SCHEMA",
                "DROP TABLE t | SCHEMA",
                "ALTER TABLE t ADD b | SCHEMA",
                "REINDEX | SCHEMA",
                "SELECT replace(a, 1, 2) FROM t | OTHER",
                "VALUES (1) | OTHER",
                "PRAGMA user_version = 1 | OTHER",
                "BEGIN IMMEDIATE | OTHER",
                "(no statement) | OTHER",
                "## | OTHER",
                "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x | INSERT",
                "WITH x(a) AS (DELETE), y AS (SELECT (1)) UPDATE t SET a = 1 | UPDATE",
                "WITH replace AS (SELECT 1) DELETE FROM t | DELETE",
                "WITH x AS (SELECT 1), replace AS (SELECT 1) DELETE FROM t | DELETE",
                "WITH x AS (SELECT 1) SELECT 1 FROM (SELECT 1) replace | OTHER",
                "WITH x AS (SELECT (1) UPDATE) | OTHER"
            })
    void theFirstWordOfTheStatementDecides(String text, Kind kind) {
        assertEquals(kind, TextKind.of(text == null ? "" : text));
    }
}
