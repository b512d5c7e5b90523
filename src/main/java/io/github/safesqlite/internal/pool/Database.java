// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.gate.FileKey;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.gate.WriteGates;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;

/** One user's hold on a database: its driver URL, its key, and its write gate until {@link #close}. Thread-safe. */
final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("io.github.safesqlite.pool");
    private static final String DRIVER_PREFIX = "jdbc:sqlite:";
    private static final Map<WriteGate, SchemaChanges> SCHEMAS = new WeakHashMap<>();
    private static final Map<WriteGate, DataVersions> VERSIONS = new WeakHashMap<>();
    private static final Map<WriteGate, Path> NAMES = new WeakHashMap<>();

    private final String url;
    private final @Nullable Path file;
    // The name that opens the file and does not create one; null if the user has given a name of that sort.
    private final @Nullable String existing;
    private final @Nullable Path realPath;
    private final FileKey fileKey;
    // What the path named when the first connection was open.
    private volatile @Nullable FileKey identity;
    private final WriteGate gate;
    private final SchemaChanges schema;
    private final DataVersions versions;
    // SQLite forgets a database in memory when its last connection closes.
    private final @Nullable SQLiteConnection anchor;
    private final AttachedHere attached = new AttachedHere();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Database(
            String url,
            @Nullable Path file,
            @Nullable Path realPath,
            FileKey fileKey,
            @Nullable SQLiteConnection anchor) {
        this.url = url;
        this.file = file;
        this.existing = withoutCreation(url, file);
        this.realPath = realPath;
        this.anchor = anchor;
        this.fileKey = fileKey;
        this.gate = WriteGates.acquire(fileKey);
        this.schema = schemaOf(gate);
        this.versions = versionsOf(gate);
        versions.joined();
    }

    /** The database that {@code config} names. */
    static Database of(SqliteConfig config) throws SQLException {
        if (config.inMemory()) {
            MemoryDatabase memory = MemoryDatabase.named(config.file());
            String url = DRIVER_PREFIX + memory.uri();
            return new Database(
                    url, null, null, FileKey.memory(memory.name()), JDBC.createConnection(url, new Properties()));
        }
        Path path = config.path().orElseThrow();
        NetworkCheck.check(config, path);
        return onFile(config.poolName(), DRIVER_PREFIX + config.file(), path);
    }

    /** The database that a wrapped connection has opened as {@code file}, or one in memory if that is empty. */
    static Database opened(String poolName, String file, String memoryName) throws OpenFailedException {
        if (file.isEmpty()) {
            return new Database("", null, null, FileKey.memory(memoryName), null);
        }
        Path path = Path.of(file);
        return onFile(poolName, DRIVER_PREFIX + file, path);
    }

    private static Database onFile(String poolName, String url, Path path) throws OpenFailedException {
        Path realPath = FileKey.realPath(path);
        DriverCopies.enter(poolName, realPath);
        Database database = new Database(url, path, realPath, FileKey.of(path), null);
        Path name = nameOf(database.gate, realPath);
        // A file system that takes no notice of case takes none for the -wal file either.
        if (!name.toString().equalsIgnoreCase(realPath.toString())) {
            database.close();
            throw OpenFailedException.of(
                    poolName,
                    realPath.toString(),
                    "this program has the same file open as \"" + name
                            + "\" (a hard link, or it was renamed), and each name would have a write-ahead log of its own",
                    "Use one name.",
                    SqliteErrors.CANTOPEN,
                    null);
        }
        return database;
    }

    String url() {
        return url;
    }

    @Nullable
    Path file() {
        return file;
    }

    /** Opens a connection of the driver; once the file was found, never to another one of that name, nor to a new one. */
    SQLiteConnection connect(Properties properties, String poolName) throws SQLException {
        requireSameFile(poolName);
        SQLiteConnection opened = null;
        boolean same = false;
        try {
            opened = identity == null || mayNotWrite(properties) || existing == null
                    ? JDBC.createConnection(url, properties)
                    : new JDBC4Connection(url, existing, properties);
            // SQLite reads nothing before the first statement, so the log of a file that was replaced is not touched
            // yet.
            requireSameFile(poolName);
            same = true;
            return opened;
        } catch (SQLException failure) {
            requireSameFile(poolName);
            throw failure;
        } finally {
            if (opened != null && !same) {
                opened.close();
            }
        }
    }

    /** SQLite does not take a mode in the name that allows more than the flags do. */
    private static boolean mayNotWrite(Properties properties) {
        return (Integer.parseInt(properties.getProperty("open_mode", "0")) & 1) != 0;
    }

    // Without the flag for it (open_mode=2) an ATTACH could not create a file either.
    private static @Nullable String withoutCreation(String url, @Nullable Path file) {
        if (file == null || url.startsWith(DRIVER_PREFIX + "file:")) {
            return null;
        }
        URI name = file.toUri();
        return name.getAuthority() == null ? name + "?mode=rw" : null;
    }

    VersionProbe openProbe() throws SQLException {
        if (url.isEmpty()) {
            throw new SQLException("a database in memory that was opened elsewhere can not be opened a second time");
        }
        return new VersionProbe(connect(new Properties(), "probe"));
    }

    /** Whether SQLite can open the file and those beside it for writing, as far as permissions tell. */
    boolean isWritable() {
        return file == null || WritePermission.ofFiles(file);
    }

    /** Whether a connection that could only read can be replaced by one that writes. */
    boolean isWritableAgain(PhysicalConnection connection) {
        return connection.binding.openedUnwritable && isWritable();
    }

    /** A connection has the file open. */
    void foundFile() {
        if (identity == null && file != null && Files.exists(file)) {
            identity = FileKey.of(file);
        }
    }

    /**
     * Makes sure that the path still names the file that other connections have open. Another one would be created, or be
     * opened with the log of the old one, which destroys it.
     */
    void requireSameFile(String poolName) throws DatabaseGoneException {
        FileKey known = identity;
        if (known != null && file != null && !FileKey.of(file).equals(known)) {
            throw DatabaseGoneException.of(poolName, file.toString());
        }
    }

    FileKey fileKey() {
        return fileKey;
    }

    WriteGate gate() {
        return gate;
    }

    /** What its connections have attached. */
    AttachedHere attached() {
        return attached;
    }

    SchemaChanges schema() {
        return schema;
    }

    DataVersions versions() {
        return versions;
    }

    /** Gives the gate up; later calls do nothing. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            versions.left();
            WriteGates.release(fileKey);
            if (realPath != null) {
                DriverCopies.leave(realPath);
            }
            closeAnchor();
        }
    }

    private void closeAnchor() {
        if (anchor != null) {
            try {
                anchor.close();
            } catch (SQLException unimportant) {
                log.atDebug()
                        .addKeyValue("file", fileKey)
                        .setCause(unimportant)
                        .log("The anchor of {} failed to close", fileKey);
            }
        }
    }

    /** The name by which the first of those who share {@code gate} opened the file. */
    private static Path nameOf(WriteGate gate, Path realPath) {
        synchronized (NAMES) {
            return NAMES.computeIfAbsent(gate, first -> realPath);
        }
    }

    private static DataVersions versionsOf(WriteGate gate) {
        synchronized (VERSIONS) {
            return VERSIONS.computeIfAbsent(gate, unknown -> new DataVersions());
        }
    }

    // All users of a file share its gate, so the gate finds what else they share.
    private static SchemaChanges schemaOf(WriteGate gate) {
        synchronized (SCHEMAS) {
            return SCHEMAS.computeIfAbsent(gate, unknown -> new SchemaChanges());
        }
    }
}
