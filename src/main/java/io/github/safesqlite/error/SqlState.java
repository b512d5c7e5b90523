// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

/** The SQLStates that the library uses. */
final class SqlState {
    static final String CONNECTION_FAILURE = "08001";
    static final String CONNECTION_CLOSED = "08003";
    static final String READ_ONLY = "25006";
    static final String ROLLED_BACK = "40000";
    static final String SERIALIZATION_FAILURE = "40001";
    static final String TOO_FEW_RESOURCES = "53000";
    static final String DISK_FULL = "53100";
    static final String IO_ERROR = "58030";
    static final String CANCELLED = "57014";
    static final String GENERAL = "HY000";

    private SqlState() {}
}
