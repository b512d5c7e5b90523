// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

/** A point where an attempt can be repeated without applying anything twice. */
public enum RetryPoint {
    /** Beginning a transaction: nothing has run in it yet. */
    BEGIN,
    /** A statement in autocommit, or one that reads in a transaction: a busy one was not applied. */
    STATEMENT,
    /** COMMIT: a busy one leaves the transaction open as it was. */
    COMMIT,
    /** Opening a connection and setting it up. */
    OPEN
}
