// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.time.Duration;

/** A failed request that knows how a table names it and how long its user should wait before the next. */
public final class RequestFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String kind;
    private final Duration pause;

    /** A failure after which the user goes on at once. */
    public RequestFailedException(String kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    /** A failure after which the user waits. */
    public RequestFailedException(String kind, String message, Duration pause) {
        super(message);
        this.kind = kind;
        this.pause = pause;
    }

    /** Its name in the table, such as {@code HTTP_503}. */
    public String kind() {
        return kind;
    }

    /** How long the user should wait. */
    public Duration pause() {
        return pause;
    }
}
