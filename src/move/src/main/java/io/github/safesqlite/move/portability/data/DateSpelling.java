// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import java.util.List;
import java.util.regex.Pattern;

/** A way to write down a date or a time. */
enum DateSpelling {
    DAY("2026-11-30", "\\d{4}-\\d{2}-\\d{2}"),
    TIME_OF_DAY("23:59:58", "\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?"),
    SPACE("2026-11-30 23:59:58", "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?"),
    SPACE_ZONE(
            "2026-11-30 23:59:58+01:00",
            "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)? ?(Z|[+-]\\d{2}(:?\\d{2})?)"),
    T("2026-11-30T23:59:58", "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?"),
    T_ZONE("2026-11-30T23:59:58Z", "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)? ?(Z|[+-]\\d{2}(:?\\d{2})?)"),
    DAY_FIRST("30.11.2026", "\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}.*"),
    SECONDS("seconds since 1970", ""),
    MILLISECONDS("milliseconds since 1970", ""),
    JULIAN_DAY("a Julian day", ""),
    OTHER_TEXT("another text", "");

    /** Seconds reach it in the year 5138, and milliseconds in March 1973. */
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    private static final List<DateSpelling> TEXTS = List.of(DAY, TIME_OF_DAY, SPACE, SPACE_ZONE, T, T_ZONE, DAY_FIRST);

    private final String example;
    private final Pattern pattern;

    DateSpelling(String example, String pattern) {
        this.example = example;
        this.pattern = Pattern.compile(pattern);
    }

    String example() {
        return example;
    }

    static DateSpelling of(long number) {
        return Math.abs(number) < FIRST_MILLISECONDS ? SECONDS : MILLISECONDS;
    }

    static DateSpelling of(String text) {
        // The lengths of all spellings are small; a long text is none, and is not searched.
        if (text.length() > 40) {
            return OTHER_TEXT;
        }
        return TEXTS.stream()
                .filter(spelling -> spelling.pattern.matcher(text).matches())
                .findFirst()
                .orElse(OTHER_TEXT);
    }
}
