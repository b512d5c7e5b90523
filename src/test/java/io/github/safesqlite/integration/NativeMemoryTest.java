// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.Profile;
import io.github.safesqlite.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process with many connections fits into a small container: pages and statements are bounded for all together. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
    @TempDir
    Path folder;

    /** The bounds hold the limit of the option, the Java heap, and what the C library does not give back at once. */
    @ParameterizedTest
    @CsvSource({
        "SERVER, 10, pages, 240",
        "SMALL, 10, pages, 90",
        "SERVER, 1, idle, 15",
        "SERVER, 4, statements, 200",
        "SMALL, 4, statements, 170"
    })
    void memoryIsBounded(Profile profile, int readers, String kind, int mostMegabytes) throws Exception {
        String file = folder.resolve("app.db").toString();
        fill(file, kind.equals("statements") ? 10 : 220_000);
        Process child = ChildJvm.withHeap(
                        48, MemoryProcess.class, file, profile.name(), Integer.toString(readers), kind)
                .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            long megabytes = Long.parseLong(output.lines().reduce("", (before, line) -> line.strip()));
            assertTrue(megabytes < mostMegabytes, () -> kind + " took " + megabytes + " MB with " + profile);
        } finally {
            child.destroyForcibly();
        }
    }

    private static void fill(String file, int rows) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table t (id integer primary key, v text)");
            statement.executeUpdate("with recursive n(i) as (select 1 union all select i + 1 from n where i < " + rows
                    + ") insert into t select i, hex(zeroblob(100)) from n");
        }
    }
}
