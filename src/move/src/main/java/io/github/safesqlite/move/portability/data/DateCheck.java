// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import io.github.safesqlite.move.source.SourceRow;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds dates that are spelled in several ways in one column, with or without a zone. A column that is not declared to contain
 * dates is looked at as long as each of its texts is one. Not safe for use by multiple threads.
 */
final class DateCheck {
    private final String place;
    private final boolean declared;
    private final Map<DateSpelling, FindingDraft> seen = new EnumMap<>(DateSpelling.class);
    private boolean ended;

    DateCheck(String place, boolean declared) {
        this.place = place;
        this.declared = declared;
    }

    void look(Object value, SourceRow row) throws SQLException {
        if (ended) {
            return;
        }
        DateSpelling spelling = spelling(value);
        if (!declared && spelling == DateSpelling.OTHER_TEXT) {
            ended = true;
            seen.clear();
            return;
        }
        FindingDraft draft = seen.computeIfAbsent(spelling, this::draft);
        if (draft.wantsExample()) {
            draft.add(row.key());
        } else {
            draft.add();
        }
    }

    private FindingDraft draft(DateSpelling spelling) {
        return new FindingDraft(
                "date-spellings",
                place,
                "The dates of the column are spelled in several ways; these are spelled as " + spelling.example() + ".",
                "Write all dates of a column in one way, all with a zone or all without.");
    }

    private DateSpelling spelling(Object value) {
        if (value instanceof String text) {
            return DateSpelling.of(text);
        }
        // Numbers are dates only where the column says so.
        if (declared && value instanceof Long number) {
            return DateSpelling.of(number);
        }
        return declared && value instanceof Double ? DateSpelling.JULIAN_DAY : DateSpelling.OTHER_TEXT;
    }

    /** Those that are not spelled as most are. */
    Stream<Finding> findings() {
        return seen.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<DateSpelling, FindingDraft> entry) ->
                                entry.getValue().finding().count())
                        .reversed())
                .skip(1)
                .map(entry -> entry.getValue().finding());
    }

    Map<String, Long> spellings() {
        Map<String, Long> counts = new TreeMap<>();
        seen.forEach((spelling, draft) ->
                counts.put(spelling.example(), draft.finding().count()));
        return counts;
    }
}
