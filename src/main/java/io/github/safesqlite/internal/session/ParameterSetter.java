// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One recorded call of a {@code PreparedStatement.setX}, to be made on whichever driver statement will run. */
@FunctionalInterface
public interface ParameterSetter {
    /** Sets the recorded value. */
    void apply(PreparedStatement delegate, int index) throws SQLException;
}
