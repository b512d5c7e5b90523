// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.powercut.Cuts.Promise;
import java.nio.file.Path;
import java.sql.SQLException;

/** What a process has acknowledged so far. */
interface Acknowledged {
    /** It has printed another line. */
    void add(String line);

    /** Fails if the database is damaged, has something by half, or breaks the promise. */
    void check(Path database, Promise promise, String when) throws SQLException;
}
