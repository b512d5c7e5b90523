// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.session.ParameterSetter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Parameter values as they are now. The statement may run later and in another thread, so whatever depends on an object
 * that can change, or that the application has written, is asked of that object here, as the driver does.
 */
final class ParameterValues {
    private static final ParameterSetter NULL = (driver, index) -> driver.setNull(index, Types.NULL);

    private ParameterValues() {}

    /** What the driver stores for an object: numbers and bytes as they are, dates by its options, the text of others. */
    static ParameterSetter of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        } else if (value instanceof Date date) {
            return of(date, null);
        } else if (isPlain(value)) {
            return (driver, index) -> driver.setObject(index, value);
        }
        return text(value.toString());
    }

    /** Bytes are not copied: as with the driver, they are what the array holds when the statement runs. */
    private static boolean isPlain(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof Float
                || value instanceof Short
                || value instanceof byte[];
    }

    static ParameterSetter text(@Nullable String value) {
        return (driver, index) -> driver.setString(index, value);
    }

    /** No calendar means the time zone of the virtual machine, which is that of now too. */
    static ParameterSetter of(@Nullable Date value, @Nullable Calendar calendar) {
        if (value == null) {
            return NULL;
        }
        Calendar copy = calendar == null
                ? Calendar.getInstance()
                : Calendar.getInstance((TimeZone) calendar.getTimeZone().clone());
        return new Moment(value.getTime(), copy);
    }

    /**
     * A point in time, which the connection that runs the statement writes as its date options say.
     *
     * @param calendar only its time zone counts, for text
     */
    private record Moment(long milliseconds, Calendar calendar) implements ParameterSetter {
        @Override
        public void apply(PreparedStatement driver, int index) throws SQLException {
            try {
                driver.setTimestamp(index, new Timestamp(milliseconds), calendar);
            } catch (RuntimeException failure) {
                throw new SQLException(
                        "parameter " + index + ": the driver can not write a date at " + milliseconds
                                + " ms after 1970 in its date_string_format",
                        failure);
            }
        }
    }
}
