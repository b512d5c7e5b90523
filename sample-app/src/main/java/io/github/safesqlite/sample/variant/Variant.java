// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** One way to reach a SQLite file through JDBC. */
public interface Variant {
    /** The name in the table. */
    String title();

    /** A short name for file names and for the command line of a second process. */
    String id();

    /** Opens the database in {@code file}, which may not exist yet. */
    OpenDatabase open(Path file, Synchronous synchronous) throws SQLException;

    /** The variants without the library, in the order of the table. */
    static List<Variant> withoutLibrary() {
        return List.of(new PlainVariant(), HikariVariant.AS_FOUND, HikariVariant.WAL, HikariVariant.WAL_IMMEDIATE);
    }

    /** The variant with this {@link #id()}. */
    static Variant byId(String id) {
        return Stream.concat(withoutLibrary().stream(), Stream.of(new SafeSqliteVariant(false)))
                .filter(variant -> variant.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown variant " + id));
    }
}
