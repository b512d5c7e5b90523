// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.testing.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a pool, a file, a thread or a statement is called, a snapshot is JSON that another parser reads, and says the same. One
 * seed again:
 *
 * <pre>mvn -Psearch -Dtest=HostileNamesTest -Dnames.seed=N -Dnames.rounds=1 verify</pre>
 */
class HostileNamesTest {
    private static final String[] PIECES = {
        "\"",
        "\\",
        "/",
        "\b",
        "\f",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u001f",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\uffff",
        "\ud800",
        "\udc00",
        "\ud83d\ude00",
        "</script>",
        "{}",
        "'",
        "\\u0041",
        "\\u",
        "%s",
        "\u001b[2J",
        "a",
        "é"
    };

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    Path folder;

    HostileNamesTest() {
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    @Test
    void aSnapshotIsJson() throws Exception {
        for (int seed = 1; seed <= 12; seed++) {
            round(seed);
        }
    }

    @Test
    @Tag("search")
    void manyMoreAre() throws Exception {
        long first = Long.getLong("names.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("names.seed=" + first);
        for (long seed = first; seed < first + Integer.getInteger("names.rounds", 5_000); seed++) {
            round(seed);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(
                    random.nextInt(4) == 0
                            ? String.valueOf((char) random.nextInt(0x10000))
                            : PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String fileName(Random random) {
        String name = text(random).replaceAll("[/\0\\p{Cs}]", "_");
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length > 100 ? "long" : name;
    }

    private void round(long seed) throws Exception {
        Random random = new Random(seed);
        String about = "names.seed=" + seed;
        String poolName = text(random);
        Path file = folder.resolve(fileName(random));
        String thread = Thread.currentThread().getName();
        String threadName = text(random);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(file).poolName(poolName).build())) {
            Thread.currentThread().setName(threadName);
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                Sql.execute(
                        connection,
                        "CREATE TABLE IF NOT EXISTS t (n) /* " + text(random).replace("*/", "") + " */");
                Sql.execute(
                        connection,
                        "SELECT n AS [" + text(random).replace("]", "").replace("\0", "") + "] FROM t");
                DataSourceSnapshot snapshot = dataSource.snapshot();
                JsonNode read = mapper.readTree(snapshot.toJson().getBytes(StandardCharsets.UTF_8));
                assertEquals(poolName, read.get("poolName").asText(), about);
                assertEquals(snapshot.file(), read.get("file").asText(), about);
                assertEquals(1, read.get("sessions").size(), about);
                assertTrue(read.get("sessions").toString().length() > 2, about);
                assertFalse(snapshot.toString().isBlank(), about);
                connection.rollback();
            }
        } finally {
            Thread.currentThread().setName(thread);
        }
    }
}
