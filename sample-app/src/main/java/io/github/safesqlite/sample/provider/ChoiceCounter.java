// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import java.sql.SQLException;

/** Counts how often each provider is chosen on each day. Safe for use by multiple threads. */
interface ChoiceCounter extends AutoCloseable {
    /** Counts one choice. */
    void add(String provider, String day) throws SQLException;

    /** Stores the choices that are still in memory. */
    void flush();

    /** Stores the choices that are still in memory, and counts no more. */
    @Override
    void close();
}
