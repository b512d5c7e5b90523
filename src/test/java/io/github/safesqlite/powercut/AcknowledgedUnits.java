// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.durability.AcknowledgingWriter;
import io.github.safesqlite.durability.StoredUnits;
import io.github.safesqlite.powercut.Cuts.Promise;
import java.nio.file.Path;
import java.sql.SQLException;

/** The units of an {@link AcknowledgingWriter}. */
final class AcknowledgedUnits implements Acknowledged {
    private final long[] newest = new long[AcknowledgingWriter.WORKERS];

    @Override
    public void add(String line) {
        String[] parts = line.split(" ");
        int worker = Integer.parseInt(parts[0]);
        newest[worker] = Math.max(newest[worker], Long.parseLong(parts[1]));
    }

    @Override
    public void check(Path database, Promise promise, String when) throws SQLException {
        StoredUnits.check(database, promise == Promise.NOTHING_IS_LOST ? newest : new long[0], when);
    }
}
