// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

/** How a transaction ended. */
enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /** A statement failed, and it was rolled back. */
    FAILED,
    /** The commit failed, so the log of changes has to tell. */
    UNKNOWN
}
