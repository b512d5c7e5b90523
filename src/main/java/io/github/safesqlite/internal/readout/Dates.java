// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.SQLException;
import java.util.Calendar;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** Reads values as points in time: a text by the connection's format, an integer in its unit, a real as a Julian day. */
final class Dates {
    private final ValueFormat format;

    Dates(ValueFormat format) {
        this.format = format;
    }

    /** Milliseconds since 1970, or null if there is no date; {@code what} is what a text should have been. */
    @Nullable
    Long millis(Value value, String what) throws SQLException {
        return switch (value.kind()) {
            case NULL -> null;
            case TEXT -> ofText(value, null, what);
            case REAL -> JulianDay.set(Calendar.getInstance(), value.asDouble()).getTimeInMillis();
            default -> value.asLong() * format.dateUnitMillis();
        };
    }

    /** The same by a calendar of the caller, which is set to the time unless it is that of a text. */
    @Nullable
    Long millis(Value value, Calendar calendar, Calendar ofJulianDays, String what) throws SQLException {
        return switch (value.kind()) {
            case NULL -> null;
            case TEXT -> ofText(value, calendar.getTimeZone(), what);
            case REAL -> JulianDay.set(ofJulianDays, value.asDouble()).getTimeInMillis();
            default -> {
                calendar.setTimeInMillis(value.asLong() * format.dateUnitMillis());
                yield calendar.getTimeInMillis();
            }
        };
    }

    private @Nullable Long ofText(Value value, @Nullable TimeZone zone, String what) throws SQLException {
        String text = value.asText();
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return format.dateText().parse(text, zone).getTime();
        } catch (Exception unreadable) {
            throw new SQLException("Error parsing " + what, unreadable);
        }
    }
}
