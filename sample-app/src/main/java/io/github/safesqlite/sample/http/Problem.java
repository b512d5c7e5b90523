// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.util.Optional;
import java.util.OptionalInt;

/** A request that is refused or failed, told to the client as problem JSON (RFC 9457). */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;
    private final String field;
    private final int retryAfterSeconds;

    /** A problem with a status, a short title and what went wrong this time. */
    public Problem(int status, String title, String detail) {
        this(status, title, detail, null, 0);
    }

    private Problem(int status, String title, String detail, String field, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.field = field;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** A field of the request is wrong: status 400. */
    public static Problem badRequest(String field, String detail) {
        return new Problem(400, "Bad request", detail, field, 0);
    }

    /** What the request names does not exist: status 404. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    /** The service cannot answer now, but soon: status 503 with Retry-After. */
    public static Problem unavailable(String detail, int retryAfterSeconds) {
        return new Problem(503, "Service unavailable", detail, null, retryAfterSeconds);
    }

    /** The client sends more than it may: status 429 with Retry-After. */
    public static Problem tooManyRequests(String detail, int retryAfterSeconds) {
        return new Problem(429, "Too many requests", detail, null, retryAfterSeconds);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The kind of problem in a few words. */
    public String title() {
        return title;
    }

    /** What went wrong this time. */
    public String detail() {
        return getMessage();
    }

    /** The field of the request that is wrong. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** When the client may try again. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }
}
