// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if a PRAGMA reads back a value other than the one that was set. */
public enum PragmaMismatch {
    /** The connection is closed and the caller gets an error that names the PRAGMA. */
    FAIL,
    /** A warning is logged once per PRAGMA, and the connection is used anyway. */
    WARN
}
