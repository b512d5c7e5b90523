// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import java.sql.SQLException;
import org.sqlite.Function;

/** The aggregate {@code product(a)}. */
public final class Product extends Function.Aggregate {
    private long product = 1;

    @Override
    protected void xStep() throws SQLException {
        product *= value_long(0);
    }

    @Override
    protected void xFinal() throws SQLException {
        result(product);
    }
}
