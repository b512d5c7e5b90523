// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import java.sql.SQLException;

/** What a message does to its session. */
@FunctionalInterface
public interface SessionTouch {
    /** The session lives on from now, if there is one that has not expired. */
    void touch(String session) throws SQLException;
}
