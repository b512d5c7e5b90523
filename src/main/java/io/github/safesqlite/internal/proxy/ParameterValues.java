// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.execution.ParameterSetter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Parameter values as they are now. The statement may run later and in another thread, so whatever depends on an object
 * that can change, or that the application has written, is asked of that object here, as the driver does.
 */
final class ParameterValues {
    /** The last time zone, which the values of a batch share instead of a copy each. Its class is the JDK's. */
    private static volatile @Nullable TimeZone lastZone;

    private ParameterValues() {}

    /** What the driver stores for an object: numbers and bytes as they are, dates by its options, the text of others. */
    static @Nullable Object of(@Nullable Object value) {
        if (value == null || isPlain(value)) {
            return value;
        } else if (value instanceof Date date) {
            return of(date, null);
        }
        return value.toString();
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

    /** No calendar means the time zone of the virtual machine, which is that of now too. */
    static @Nullable Object of(@Nullable Date value, @Nullable Calendar calendar) {
        return value == null
                ? null
                : new Moment(value.getTime(), kept(calendar == null ? TimeZone.getDefault() : calendar.getTimeZone()));
    }

    private static TimeZone kept(TimeZone zone) {
        TimeZone last = lastZone;
        if (last != null && last.equals(zone)) {
            return last;
        }
        TimeZone copy = (TimeZone) zone.clone();
        if (copy.getClass().getClassLoader() == null) {
            lastZone = copy;
        }
        return copy;
    }

    /**
     * A point in time, which the connection that runs the statement writes as its date options say.
     *
     * @param zone for text
     */
    private record Moment(long milliseconds, TimeZone zone) implements ParameterSetter {
        @Override
        public void apply(PreparedStatement driver, int index) throws SQLException {
            try {
                driver.setTimestamp(index, new Timestamp(milliseconds), Calendar.getInstance(zone));
            } catch (RuntimeException failure) {
                throw new SQLException(
                        "parameter " + index + ": the driver cannot format the date " + milliseconds
                                + " ms after 1970 with its date_string_format",
                        failure);
            }
        }
    }
}
