// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.codes;

/** SQLite's primary result codes that the library uses (sqlite.org/rescode.html), and the one extended code. */
public final class VendorCode {
    public static final int NONE = 0;
    public static final int BUSY = 5;
    public static final int READONLY = 8;
    public static final int INTERRUPT = 9;
    public static final int CANTOPEN = 14;
    public static final int BUSY_SNAPSHOT = 517;

    private VendorCode() {}

    public static int primary(int code) {
        return code & 0xff;
    }
}
