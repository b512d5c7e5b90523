// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.OptionalInt;

/**
 * Who sends requests, and for how long.
 *
 * @param firstUser the id of the first user
 * @param users the number of users, each a thread
 * @param warmupSeconds time before anything is measured
 * @param seconds time that is measured
 * @param rate how many requests all users begin per second, whenever the answers come (the open model); without it each
 *     user begins the next when the last is answered (the closed model)
 */
public record LoadPlan(int firstUser, int users, int warmupSeconds, int seconds, OptionalInt rate) {
    /** A plan of the closed model. */
    public LoadPlan(int firstUser, int users, int warmupSeconds, int seconds) {
        this(firstUser, users, warmupSeconds, seconds, OptionalInt.empty());
    }

    /** The same plan at this rate. */
    public LoadPlan at(OptionalInt newRate) {
        return new LoadPlan(firstUser, users, warmupSeconds, seconds, newRate);
    }

    /** How long the load runs until no new request begins. */
    public int totalSeconds() {
        return warmupSeconds + seconds;
    }

    Pace paceOf(int user, long startNanos, Ticker ticker) {
        return rate.isEmpty() ? Pace.closed(ticker) : Pace.open(startNanos, user - firstUser, users, rate.getAsInt());
    }
}
