// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work is counted in characters read, so that neither the clock nor the machine has a say. */
class HostileTextTest {
    private static final int LENGTH = 1 << 20;
    private static final String[] FRAGMENTS = {
        "'",
        "\"",
        "`",
        "[",
        "]",
        "/*",
        "*/",
        "--",
        "\n",
        ";",
        "(",
        ")",
        ".",
        ",",
        "=",
        "?",
        ":",
        "::",
        "$",
        "@",
        "#",
        "x'",
        "\u0000",
        "\uFEFF",
        "\uD800",
        "é",
        " ",
        "1",
        "1.",
        "SELECT",
        "DELETE",
        "INSERT",
        "WITH",
        "AS",
        "CREATE",
        "TRIGGER",
        "BEGIN",
        "END",
        "TEMP",
        "temp.",
        "EXPLAIN",
        "QUERY",
        "PLAN",
        "PRAGMA",
        "foreign_keys",
        "wal_checkpoint",
        "ROLLBACK",
        "TRANSACTION",
        "TO",
        "SAVEPOINT",
        "RELEASE",
        "VACUUM",
        "INTO",
        "RETURNING",
        "OR",
        "OPTIMIZE(",
        "ATTACH",
        "backup"
    };

    private long seed = Long.getLong("safesqlite.seed", 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/*",
                "/* ",
                "*/",
                "--",
                "-- x\n",
                "(",
                ")",
                "()",
                "'",
                "''",
                "'a",
                "\"",
                "\"\"",
                "`",
                "[",
                "[]",
                ";",
                "a;",
                " ;",
                "SELECT(",
                "(SELECT ",
                "CREATE TRIGGER ",
                "CREATE TRIGGER a BEGIN;",
                "CREATE TRIGGER a BEGIN; END;",
                "; END ",
                "WITH a AS(",
                "WITH ",
                "a AS (SELECT 1),",
                "$a::",
                "$a(",
                "$a(b)",
                "$",
                ":",
                "x'",
                "x'0",
                "?",
                "?1",
                "1.",
                "1e",
                "EXPLAIN ",
                "EXPLAIN QUERY PLAN ",
                "PRAGMA a=",
                "PRAGMA x.y('",
                "RETURNING ",
                "BEGIN;END;",
                "\uFEFF",
                "\u0000",
                "temp.",
                "UPDATE temp.",
                "changes(",
                "last_insert_rowid ",
                "OR ROLLBACK ",
                "SAVEPOINT 'a",
                "SAVEPOINT 'a';",
                "aaaaaaaaaaaaaaaaaa",
                "é",
                "\uD800",
                "-",
                "/",
                "VACUUM ",
                "'/*",
                "\"--\n",
                "a.",
                "INSERT INTO t VALUES ('x');"
            })
    void aMegabyteIsReadInLinearTime(String pattern) {
        String repeated = pattern.repeat(LENGTH / pattern.length());
        for (String start : List.of("", "SELECT ", "WITH a AS (", "CREATE TRIGGER a BEGIN ")) {
            ParserRules.checkWork(start + repeated);
        }
    }

    @Test
    void randomTextNeverFailsAndIsNeverLost() {
        System.out.println("random text, seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String text = randomText(random);
            ParserRules.check(text);
        }
    }

    @Test
    void noStatementHidesBehindAnother() {
        Random random = new Random(seed);
        String[] words = Stream.of(FRAGMENTS)
                .filter(word -> word.matches("[A-Za-z_]+|[().,=?]") && !word.equals("CREATE"))
                .toArray(String[]::new);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder first = new StringBuilder(words[random.nextInt(words.length)]);
            for (int word = random.nextInt(5); word > 0; word--) {
                first.append(' ').append(words[random.nextInt(words.length)]);
            }
            SqlScript script = SqlScript.parse(first + ";DELETE FROM t");
            assertEquals(2, script.statements().size(), script::text);
            assertEquals(StatementKind.WRITE, script.statements().get(1).kind(), script::text);
        }
    }

    @Test
    @Tag("search")
    void newRandomTextNeverFailsAndIsNeverLost() {
        seed = System.nanoTime();
        randomTextNeverFailsAndIsNeverLost();
        noStatementHidesBehindAnother();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            } else {
                text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]).append(random.nextBoolean() ? " " : "");
            }
        }
        return text.toString();
    }
}
