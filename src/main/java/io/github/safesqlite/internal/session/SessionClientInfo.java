// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.ClientInfoName;
import io.github.safesqlite.internal.gate.ClientInfo;
import io.github.safesqlite.internal.gate.Priority;
import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The client info properties of a connection: its application's name and its priority. Others are ignored, as the driver ignores all.
 * A change counts from the next wait at the write gate on. Safe for use by multiple threads.
 */
public final class SessionClientInfo {
    private static final int LONGEST_NAME = 128;

    private static final String PROPERTIES = "SELECT '" + ClientInfoName.APPLICATION_NAME + "' AS NAME, " + LONGEST_NAME
            + " AS MAX_LEN, NULL AS DEFAULT_VALUE,"
            + " 'What uses the connection; shown where it holds the write gate or waits for it' AS DESCRIPTION"
            + " UNION ALL SELECT '" + ClientInfoName.PRIORITY + "', 11, NULL,"
            + " 'interactive (the default), or background for writes that let interactive ones go first'";

    private final SessionCore session;

    /** The rows of {@link java.sql.DatabaseMetaData#getClientInfoProperties}. */
    public static ResultSet properties(Connection driver) throws SQLException {
        Statement statement = driver.createStatement();
        statement.closeOnCompletion();
        return statement.executeQuery(PROPERTIES);
    }

    SessionClientInfo(SessionCore session) {
        this.session = session;
    }

    /**
     * Sets one property; null is its default.
     *
     * @throws SQLClientInfoException if the value is none of that property
     */
    public synchronized void set(@Nullable String name, @Nullable String value) throws SQLClientInfoException {
        ClientInfo now = session.client();
        if (ClientInfoName.APPLICATION_NAME.equals(name)) {
            session.setClient(new ClientInfo(oneLine(value), now.priority()));
        } else if (ClientInfoName.PRIORITY.equals(name)) {
            session.setClient(new ClientInfo(now.applicationName(), priority(value)));
        }
    }

    /**
     * Sets all properties; those that are missing get their default.
     *
     * @throws SQLClientInfoException if a value is none of its property; then nothing is changed
     */
    public synchronized void setAll(@Nullable Properties values) throws SQLClientInfoException {
        if (values != null) {
            session.setClient(new ClientInfo(
                    oneLine(values.getProperty(ClientInfoName.APPLICATION_NAME)),
                    priority(values.getProperty(ClientInfoName.PRIORITY))));
        }
    }

    /** The value of a property, or null if it was not set or is unknown. */
    public @Nullable String get(@Nullable String name) {
        ClientInfo now = session.client();
        Priority priority = now.priority();
        if (ClientInfoName.APPLICATION_NAME.equals(name)) {
            return now.applicationName();
        }
        return ClientInfoName.PRIORITY.equals(name) && priority != null ? word(priority) : null;
    }

    /** The properties that were set. */
    public Properties all() {
        Properties all = new Properties();
        for (String name : new String[] {ClientInfoName.APPLICATION_NAME, ClientInfoName.PRIORITY}) {
            String value = get(name);
            if (value != null) {
                all.setProperty(name, value);
            }
        }
        return all;
    }

    /** It is shown in messages and logs. */
    private static @Nullable String oneLine(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME);
    }

    private static @Nullable Priority priority(@Nullable String value) throws SQLClientInfoException {
        if (value == null) {
            return null;
        }
        for (Priority priority : Priority.values()) {
            if (word(priority).equalsIgnoreCase(value)) {
                return priority;
            }
        }
        throw new SQLClientInfoException(
                "setClientInfo: " + ClientInfoName.PRIORITY + " must be interactive or background, was \"" + value
                        + "\"",
                Map.of(ClientInfoName.PRIORITY, ClientInfoStatus.REASON_VALUE_INVALID));
    }

    private static String word(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
