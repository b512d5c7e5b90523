// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT 1|SELECT ?",
                "INSERT INTO t1 VALUES ('it''s', -1.5e-3, x'00ff', 0xFF, .5, 1_000)|INSERT INTO t1 VALUES (?, -?, ?, ?, ?, ?)",
                "SELECT a1, \"b 2\", [c 3], `d 4` FROM t2|SELECT a1, \"b 2\", [c 3], `d 4` FROM t2",
                "SELECT ?, ?12, :a1, @b2, $c3|SELECT ?, ?12, :a1, @b2, $c3",
                "SELECT /* secret 1 */ a -- secret 2|SELECT a",
                "SELECT a-1, b+2|SELECT a-?, b+?",
                "SELECT 0xFE+1|SELECT ?+?",
                "SELECT 1.5E+3, 2e5-1|SELECT ?, ?-?",
                "SELECT $a(secret), @b|SELECT $a(?), @b",
                "SELECT 'open|SELECT ?",
                "SELECT x'open|SELECT ?",
                "SELECT \"open|SELECT \"open",
                "SELECT /* open|SELECT",
                "SELECT größe FROM t|SELECT größe FROM t",
            })
    void valuesAreHiddenAndNamesStay(String sql, String shown) {
        assertEquals(shown, SqlText.abbreviate(sql));
    }

    @Test
    void whitespaceIsFolded() {
        assertEquals("SELECT a FROM t", SqlText.abbreviate("\uFEFF \n SELECT\t a\r\n\n FROM t  \n"));
        assertEquals("", SqlText.abbreviate(" "));
    }

    @Test
    void longTextEndsInAnEllipsis() {
        String shown = SqlText.abbreviate("SELECT " + "column_name, ".repeat(1000));
        assertEquals(SqlText.LIMIT, shown.length());
        assertTrue(shown.endsWith("…"));
        assertEquals("a".repeat(120), SqlText.abbreviate("a".repeat(120)));
        assertEquals("a".repeat(119) + "…", SqlText.abbreviate("a".repeat(121)));
    }

    @Test
    void aCharacterOfTwoUnitsIsNotCutInHalf() {
        assertEquals("a".repeat(118) + "…", SqlText.abbreviate("a".repeat(118) + "\uD83D\uDE00" + "bbb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"", "[", "(", "/*", "1e+", "x'", "--", " ", "a", "''"})
    void aTextOfMegabytesTakesNoTime(String part) {
        String sql = part.repeat(2_000_000);
        // What the thread has worked: others on a busy machine have no say.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        SqlText.abbreviate(sql);
        Duration worked = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
        assertTrue(worked.compareTo(Duration.ofSeconds(2)) < 0, worked::toString);
    }

    @Test
    void noTextMakesItThrowOrShowsMoreThanTheLimit() {
        long seed = Long.getLong("safesqlite.seed", 1);
        var random = new Random(seed);
        String alphabet = "'\"`[]()x0e+-.1a /*\n?:@$\uFEFFé\uD83D";
        for (int i = 0; i < 20_000; i++) {
            var sql = new StringBuilder();
            for (int length = random.nextInt(200); length > 0; length--) {
                sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String shown = SqlText.abbreviate(sql.toString());
            assertTrue(shown.length() <= SqlText.LIMIT, "seed " + seed);
        }
    }
}
