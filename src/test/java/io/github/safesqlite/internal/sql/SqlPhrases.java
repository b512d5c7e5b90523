// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Spells a text as bytes of which each stands for a character or for a whole phrase, so that a fuzzer that adds, drops,
 * moves and doubles single bytes makes SQL out of SQL. A byte below 128 is that ASCII character.
 */
final class SqlPhrases {
    private static final int FIRST = 128;
    private static final int MOST = 128;

    /** Statements over {@link SqlRules#SCHEMA}, and what they are put together from. */
    private static final List<String> SQL = List.of(
            " DELETE FROM t ",
            " INSERT INTO u VALUES ('it''s', \"b\", x'00') ",
            " INSERT INTO temp.tt VALUES (1, 2, 3) ",
            " UPDATE `t` SET b = ')' WHERE a = 1 ",
            " SELECT 'a''b', \"a\", `b`, [c] FROM t ",
            " SELECT ( ( 1 ) ) ",
            " VALUES (';') ",
            " WITH q(a) AS (SELECT ')' UNION SELECT \"(\") ",
            " WITH [r] AS MATERIALIZED (SELECT ((1))), s AS (VALUES ('(')) ",
            " EXPLAIN QUERY PLAN ",
            " EXPLAIN ",
            " CREATE TEMP TABLE new AS ",
            " CREATE TRIGGER trg AFTER INSERT ON t BEGIN ",
            " SELECT CASE 1 WHEN 1 THEN 2 END; ",
            " END; ",
            " RETURNING * ",
            " REPLACE INTO w VALUES (1, 2, 3); ",
            " SAVEPOINT s; ",
            " FROM main.t ",
            " WHERE EXISTS (SELECT 1) ",
            " ON CONFLICT DO NOTHING ",
            " NOT MATERIALIZED ",
            " DROP TABLE ",
            " IF EXISTS ");

    private static final List<String> PIECES = List.of(
            "/*",
            "*/",
            "/***/",
            "**/",
            "--",
            "-- '\n",
            "\n",
            "''",
            "'",
            "\"\"",
            "\"",
            "``",
            "`",
            "[",
            "]",
            "[']",
            "']'",
            "'/*'",
            "\"--\"",
            "';'",
            ";",
            "(",
            ")",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "é",
            "x'",
            "?",
            "?1",
            ":a",
            "@b",
            "$c::d(e)",
            "temp.",
            "main.",
            " t ",
            " tt ",
            "\f");

    private static final String[] PHRASES = phrases();

    private SqlPhrases() {}

    /** The text that the bytes spell. */
    static String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte coded : bytes) {
            if (coded >= 0) {
                text.append((char) coded);
            } else {
                text.append(PHRASES[(coded & 0xff) - FIRST]);
            }
        }
        return text.toString();
    }

    private static String[] phrases() {
        List<String> all = new ArrayList<>(SQL);
        all.addAll(PIECES);
        for (Keyword keyword : Keyword.values()) {
            all.add(' ' + keyword.name() + ' ');
        }
        String[] phrases = new String[MOST];
        for (int i = 0; i < MOST; i++) {
            phrases[i] = all.get(i % all.size());
        }
        if (all.size() > MOST) {
            throw new IllegalStateException("more phrases than bytes for them: " + all.size());
        }
        return phrases;
    }
}
