// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.metrics.TenantMetrics;
import io.github.safesqlite.internal.tenant.OpenTenants;
import io.github.safesqlite.internal.tenant.TenantFiles;
import io.github.safesqlite.internal.tenant.TenantLimits;
import io.github.safesqlite.internal.tenant.TenantUse;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Many tenants, each with a database file of its own, behind one object. A few of the files are open at a time: one that is needed
 * takes the place of the one that nobody has used for longest. A file in use is never closed for another one. Safe for use by
 * multiple threads.
 *
 * <p>Each file has its own writer, so tenants do not wait for each other. The first connection to a tenant creates its file.
 *
 * <pre>{@code
 * var tenants = new TenantDataSource(TenantOptions.inDirectory(directory), SqliteConfig.builder("tenants").build());
 * try (Connection connection = tenants.getConnection("acme")) {
 *     ...
 * }
 * }</pre>
 */
public final class TenantDataSource implements AutoCloseable {
    private final TenantOptions options;
    private final SqliteConfig template;
    private final OpenTenants<ConcurrencySafeSqliteDataSource> tenants;
    private final @Nullable TenantMetrics metrics;
    private final Chore closer;

    /**
     * Opens no file yet.
     *
     * @param template the settings of every file, under the pool name {@code POOL.TENANT}. Its own file is not used. Its
     *     {@code connectionTimeout} is also how long a caller waits for room, and a Dropwizard registry gets metrics of the open
     *     files only, and of all together.
     */
    public TenantDataSource(TenantOptions options, SqliteConfig template) {
        this.options = Objects.requireNonNull(options, "options");
        this.template = Objects.requireNonNull(template, "template");
        this.tenants = new OpenTenants<>(
                template.poolName(),
                new TenantLimits(options.maximumOpen(), template.connectionTimeout(), template.closeTimeout()),
                new Databases(),
                Ticker.system());
        this.metrics = TenantMetrics.start(template, tenants::snapshot);
        this.closer = Chore.maintenance(
                "safesqlite-tenants",
                () -> options.idleTimeout().map(tenants::closeIdle).orElse(null));
        options.idleTimeout().ifPresent(closer::within);
    }

    /** The DataSource of each tenant. */
    private final class Databases implements TenantFiles<ConcurrencySafeSqliteDataSource> {
        @Override
        public ConcurrencySafeSqliteDataSource open(String tenant) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(template.toBuilder(options.fileOf(tenant))
                    .poolName(template.poolName() + "." + tenant)
                    .build());
        }

        @Override
        public void close(ConcurrencySafeSqliteDataSource database, Deadline deadline) throws SQLException {
            database.close(deadline);
        }
    }

    /** Keeps the database of a tenant open until it is closed. Safe for use by multiple threads. */
    public static final class Lease implements AutoCloseable {
        private final TenantUse<ConcurrencySafeSqliteDataSource> use;

        private Lease(TenantUse<ConcurrencySafeSqliteDataSource> use) {
            this.use = use;
        }

        /** The database of the tenant. Do not close it, and do not use it after {@link #close}. */
        public ConcurrencySafeSqliteDataSource dataSource() {
            return use.database();
        }

        /** Lets the database be closed when it is not used otherwise. A second call does nothing. */
        @Override
        public void close() {
            use.close();
        }
    }

    /** What is done to the file of a tenant while nobody can open it. */
    @FunctionalInterface
    public interface FileAction<X extends Exception> {
        /**
         * Does it.
         *
         * @param file the database; nothing of it is open here, but {@code -wal} and {@code -shm} may exist beside it
         * @throws X if it fails
         */
        void run(Path file) throws X;
    }

    /**
     * Returns a connection to the database of a tenant, which stays open until the connection is closed.
     *
     * @throws IllegalArgumentException if the tenant cannot have that name
     * @throws io.github.safesqlite.error.ConnectionTimeoutException if all databases that may be open were in use for
     *     {@code connectionTimeout}
     * @throws io.github.safesqlite.error.OpenFailedException if the database cannot be opened
     * @throws SessionClosedException if this DataSource is closed
     */
    public Connection getConnection(String tenant) throws SQLException {
        TenantUse<ConcurrencySafeSqliteDataSource> use = use(tenant);
        boolean connected = false;
        try {
            Connection connection = use.database().connectWith(use::close);
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                use.close();
            }
        }
    }

    /** Returns a view of one tenant. It keeps nothing open: each of its connections is a {@link #getConnection(String)}. */
    public DataSource dataSource(String tenant) {
        options.fileOf(tenant);
        return new TenantView(this, tenant);
    }

    /**
     * Opens the database of a tenant for more than connections, such as a backup or a batch writer, and keeps it open until the
     * lease is closed. Throws as {@link #getConnection(String)} does.
     */
    public Lease lease(String tenant) throws SQLException {
        return new Lease(use(tenant));
    }

    private TenantUse<ConcurrencySafeSqliteDataSource> use(String tenant) throws SQLException {
        options.fileOf(tenant);
        return tenants.use(tenant);
    }

    /**
     * Closes the database of a tenant; if it is in use, after up to {@code closeTimeout}. The next connection opens it again.
     */
    public void evict(String tenant) throws SQLException {
        evict(tenant, file -> {});
    }

    /**
     * The same, and does something to the file before anybody can open it again, such as to delete it or to put another one in
     * its place.
     *
     * @throws SQLException if the database could not be closed; the action was not run
     * @throws X if the action does
     */
    public <X extends Exception> void evict(String tenant, FileAction<X> action) throws SQLException, X {
        Path file = options.fileOf(tenant);
        tenants.evict(tenant, () -> action.run(file));
    }

    /** Returns the tenants whose database is open, and counts of all. */
    public TenantsSnapshot snapshot() {
        return tenants.snapshot();
    }

    /**
     * Refuses new connections, waits up to {@code closeTimeout} for those in use, then closes all databases. A second call does
     * nothing.
     */
    @Override
    public void close() throws SQLException {
        var closing = new Closing();
        closing.step(closer::end).step(tenants::close);
        if (metrics != null) {
            closing.close(metrics);
        }
        closing.step(Closing::endThreads).finish();
    }

    @Override
    public String toString() {
        return "TenantDataSource(" + template.poolName() + ": " + snapshot().describe() + ")";
    }
}
