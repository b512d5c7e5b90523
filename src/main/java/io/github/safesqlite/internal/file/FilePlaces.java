// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places of this JVM's open files: one per gate and path. Safe for use by multiple threads. */
public final class FilePlaces {
    // With methods of its own: the JDK keeps the class loader of a record whose equals() it has made.
    private record Name(WriteGate gate, Path path) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name name && name.gate == gate && name.path.equals(path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }

    /** Guarded by itself. */
    private static final Map<Name, FilePlace> PLACES = new HashMap<>();

    private FilePlaces() {}

    public static FilePlace join(WriteGate gate, Path file, FilePlace.Member member) {
        Path path = path(file);
        synchronized (PLACES) {
            FilePlace place =
                    PLACES.computeIfAbsent(new Name(gate, path), none -> new FilePlace(gate, path, Ticker.system()));
            place.join(member);
            return place;
        }
    }

    public static void leave(WriteGate gate, Path file, FilePlace.Member member) {
        Name name = new Name(gate, path(file));
        synchronized (PLACES) {
            FilePlace place = PLACES.get(name);
            if (place != null && place.leave(member)) {
                PLACES.remove(name);
            }
        }
    }

    /** Has those who have the path open look at it: who opens it now shall share the gate of those who go on with it. */
    public static void look(Path file) {
        Path path = path(file);
        List<FilePlace> places;
        synchronized (PLACES) {
            places = PLACES.entrySet().stream()
                    .filter(entry -> entry.getKey().path().equals(path))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        places.forEach(FilePlace::look);
    }

    /** Whether the gate's file is open by another path too. */
    public static boolean hasOtherPath(WriteGate gate, @Nullable Path path) {
        synchronized (PLACES) {
            return PLACES.keySet().stream()
                    .anyMatch(name ->
                            name.gate() == gate && (path == null || !name.path().equals(path(path))));
        }
    }

    private static Path path(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
