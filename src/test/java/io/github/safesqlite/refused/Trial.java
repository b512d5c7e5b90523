// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some threads use a new database while the system refuses something; then it is checked what is left. */
final class Trial {
    private static final int ROUNDS = 3;
    private static final int ROWS = 3;
    private static final int LAST = 400;
    private static final String INSERT = "insert into entry (unit, part, body) values (?, ?, zeroblob(300))";

    private final Path folder;
    private final Path file;
    private final Path copy;
    private final Refuser refuser;
    private final Refusal refusal;
    private final Notes notes = new Notes();
    private volatile Set<Integer> copied = Set.of();
    private boolean created;
    private @Nullable ConcurrencySafeSqliteDataSource source;

    Trial(Path folder, Refuser refuser, Refusal refusal) {
        this.folder = folder;
        this.file = folder.resolve("app.db");
        this.copy = folder.resolve("copy.db");
        this.refuser = refuser;
        this.refusal = refusal;
    }

    /** Plays it, and gives how many calls were refused. */
    int play() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            refuser.refuse(refusal);
            int refused;
            try {
                if (notes.works(this::open) || !refusal.lasting() && notes.works(this::open)) {
                    work();
                }
            } finally {
                refused = refuser.refused();
                refuser.mend();
            }
            works(this::open);
            checkInUse();
            source.close();
            checkClosed();
            notes.errors().forEach(Trial::assertClear);
            assertTrue(refused > 0 || failures().isEmpty(), () -> "without a refusal: " + failures());
            assertTrue(!log.text().contains("NullPointer") && !log.text().contains("IllegalState"), log::text);
            return refused;
        } finally {
            close();
        }
    }

    /** What only a refusal explains: without a write-ahead log a lock may be waited for in vain, or the schema not be read. */
    private List<SQLException> failures() {
        return notes.errors().stream()
                .filter(error -> error.getErrorCode() != Sql.BUSY && !isOfUnreadSchema(error))
                .toList();
    }

    /** SQLite takes a table for missing if it cannot look at the schema just when it compiles a statement. */
    private static boolean isOfUnreadSchema(SQLException error) {
        return String.valueOf(error.getMessage()).endsWith("(no such table: entry)");
    }

    private void close() throws SQLException {
        if (source != null) {
            source.close();
        }
    }

    private void open() throws SQLException {
        if (source == null) {
            source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                    .pragma("journal_mode", refusal.journalMode())
                    .pragma("synchronous", "FULL")
                    .writeTimeout(Duration.ofMillis(250))
                    .slowWriteThresholdOff()
                    .build());
        }
        Sql.run(source, "create table if not exists entry (unit integer, part integer, body blob)");
        created = true;
    }

    private void work() throws Exception {
        writeTogether();
        List<Workers.Action> all =
                List.of(this::writeAlone, this::writeInTransactions, this::writeInBatches, this::read, this::care);
        Workers.run(all.size(), worker -> all.get(worker).run());
    }

    /** Writes that queue for the gate share a commit, and each has to be there once. */
    private void writeTogether() throws Exception {
        Workers workers = new Workers();
        AtomicInteger ended = new AtomicInteger();
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            notes.works(() -> insert(holder, 0, 1));
            for (int unit = 1; unit <= ROUNDS; unit++) {
                int now = unit;
                workers.start("together-" + now, () -> {
                    try (Connection connection = source.getConnection()) {
                        notes.writes(now, 1, () -> insert(connection, now, 1));
                    } finally {
                        ended.incrementAndGet();
                    }
                });
                Waiting.until(() -> source.statistics().writeWaiters() + ended.get() >= now);
            }
            notes.works(holder::rollback);
        }
        workers.join();
    }

    private void writeAlone() {
        for (int unit = 100; unit < 100 + ROUNDS; unit++) {
            int now = unit;
            notes.writes(now, 1, () -> {
                try (Connection connection = source.getConnection()) {
                    insert(connection, now, 1);
                }
            });
        }
    }

    /** One connection for all, which works again after each failure. */
    private void writeInTransactions() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            for (int unit = 200; unit < 200 + ROUNDS; unit++) {
                int now = unit;
                if (!notes.writes(now, ROWS, () -> {
                    notes.stored(connection);
                    insert(connection, now, ROWS);
                    connection.commit();
                })) {
                    notes.works(connection::rollback);
                }
            }
        }
    }

    private void writeInBatches() {
        for (int unit = 300; unit < 300 + ROUNDS; unit++) {
            int now = unit;
            notes.writes(now, ROWS, () -> {
                try (Connection connection = source.getConnection();
                        PreparedStatement insert = connection.prepareStatement(INSERT)) {
                    for (int part = 0; part < ROWS; part++) {
                        insert.setInt(1, now);
                        insert.setInt(2, part);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
            });
        }
    }

    private void read() {
        for (int round = 0; round < ROUNDS; round++) {
            notes.works(() -> {
                Set<Integer> before = notes.acknowledged();
                try (Connection connection = source.getConnection()) {
                    connection.setReadOnly(true);
                    connection.setAutoCommit(false);
                    Set<Integer> stored = notes.stored(connection);
                    assertTrue(stored.containsAll(before), () -> before + " were acknowledged, found " + stored);
                    assertEquals(stored, notes.stored(connection), "one snapshot");
                }
            });
        }
    }

    /** What is done to keep it well. */
    private void care() {
        if (refusal.journalMode().equals("WAL")) {
            notes.works(() -> source.checkpoint());
        }
        Set<Integer> before = notes.acknowledged();
        if (notes.works(() -> source.backup(copy))) {
            copied = before;
        }
        notes.works(() -> source.softEvict());
    }

    private static void insert(Connection connection, int unit, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int part = 0; part < rows; part++) {
                insert.setInt(1, unit);
                insert.setInt(2, part);
                insert.executeUpdate();
            }
        }
    }

    /** The cause is gone: the next statements work, nobody has or waits for anything, nothing that was acknowledged is lost. */
    private void checkInUse() throws SQLException {
        try (Connection connection = source.getConnection()) {
            works(() -> insert(connection, LAST, 1));
            notes.writes(LAST, 1, () -> {});
            notes.check(connection, notes.acknowledged(), "in use");
        }
        InvariantExtension.assertUnused(source);
    }

    /**
     * It works the first time. A connection that SQLite could open for reading only, since the system refused once to open it for
     * writing, is recognized by the first write that it refuses.
     */
    private static void works(Notes.Attempt attempt) throws SQLException {
        try {
            attempt.run();
        } catch (StorageException once) {
            if (!once.getMessage().contains("it could not be written when this connection was opened")) {
                throw once;
            }
            attempt.run();
        }
    }

    private void checkClosed() throws SQLException, IOException {
        assertEquals(List.of(), openFiles(), "files that are still open");
        try (Connection plain = Sql.plain(file)) {
            notes.check(plain, notes.acknowledged(), "closed");
        }
        if (Files.exists(copy)) {
            try (Connection plain = Sql.plain(copy)) {
                notes.check(plain, copied, "the copy");
            }
        } else {
            assertEquals(Set.of(), copied, "the copy is missing");
        }
    }

    private List<String> openFiles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.map(Trial::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.isSymbolicLink(handle) ? Files.readSymbolicLink(handle).toString() : "";
        } catch (java.nio.file.NoSuchFileException closed) {
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** It names the pool, and ends with what to do, unless it is the driver's own of a lock. */
    private static void assertClear(SQLException error) {
        String message = String.valueOf(error.getMessage());
        assertTrue(
                message.contains("app: ") && message.endsWith(".")
                        || error.getErrorCode() == Sql.BUSY
                        || isOfUnreadSchema(error),
                error::toString);
    }
}
