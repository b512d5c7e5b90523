// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.codes;

/** The client info properties that a connection knows. */
public final class ClientInfoName {
    /** The name that JDBC has for what uses the connection. */
    public static final String APPLICATION_NAME = "ApplicationName";

    /** How urgent its writes are. */
    public static final String PRIORITY = "safesqlite.priority";

    private ClientInfoName() {}
}
