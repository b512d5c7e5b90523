// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

/** A part of the service that answers requests. */
public interface Endpoints {
    /** Adds the routes of this part. */
    void addTo(Router router);
}
