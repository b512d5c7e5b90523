// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import java.sql.SQLException;
import org.sqlite.Function;

/** {@code twice(a)}. */
public final class Twice extends Function {
    @Override
    protected void xFunc() throws SQLException {
        result(2 * value_int(0));
    }
}
