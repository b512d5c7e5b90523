// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import java.sql.SQLException;

/** How long the work on changes may take. */
public interface Bound {
    /** As long as it takes. */
    Bound NONE = () -> {};

    /**
     * Is called before each step, and for each row.
     *
     * @throws SQLException if the time is over
     */
    void check() throws SQLException;
}
