// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Opens connections to PostgreSQL. */
public final class Postgres {
    private static final String JDBC = "jdbc:";

    private Postgres() {}

    /**
     * Opens a connection for transactions, with sessions that show dates in one way.
     *
     * @param url {@code postgresql://user@host:port/database}, with or without {@code jdbc:} before it; the password is taken from it,
     *     from {@code PGPASSWORD}, or from the file that {@code PGPASSFILE} names, by default {@code ~/.pgpass}
     * @throws SQLException if the URL has another form, or the server refuses the connection
     */
    public static Connection connect(String url) throws SQLException {
        String plain = url.startsWith(JDBC) ? url.substring(JDBC.length()) : url;
        plain = plain.replaceFirst("^postgres:", "postgresql:");
        if (!plain.startsWith("postgresql:")) {
            throw new SQLException("The target must be a URL such as postgresql://user@host:5432/database.");
        }
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "concurrency-safe-sqlite-move");
        // All values are read as texts.
        properties.setProperty("binaryTransfer", "false");
        String password = System.getenv("PGPASSWORD");
        if (password != null) {
            properties.setProperty("password", password);
        }
        Connection connection = DriverManager.getConnection(JDBC + withoutUser(plain, properties), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET DateStyle = 'ISO'");
            statement.execute("SET bytea_output = 'hex'");
            statement.execute("SET extra_float_digits = 3");
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** The driver does not read a user from this part of the URL. */
    private static String withoutUser(String url, Properties properties) {
        int start = url.indexOf("//") + 2;
        int end = url.indexOf('/', start);
        int at = url.lastIndexOf('@', end < 0 ? url.length() : end);
        if (start < 2 || at < start) {
            return url;
        }
        String[] user = url.substring(start, at).split(":", 2);
        properties.setProperty("user", decoded(user[0]));
        if (user.length == 2) {
            properties.setProperty("password", decoded(user[1]));
        }
        return url.substring(0, start) + url.substring(at + 1);
    }

    private static String decoded(String text) {
        // A plus is a plus in this part of a URL.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The URL without a password, for reports. */
    public static String shown(String url) {
        return url.replaceFirst("(//[^/@:]*):[^/@]*@", "$1@").replaceAll("([?&]password=)[^&]*", "$1…");
    }
}
