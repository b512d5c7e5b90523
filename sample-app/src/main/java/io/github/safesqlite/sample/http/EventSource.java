// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

/** Sends events to one client until it has no more. */
@FunctionalInterface
public interface EventSource {
    /** Sends events; the thread is interrupted when the client is gone or the service stops. */
    void stream(EventStream out) throws Exception;
}
