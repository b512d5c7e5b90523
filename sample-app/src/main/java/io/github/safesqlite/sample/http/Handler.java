// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

/** Answers a request. Safe for use by multiple threads. */
@FunctionalInterface
public interface Handler {
    /** Answers; what it throws becomes a problem response. */
    Response handle(Request request) throws Exception;
}
