// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import java.util.Locale;
import java.util.Set;

/** The words that cannot be a bare name in an expression, because a clause or an operator begins with them. */
final class Keywords {
    private static final Set<String> WORDS = Set.of(
            ("ADD ALL ALTER AND AS BETWEEN BY CASE CAST CHECK COLLATE COMMIT CONSTRAINT CREATE CROSS DEFAULT DELETE DISTINCT DROP"
                            + " ELSE END ESCAPE EXCEPT EXISTS FOREIGN FROM FULL GROUP HAVING IN INNER INSERT INTERSECT INTO IS ISNULL"
                            + " JOIN LEFT LIMIT NATURAL NOT NOTHING NOTNULL NULL ON OR ORDER OUTER OVER PRIMARY REFERENCES RETURNING RIGHT"
                            + " SELECT SET TABLE THEN TO TRUE FALSE UNION UNIQUE UPDATE USING VALUES WHEN WHERE WITH OFFSET FILTER WINDOW"
                            + " ASC DESC NULLS PARTITION")
                    .split(" "));

    private Keywords() {}

    static boolean contains(String word) {
        return WORDS.contains(word.toUpperCase(Locale.ROOT));
    }
}
