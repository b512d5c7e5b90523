// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.driver.ControlStatement;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.time.Ticker;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SourcesTest {
    @TempDir
    Path folder;

    private HikariDataSource hikari(boolean autoCommit, int size, String query) {
        var settings = new HikariConfig();
        settings.setJdbcUrl("jdbc:sqlite:" + folder.resolve("app.db") + query);
        settings.setAutoCommit(autoCommit);
        settings.setMaximumPoolSize(size);
        return new HikariDataSource(settings);
    }

    private WrappedSource wrap(DataSource existing, List<Connection> customized) throws SQLException {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db"))
                .poolName("outer")
                .pragma("foreign_keys", "on")
                .connectionCustomizer(customized::add)
                .build();
        return WrappedSource.open(existing, config, Ticker.system(), Listeners.of());
    }

    @Test
    void wrappedConnectionsAreConfiguredOnceAndKeepTheirStatements() throws SQLException {
        var customized = new ArrayList<Connection>();
        try (HikariDataSource hikari = hikari(true, 1, "")) {
            WrappedSource source = wrap(hikari, customized);
            Loan first = source.acquireReader(1, PoolFixture.soon());
            assertEquals("wal", first.connection().pragmas().read("journal_mode"));
            assertEquals("1", first.connection().pragmas().read("foreign_keys"));
            assertNotSame(first.connection().delegate(), first.connection().driver());
            CachedStatement statement = first.connection()
                    .statements()
                    .borrow(SqlScript.parse("SELECT 1").single());
            first.connection().statements().giveBack(statement, true);
            source.release(first);
            Loan second = source.acquireWriter(2, PoolFixture.soon());
            assertSame(first.connection(), second.connection());
            assertSame(
                    statement,
                    second.connection()
                            .statements()
                            .borrow(SqlScript.parse("SELECT 1").single()));
            assertEquals(1, source.stats().active());
            source.release(second);
            assertEquals(1, customized.size());
            assertEquals(0, hikari.getHikariPoolMXBean().getActiveConnections());
            assertEquals(FileKey.of(folder.resolve("app.db")), source.fileKey());
            assertTrue(source.keepsBound());
            source.close(PoolFixture.soon());
        }
    }

    @Test
    void aManualCommitPoolIsUsedInAutocommitAndGetsItsModeBack() throws SQLException {
        try (HikariDataSource hikari = hikari(false, 1, "?transaction_mode=IMMEDIATE")) {
            WrappedSource source = wrap(hikari, new ArrayList<>());
            Loan first = source.acquireWriter(1, PoolFixture.soon());
            assertFalse(first.connection().inTransaction());
            assertTrue(first.connection().driver().getAutoCommit());
            first.connection().execute(ControlStatement.BEGIN_IMMEDIATE);
            first.connection().execute("CREATE TABLE t(a)");
            first.connection().execute(ControlStatement.COMMIT);
            source.release(first);
            try (Connection plain = hikari.getConnection()) {
                assertFalse(plain.getAutoCommit());
            }
            Loan second = source.acquireWriter(2, PoolFixture.soon());
            second.connection().execute("INSERT INTO t VALUES (1)");
            source.release(second);
            source.close(PoolFixture.soon());
        }
    }

    @Test
    void autocommitIsRestoredOnAConnectionThatNobodyResets() throws SQLException {
        try (Connection kept = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
            kept.setAutoCommit(false);
            var source = wrap(alwaysGiving(kept), new ArrayList<>());
            Loan connection = source.acquireReader(1, PoolFixture.soon());
            assertTrue(kept.getAutoCommit());
            source.release(connection);
            assertFalse(kept.getAutoCommit());
            source.close(PoolFixture.soon());
        }
    }

    /** A DataSource whose connections stay open when they are closed. */
    private DataSource alwaysGiving(Connection kept) {
        Object connection = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> method.getName().equals("close") ? null : method.invoke(kept, arguments));
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> connection);
    }

    @Test
    void aDiscardedConnectionIsEvictedFromTheWrappedPool() throws SQLException {
        try (HikariDataSource hikari = hikari(true, 1, "")) {
            WrappedSource source = wrap(hikari, new ArrayList<>());
            Loan broken = source.acquireReader(1, PoolFixture.soon());
            broken.connection().discard("attached");
            source.release(broken);
            Loan fresh = source.acquireReader(2, PoolFixture.soon());
            assertNotSame(broken, fresh);
            assertTrue(fresh.connection().isValid());
            source.release(fresh);
            source.close(PoolFixture.soon());
        }
    }

    @Test
    void connectionsThatHideTheDriverAreRefused() {
        DataSource hiding = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (connection, called, values) -> called.getName().equals("isWrapperFor") ? false : null));
        var failure = assertThrows(OpenFailedException.class, () -> wrap(hiding, new ArrayList<>()));
        assertTrue(failure.getMessage().contains("org.sqlite.SQLiteConnection"), failure.getMessage());
    }

    @Test
    void theSingleConnectionIsOpenedAtOnceAndClosedWithItsSource() throws SQLException {
        SingleConnectionSource source = SingleConnectionSource.open(
                SqliteConfig.builder(folder.resolve("app.db")).build(), Ticker.system(), Listeners.of());
        assertEquals(1, source.stats().idle());
        assertTrue(source.keepsBound());
        Loan connection = source.acquireReader(1, PoolFixture.soon());
        assertThrows(SQLException.class, () -> source.acquireReader(2, PoolFixture.soon()));
        source.release(connection);
        assertSame(connection, source.acquireWriter(1, PoolFixture.soon()));
        source.release(connection);
        source.close(PoolFixture.soon());
        source.close(PoolFixture.soon());
        assertTrue(connection.connection().driver().isClosed());
        assertEquals(0, source.stats().total());
        assertThrows(SessionClosedException.class, () -> source.acquireReader(1, PoolFixture.soon()));
    }

    @Test
    void aDatabaseInMemoryIsSharedByThreadsAndOutlivesItsConnections() throws Exception {
        ConnectionPool pool = ConnectionPool.open(
                SqliteConfig.builder(":memory:").minimumIdle(0).build(), Ticker.system(), Listeners.of());
        Loan writer = pool.acquireWriter(1, PoolFixture.soon());
        writer.connection().execute("CREATE TABLE t(a); INSERT INTO t VALUES (42)");
        Loan reader = CompletableFuture.supplyAsync(() -> readerOf(pool)).get(60, TimeUnit.SECONDS);
        assertNotSame(writer, reader);
        assertEquals(42, valueOf(reader));
        reader.connection().discard("test");
        writer.connection().discard("test");
        pool.release(reader);
        pool.release(writer);
        assertEquals(0, pool.stats().total());
        Loan later = pool.acquireReader(3, PoolFixture.soon());
        assertEquals(42, valueOf(later));
        pool.release(later);
        pool.close(PoolFixture.soon());
    }

    @Test
    void databasesInMemoryAreApartUnlessTheyShareAName() throws SQLException {
        SingleConnectionSource nameless = single(":memory:");
        SingleConnectionSource other = single(":memory:");
        SingleConnectionSource named = single("file:shop?mode=memory&cache=shared");
        SingleConnectionSource sameName = single("file:/shop?vfs=memdb");
        SingleConnectionSource ownName = single("file:shop?mode=memory");
        assertNotSame(nameless.gate(), other.gate());
        assertNotSame(named.gate(), ownName.gate());
        assertSame(named.gate(), sameName.gate());
        only(nameless).connection().execute("CREATE TABLE t(a)");
        only(other).connection().execute("CREATE TABLE t(a)");
        only(named).connection().execute("CREATE TABLE t(a); INSERT INTO t VALUES (7)");
        assertEquals(7, valueOf(only(sameName)));
        for (SingleConnectionSource source : List.of(nameless, other, named, sameName, ownName)) {
            source.close(PoolFixture.soon());
        }
    }

    @Test
    void sourcesOfOneFileShareItsGate() throws SQLException {
        SingleConnectionSource first = single(folder.resolve("app.db").toString());
        SingleConnectionSource second = single(folder.resolve("app.db").toString());
        SingleConnectionSource other = single(folder.resolve("other.db").toString());
        assertSame(first.gate(), second.gate());
        assertNotSame(first.gate(), other.gate());
        for (SingleConnectionSource source : List.of(first, second, other)) {
            source.close(PoolFixture.soon());
        }
    }

    private static SingleConnectionSource single(String file) throws SQLException {
        return SingleConnectionSource.open(SqliteConfig.builder(file).build(), Ticker.system(), Listeners.of());
    }

    private static Loan only(ConnectionSource source) throws SQLException {
        return source.acquireReader(1, PoolFixture.soon());
    }

    private static Loan readerOf(ConnectionPool pool) {
        try {
            return pool.acquireReader(2, PoolFixture.soon());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int valueOf(Loan connection) throws SQLException {
        try (PreparedStatement query = connection.connection().delegate().prepareStatement("SELECT a FROM t");
                var row = query.executeQuery()) {
            return row.getInt(1);
        }
    }
}
