// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import io.github.safesqlite.config.ConnectionCustomizer;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Collation;
import org.sqlite.Function;

/** Registers what the schemas of these tests need. */
public final class TwiceCustomizer implements ConnectionCustomizer {
    @Override
    public void customize(Connection raw) throws SQLException {
        Function.create(raw, "twice", new Twice(), 1, Function.FLAG_DETERMINISTIC);
        Collation.create(raw, "backwards", new Backwards());
    }
}
