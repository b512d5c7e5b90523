// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.type.DateOptions;
import java.time.ZoneId;
import picocli.CommandLine.Option;

/** The options that say how dates are read. */
public final class DateArguments {
    @Option(
            names = "--integer-dates",
            paramLabel = "UNIT",
            defaultValue = "refused",
            description = "What whole numbers in columns of dates are: refused, seconds or milliseconds since 1970."
                    + " The SQLite driver writes milliseconds.")
    DateOptions.Numbers integerDates;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "The zone of times without one, such as UTC or Europe/Berlin, for columns that require a zone;"
                            + " and the zone in which whole numbers become local times, by default UTC.")
    private ZoneId zone;

    /** How dates are read. */
    public DateOptions options() {
        return new DateOptions(integerDates, zone);
    }
}
