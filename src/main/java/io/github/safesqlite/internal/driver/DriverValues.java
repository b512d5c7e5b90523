// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.text.ParseException;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.date.FastDateFormat;

/** What the driver makes of the values on one connection: by its options, and by the encoding of the database. */
public final class DriverValues {
    private final SQLiteConnection driver;
    private @Nullable Boolean utf16;

    DriverValues(SQLiteConnection driver) {
        this.driver = driver;
    }

    /** Whether the database keeps its texts in UTF-16. */
    public boolean isUtf16() throws SQLException {
        Boolean known = utf16;
        if (known == null) {
            String encoding = Pragmas.read(driver, "encoding");
            known = encoding != null && encoding.startsWith("UTF-16");
            utf16 = known;
        }
        return known;
    }

    /** Forgets the encoding: a database that was empty can still be given another one. */
    void schemaChanged() {
        utf16 = null;
    }

    /** The date that a text says by the option {@code date_string_format}; in the default time zone if there is no other. */
    public Date parseDate(String text, @Nullable TimeZone zone) throws ParseException {
        return zone == null
                ? driver.getConnectionConfig().getDateFormat().parse(text)
                : FastDateFormat.getInstance(driver.getConnectionConfig().getDateStringFormat(), zone)
                        .parse(text);
    }

    /** How many milliseconds are 1 in an integer that is a date, by the option {@code date_precision}. */
    public long dateUnitMillis() {
        return driver.getConnectionConfig().getDateMultiplier();
    }
}
