// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

/** Counts the writes whose success was reported. Not safe for concurrent use: each user has its own. */
public final class Acknowledged {
    private long inserts;
    private long updates;

    /** A message is durable. */
    public void insert() {
        inserts++;
    }

    /** An increment of the usage counter is durable. */
    public void update() {
        updates++;
    }

    /** Messages reported as durable. */
    public long inserts() {
        return inserts;
    }

    /** Increments reported as durable. */
    public long updates() {
        return updates;
    }
}
