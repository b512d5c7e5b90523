// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import java.sql.SQLException;

/** Where samples come from. Used by one thread. */
public interface SampleSource {
    /** The database in a few words, for the head of the page. */
    String database();

    /** Takes a sample of this moment. */
    Sample take() throws SQLException;
}
