// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A parameter value that the driver writes by the settings of the connection, whichever will run the statement. */
@FunctionalInterface
public interface ParameterSetter {
    /** Sets the value. */
    void apply(PreparedStatement delegate, int index) throws SQLException;
}
