// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

/** What a caller wants to do with the rows of a statement. */
public enum RowsWanted {
    /** Takes them if there are any: {@code execute}. */
    MAYBE,
    /** Fails if there can be none: {@code executeQuery}. */
    YES,
    /** Only counts them: {@code executeUpdate}. The statement's limit is not for them. */
    COUNTED
}
