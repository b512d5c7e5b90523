// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.codes;

/** The SQLStates that the library uses. */
public final class SqlState {
    public static final String CONNECTION_FAILURE = "08001";
    public static final String CONNECTION_CLOSED = "08003";
    public static final String ACTIVE_TRANSACTION = "25001";
    public static final String READ_ONLY = "25006";
    public static final String NOT_ALLOWED = "42501";
    public static final String ROLLED_BACK = "40000";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String TOO_FEW_RESOURCES = "53000";
    public static final String DISK_FULL = "53100";
    public static final String IO_ERROR = "58030";
    public static final String CANCELLED = "57014";
    public static final String GENERAL = "HY000";

    private SqlState() {}
}
