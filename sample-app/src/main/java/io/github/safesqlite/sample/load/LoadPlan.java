// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

/**
 * Who sends requests, and for how long.
 *
 * @param firstUser the id of the first user
 * @param users the number of users, each a thread
 * @param warmupSeconds time before anything is measured
 * @param seconds time that is measured
 */
public record LoadPlan(int firstUser, int users, int warmupSeconds, int seconds) {
    /** How long the load runs until no new request begins. */
    public int totalSeconds() {
        return warmupSeconds + seconds;
    }
}
