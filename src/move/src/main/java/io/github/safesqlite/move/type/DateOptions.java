// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How dates are read that do not say enough by themselves.
 *
 * @param numbers what an INTEGER in a column of dates or times means
 * @param zone the zone of times without one, null if they are refused where a zone is required
 */
public record DateOptions(Numbers numbers, ZoneId zone) {
    /** What an INTEGER in a column of dates or times means. */
    public enum Numbers {
        /** Nothing: it is refused. */
        REFUSED,
        /** Seconds since 1970. */
        SECONDS,
        /** Milliseconds since 1970, as the SQLite driver writes them. */
        MILLISECONDS
    }

    /** Nothing is guessed. */
    public static final DateOptions STRICT = new DateOptions(Numbers.REFUSED, null);

    /** The zone in which a point in time becomes a local one. */
    ZoneId zoneOfNumbers() {
        return zone == null ? ZoneOffset.UTC : zone;
    }
}
