// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** Whether the stack is recorded where a connection is opened, so that a report of a leak can show it. */
public enum LeakStacks {
    /** At each connection, at about one microsecond each. */
    ALWAYS,
    /**
     * As long as all stacks together take at most one percent of one processor core; at some of the connections above that. After a
     * leak whose stack is missing, at each connection for ten minutes.
     */
    BUDGET,
    /** Never. */
    OFF
}
