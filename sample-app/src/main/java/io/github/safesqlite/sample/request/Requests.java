// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

/** Serves the requests of all users in one style. Safe for use by multiple threads. */
public interface Requests extends AutoCloseable {
    /**
     * One request: reads, inserts a message, adds one to the usage counter. With {@link RequestStyle#MIXED} most only read.
     *
     * @param acknowledged told of each write whose success was reported to the application
     */
    void serve(long user, Acknowledged acknowledged) throws Exception;

    /** Frees what the style itself holds, not the data source. */
    @Override
    default void close() {}
}
