// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

/** The ways to a connection. */
enum Way {
    /** sqlite-jdbc alone: what all others are compared with. */
    DRIVER,
    OWN_POOL,
    AROUND_PLAIN_DATA_SOURCE,
    AROUND_HIKARI,
    URL
}
