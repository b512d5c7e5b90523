// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

/** When one user begins its requests. Used by one thread. */
interface Pace {
    /** When the next request begins; in the past where the user is late. */
    long nextBegin();

    /** The closed model: the next request begins when the last is answered. */
    static Pace closed(Ticker ticker) {
        return ticker::nanos;
    }

    /**
     * The open model: all users together begin {@code rate} requests per second, in turn and at regular times,
     * whenever the answers come.
     *
     * @param index the number of this user, from 0
     */
    static Pace open(long startNanos, int index, int users, int rate) {
        return new Pace() {
            private long request = index;

            @Override
            public long nextBegin() {
                long begin = startNanos + Math.round(request * 1e9 / rate);
                request += users;
                return begin;
            }
        };
    }
}
