// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import java.util.Map;
import org.sqlite.SQLiteConfig.DateClass;
import org.sqlite.SQLiteConfig.DatePrecision;
import org.sqlite.SQLiteConnectionConfig;

/** The driver's date options for a connection that was opened elsewhere. */
final class DateSettings {
    private DateSettings() {}

    /** Sets those that are among the properties; the others stay as they are. */
    static void apply(Map<String, String> properties, SQLiteConnectionConfig connection) {
        String dateClass = properties.get("date_class");
        if (dateClass != null) {
            connection.setDateClass(DateClass.getDateClass(dateClass));
        }
        String precision = properties.get("date_precision");
        if (precision != null) {
            connection.setDatePrecision(DatePrecision.getPrecision(precision));
        }
        String format = properties.get("date_string_format");
        if (format != null) {
            connection.setDateStringFormat(format);
        }
    }
}
