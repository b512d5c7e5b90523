// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts in memory and stores the sums each {@code interval} in one transaction, with SQL that adds to what is there, so that
 * several processes can count the same. A crash loses at most what was added since the last flush, and what a flush has
 * acknowledged is there. A flush that fails keeps its sums for the next. If its COMMIT failed, it is found out first whether it was
 * applied, so that nothing counts twice; only if that is impossible, the sums are stored again, and the log says so. Safe for use by
 * multiple threads.
 *
 * <pre>{@code
 * Counters counters = dataSource.counters(CountersOptions.defaults());
 * Counter hits = counters.counter("page", "hits", Counter.Merge.SUM, "path");
 * hits.add(1, "/index");
 * }</pre>
 */
public interface Counters extends AutoCloseable {
    /**
     * A counter for one column of a table. A row that is not there is inserted, unless {@code insertMissing} is off; for that the
     * key columns must be the primary key, or have a unique index.
     *
     * @throws SQLException if the table or a column does not exist, or the key columns are not unique
     */
    Counter counter(String table, String column, Counter.Merge merge, String... keyColumns) throws SQLException;

    /**
     * A counter that is stored by a statement, such as {@code UPDATE page SET hits = hits + ? WHERE path = ?}. It can not be read
     * back, so if the COMMIT of a flush fails that has no other sums, its sums may count twice.
     *
     * @param sql its first parameter is the value, the others are the key
     * @param merge how values are merged before they are given to the statement
     * @throws SQLException if {@code sql} does not compile
     */
    Counter statement(String sql, Counter.Merge merge) throws SQLException;

    /**
     * Adds to a sum, as {@code counter(table, column, Counter.Merge.SUM, keys).add(delta, values)} does.
     *
     * @param key the key columns with their values
     */
    void add(String table, Map<String, ?> key, String column, long delta) throws SQLException;

    /** Stores now what was added before. Completes when it is stored, or with the reason why some of it is not. */
    CompletableFuture<@Nullable Void> flush();

    /** Its numbers at this moment. */
    BatchWriterSnapshot snapshot();

    /**
     * Stores what is in memory, and counts no more.
     *
     * @return of how many keys something was not stored in time, and is lost; 0 is: all is stored
     */
    int close(Duration longest);

    /** The same within {@code closeTimeout} of the DataSource. What was not stored is told in the log. */
    @Override
    void close();
}
