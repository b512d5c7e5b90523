// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.codes;

/** SQLite's result codes that the library uses (sqlite.org/rescode.html). */
public final class VendorCode {
    public static final int NONE = 0;
    public static final int ERROR = 1;
    public static final int PERM = 3;
    public static final int ABORT = 4;
    public static final int BUSY = 5;
    public static final int LOCKED = 6;
    public static final int NOMEM = 7;
    public static final int READONLY = 8;
    public static final int INTERRUPT = 9;
    public static final int IOERR = 10;
    public static final int CORRUPT = 11;
    public static final int FULL = 13;
    public static final int CANTOPEN = 14;
    public static final int PROTOCOL = 15;
    public static final int CONSTRAINT = 19;
    public static final int MISUSE = 21;
    public static final int AUTH = 23;
    public static final int NOTADB = 26;
    public static final int DONE = 101;
    public static final int LOCKED_SHAREDCACHE = 262;
    public static final int READONLY_RECOVERY = 264;
    public static final int BUSY_SNAPSHOT = 517;
    public static final int READONLY_ROLLBACK = 776;
    public static final int READONLY_DBMOVED = 1032;
    public static final int READONLY_CANTINIT = 1288;
    public static final int IOERR_DIR_FSYNC = 1290;
    public static final int READONLY_DIRECTORY = 1544;
    public static final int IOERR_UNLOCK = 2058;
    public static final int IOERR_RDLOCK = 2314;
    public static final int IOERR_DELETE = 2570;
    public static final int IOERR_CLOSE = 4106;

    private VendorCode() {}

    /** The primary code, which is the last byte of the extended one. */
    public static int primary(int code) {
        return code & 0xff;
    }
}
