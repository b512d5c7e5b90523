// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.execute;
import static io.github.safesqlite.testing.Sql.patient;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes count the same keys, sixteen threads each: what is stored is what their flushes have acknowledged. */
class CountingProcessesTest {
    @TempDir
    Path folder;

    @Test
    void storedIsWhatWasAcknowledged() throws Exception {
        count(20_000);
    }

    @Test
    @Tag("soak")
    void storedIsWhatWasAcknowledgedAfterAWhile() throws Exception {
        count(5_000_000);
    }

    private void count(int rounds) throws Exception {
        Path file = folder.resolve("count.db");
        try (Connection connection = patient(file)) {
            execute(connection, "pragma journal_mode = wal");
            run(connection, "create table page (path text primary key, hits integer)");
        }
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            children.add(start(file, rounds));
        }
        long acknowledged = 0;
        for (Process child : children) {
            try (var lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
                acknowledged += Long.parseLong(lines.readLine());
            }
            assertTrue(child.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, child.exitValue());
        }
        try (Connection connection = patient(file)) {
            assertEquals(acknowledged, ask(connection, "select sum(hits) from page"));
            assertEquals(70, ask(connection, "select count(*) from page"));
        }
    }

    private static Process start(Path file, int rounds) throws IOException {
        return ChildJvm.withHeap(128, CountingProcess.class, file.toString(), Integer.toString(rounds))
                .start();
    }
}
