// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database that is in use in this JVM, with everything that its users share. There is one per file or in-memory database, see
 * {@link SharedFiles}. Safe for use by multiple threads.
 */
public final class SharedFile {
    /** Guarded by {@link SharedFiles}, as is {@link #users}. */
    final Set<FileKey> keys = new HashSet<>();

    int users;

    private final WriteGate gate = new WriteGate();
    private final SchemaChanges schema = new SchemaChanges();
    private final DataVersions versions = new DataVersions();
    private final CommittedChanges changes = new CommittedChanges();
    private final OutsideWrites outsideWrites = new OutsideWrites(Ticker.system(), this::isOpenElsewhere);
    private final SoleUse soleUse = new SoleUse();
    private final OpenHandles handles = new OpenHandles();
    private final DurableCommits durable = new DurableCommits(soleUse, handles);

    /** By path, as a file may be open by several; guarded by itself. */
    private final Map<Path, FilePlace> places = new HashMap<>();

    /** Guarded by itself. */
    private final Map<Class<?>, SharedPart<?>> parts = new HashMap<>();

    private volatile @Nullable Path name;

    SharedFile() {
        soleUse.add(versions::closeIdle);
    }

    /** Who writes to it. */
    public WriteGate gate() {
        return gate;
    }

    /** The changes of its schema. */
    public SchemaChanges schema() {
        return schema;
    }

    /** The changes of its content. */
    public DataVersions versions() {
        return versions;
    }

    /** Who wants to know what is committed. */
    public CommittedChanges changes() {
        return changes;
    }

    /** Whether others than those who enter the gate may write. */
    public OutsideWrites outsideWrites() {
        return outsideWrites;
    }

    /** Its use by one connection alone. */
    public SoleUse soleUse() {
        return soleUse;
    }

    /** The connections of the driver that are open to it. */
    public OpenHandles handles() {
        return handles;
    }

    /** Its commits that share a sync. */
    public DurableCommits durable() {
        return durable;
    }

    /** Its one name, beside which SQLite puts the log: the one by which the first user opened it. */
    public synchronized Path name(Path realPath) {
        Path first = name == null ? realPath : name;
        name = first;
        return first;
    }

    private boolean isOpenElsewhere() {
        Path file = name;
        return file != null && FileLocks.ofSystem().isOpenElsewhere(file);
    }

    /** Another file has taken its place, and {@code realPath} is its name from now on. */
    public synchronized void replacedBy(Path realPath, boolean renamed) {
        if (renamed) {
            name = realPath;
        }
        FileKey key = FileKey.ofExisting(realPath);
        if (key != null) {
            SharedFiles.replaced(this, key);
        }
        schema.changed();
        versions.fileReplaced();
    }

    /** Uses the file by that path until {@link #leave}; no path is a database in memory. */
    public FilePlace join(@Nullable Path file, FileUser user) {
        if (file == null) {
            return new FilePlace(gate, null, Ticker.system());
        }
        synchronized (places) {
            FilePlace place =
                    places.computeIfAbsent(absolute(file), path -> new FilePlace(gate, path, Ticker.system()));
            place.join(user);
            return place;
        }
    }

    /** Ends {@link #join}. */
    public void leave(Path file, FileUser user) {
        Path path = absolute(file);
        synchronized (places) {
            FilePlace place = places.get(path);
            if (place != null && place.leave(user)) {
                places.remove(path);
            }
        }
    }

    /** Whether it is open by another path too. */
    public boolean hasOtherPath(Path file) {
        Path path = absolute(file);
        synchronized (places) {
            return places.keySet().stream().anyMatch(known -> !known.equals(path));
        }
    }

    @Nullable
    FilePlace placeAt(Path file) {
        synchronized (places) {
            return places.get(absolute(file));
        }
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /**
     * Has a user take part in something that there is once per file, until the stay is closed. The file stays in use until then.
     *
     * @param kind what it is
     * @param part makes it for the first user
     */
    public <U, P extends SharedPart<U>> Stay<U, P> join(Class<P> kind, U user, Supplier<P> part) {
        P joined;
        synchronized (parts) {
            P known = part(kind);
            joined = known == null ? part.get() : known;
            parts.put(kind, joined);
            joined.add(user);
        }
        SharedFiles.acquire(this);
        return new Stay<>(joined, user, () -> leave(kind, joined, user));
    }

    private <U, P extends SharedPart<U>> void leave(Class<P> kind, P part, U user) {
        boolean last;
        synchronized (parts) {
            last = part.remove(user);
            if (last) {
                parts.remove(kind, part);
            }
        }
        try {
            part.left(user, last);
        } finally {
            SharedFiles.release(this);
        }
    }

    /** What there is of that kind, or null. */
    public <P> @Nullable P part(Class<P> kind) {
        synchronized (parts) {
            return kind.cast(parts.get(kind));
        }
    }
}
