// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.time.Duration;

/** A job that a service does again and again beside a load. Used by one thread at a time. */
interface SideJob {
    /** Lets the service do the job once. */
    void runOnce() throws RequestFailedException, InterruptedException;

    /** How long from the begin of one to the begin of the next. */
    Duration interval();

    /** How many the service has done, in words. */
    String completed();
}
