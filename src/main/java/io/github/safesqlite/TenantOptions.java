// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.internal.tenant.TenantName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Where a {@link TenantDataSource} finds the databases of its tenants, and how many of them it keeps open. Immutable. */
public final class TenantOptions {
    private static final int MAXIMUM_OPEN = 50;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final Function<String, Path> files;
    private final int maximumOpen;
    private final Optional<Duration> idleTimeout;

    private TenantOptions(Function<String, Path> files, int maximumOpen, Optional<Duration> idleTimeout) {
        this.files = files;
        this.maximumOpen = maximumOpen;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Each tenant has the file {@code TENANT.db} in a directory. The names of tenants are in lower case.
     *
     * @throws IllegalArgumentException if the directory does not exist
     */
    public static TenantOptions inDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "the directory of the tenants does not exist: " + directory + ". Create it, or name another one.");
        }
        return files(tenant -> directory.resolve(TenantName.asFileName(tenant) + ".db"));
    }

    /** Each tenant has the file that a function returns for its name: always the same one, and no other tenant has it. */
    public static TenantOptions files(Function<String, Path> files) {
        return new TenantOptions(Objects.requireNonNull(files, "files"), MAXIMUM_OPEN, Optional.of(IDLE_TIMEOUT));
    }

    /**
     * The same with another bound on the databases that are open at once; 50 by default. Each of them has its own pool, of up to
     * {@code maximumPoolSize} physical connections.
     */
    public TenantOptions withMaximumOpen(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maximumOpen must be at least 1, was " + count);
        }
        return new TenantOptions(files, count, idleTimeout);
    }

    /** The same with another time after which a database that nobody uses is closed; 5 minutes by default. */
    public TenantOptions withIdleTimeout(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("idleTimeout must be positive, was " + limit
                    + ". To keep databases open use withIdleTimeoutOff().");
        }
        return new TenantOptions(files, maximumOpen, Optional.of(limit));
    }

    /** The same without that time: a database is closed only when another one needs its room. */
    public TenantOptions withIdleTimeoutOff() {
        return new TenantOptions(files, maximumOpen, Optional.empty());
    }

    /** How many databases are open at most. */
    public int maximumOpen() {
        return maximumOpen;
    }

    /** How long a database stays open that nobody uses; empty if off. */
    public Optional<Duration> idleTimeout() {
        return idleTimeout;
    }

    /**
     * Returns the file of a tenant, which need not exist.
     *
     * @throws IllegalArgumentException if the tenant cannot have that name
     */
    public Path fileOf(String tenant) {
        return Objects.requireNonNull(files.apply(TenantName.checked(tenant)), "the file of a tenant");
    }
}
