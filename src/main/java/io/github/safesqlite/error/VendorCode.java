// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

/** SQLite's primary result codes that the library uses (sqlite.org/rescode.html), and the one extended code. */
final class VendorCode {
    static final int NONE = 0;
    static final int BUSY = 5;
    static final int READONLY = 8;
    static final int INTERRUPT = 9;
    static final int CANTOPEN = 14;
    static final int BUSY_SNAPSHOT = 517;

    private VendorCode() {}

    static int primary(int code) {
        return code & 0xff;
    }
}
