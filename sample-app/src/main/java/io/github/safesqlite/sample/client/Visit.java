// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.request.RequestFailedException;

/** What one user wants of the service: one request after the other. Used by one thread at a time. */
interface Visit {
    /** The next request. */
    HttpCall next();

    /** Takes what later requests need from the answer to the last one, which succeeded. */
    void answered(HttpAnswer answer) throws RequestFailedException;

    /** Begins again with a new session: the last request asked for one that has expired. */
    void startAnew();
}
