// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

/** What a transaction has done by its end. */
public enum Ended {
    /** It has written, or was about to. */
    WROTE,
    /** It has read rows. */
    READ,
    /** Its queries have found no rows. That may be a lookup, or a job queue which writes as soon as it finds a job. */
    FOUND_NOTHING
}
