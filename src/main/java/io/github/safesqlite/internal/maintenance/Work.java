// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

/** What a task does. */
@FunctionalInterface
public interface Work {
    /**
     * Does it once.
     *
     * @param limit is told how this run can be ended; long work asks it whether to go on
     */
    void run(TimeLimit limit) throws Exception;
}
