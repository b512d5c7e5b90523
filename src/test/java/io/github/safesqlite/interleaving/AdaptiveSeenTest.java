// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.AdaptiveDatabase.read;
import static io.github.safesqlite.interleaving.AdaptiveDatabase.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.internal.management.ManagedDataSource;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Expected;
import io.github.safesqlite.snapshot.TransactionSnapshot.Kind;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.JMX;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What transactions have done can be seen afterwards. */
@Timeout(60)
class AdaptiveSeenTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private final AtomicReference<String> name = new AtomicReference<>();

    private AdaptiveDatabase open() throws SQLException {
        Path file = folder.resolve("app.db");
        return new AdaptiveDatabase(
                invariants,
                file,
                SqliteConfig.builder(file).registerMbeans(true).transactionNames(name::get));
    }

    private static Kind onlyKind(AdaptiveDatabase database) throws SQLException {
        TransactionSnapshot seen = database.source.snapshot().transactions();
        assertEquals(1, seen.kinds(), seen::toString);
        assertEquals(seen.total(), seen.busiest().get(0).counts());
        return seen.busiest().get(0);
    }

    @Test
    void readsInTheGateAndBesideTheWriter() throws Exception {
        AdaptiveDatabase database = open();
        database.known(read(1));
        database.knownReader(read(2)).close();
        Kind kind = onlyKind(database);
        assertEquals("SELECT v FROM t WHERE id = ?", kind.statement());
        assertNull(kind.name());
        assertEquals(Expected.READS, kind.expected());
        assertEquals(3, kind.counts().begunInGate());
        assertEquals(4, kind.counts().begunReading());
        assertEquals(0, kind.counts().wrote());
        assertTrue(kind.counts().gateTimeOfReads().toNanos() > 0, kind::toString);
        assertTrue(kind.counts().gateTimeSaved().toNanos() > 0, kind::toString);
    }

    @Test
    void writes() throws Exception {
        AdaptiveDatabase database = open();
        try (Connection writer = database.transaction()) {
            Sql.run(writer, write(1));
            writer.commit();
        }
        Kind kind = onlyKind(database);
        assertEquals("UPDATE t SET v = v + ? WHERE id = ?", kind.statement());
        assertEquals(Expected.WRITES, kind.expected());
        assertEquals(1, kind.counts().begunInGate());
        assertEquals(1, kind.counts().wrote());
        assertEquals(Duration.ZERO, kind.counts().gateTimeOfReads());
    }

    @Test
    void oneThatGaveWayHeldTheGateOnlyUntilThen() throws Exception {
        AdaptiveDatabase database = open();
        try (Connection reader = database.transaction();
                Actor other = new Actor("writer")) {
            Sql.ask(reader, read(1));
            other.does("writes", () -> Sql.run(database.source, write(1)));
            reader.commit();
        }
        Kind kind = onlyKind(database);
        assertEquals(1, kind.counts().begunInGate());
        assertEquals(1, kind.counts().gaveWay());
        assertTrue(kind.counts().gateTimeOfReads().compareTo(Duration.ofMillis(5)) >= 0, kind::toString);
        assertTrue(kind.counts().gateTimeSaved().toNanos() > 0, kind::toString);
    }

    @Test
    void validationsAndConflicts() throws Exception {
        AdaptiveDatabase database = open();
        try (Connection reader = database.knownReader(read(1))) {
            Sql.run(database.source, write(2));
            Sql.run(reader, write(1));
            reader.commit();
        }
        assertEquals(1, onlyKind(database).counts().validated());
        assertEquals(1, onlyKind(database).counts().wrote());
        assertEquals(0, onlyKind(database).counts().conflicts());

        name.set("second");
        try (Connection reader = database.knownReader(read(1))) {
            Sql.run(database.source, write(1));
            assertThrows(StaleSnapshotException.class, () -> Sql.run(reader, write(1)));
            reader.rollback();
        }
        TransactionSnapshot seen = database.source.snapshot().transactions();
        assertEquals(1, seen.total().conflicts());
        Kind second = seen.busiest().stream()
                .filter(kind -> "second".equals(kind.name()))
                .findFirst()
                .orElseThrow();
        assertEquals(1, second.counts().conflicts());
        assertEquals(Expected.WRITES, second.expected());
    }

    @Test
    void beanAndTextShowIt() throws Exception {
        AdaptiveDatabase database = open();
        database.known(read(1));
        SafeSqliteMXBean bean = JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(),
                ManagedDataSource.nameOf(database.source.config().poolName()),
                SafeSqliteMXBean.class);
        assertTrue(bean.getSnapshot().contains("3 in the write gate"), bean::getSnapshot);
        assertTrue(
                bean.getSnapshotJson().contains("\"statement\":\"SELECT v FROM t WHERE id = ?\""),
                bean::getSnapshotJson);
    }

    @ParameterizedTest
    @EnumSource(names = "ADAPTIVE", mode = EnumSource.Mode.EXCLUDE)
    void otherModesLearnNothing(BeginMode mode) throws Exception {
        try (ConcurrencySafeSqliteDataSource source =
                invariants.open(SqliteConfig.builder(folder.resolve("app.db")).beginMode(mode))) {
            Sql.run(source, "CREATE TABLE t (v)");
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                Sql.execute(connection, "SELECT v FROM t");
                connection.commit();
            }
            assertEquals(TransactionSnapshot.NONE, source.snapshot().transactions());
        }
    }
}
