// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Stores each choice at once. */
final class StoredChoices implements ChoiceCounter {
    private final DataSource dataSource;

    StoredChoices(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void add(String provider, String day) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement upsert = connection.prepareStatement(
                        "INSERT INTO provider_usage (provider, day, choices) VALUES (?, ?, 1)"
                                + " ON CONFLICT (provider, day) DO UPDATE SET choices = provider_usage.choices + 1")) {
            upsert.setString(1, provider);
            upsert.setString(2, day);
            upsert.executeUpdate();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
