// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of SQLite and its known problems. Immutable. */
public record SqliteVersion(int major, int minor, int patch) implements Comparable<SqliteVersion> {
    private static final Comparator<SqliteVersion> ORDER = Comparator.comparingInt(SqliteVersion::major)
            .thenComparingInt(SqliteVersion::minor)
            .thenComparingInt(SqliteVersion::patch);

    /** Also the start of a version of the driver, which has one number more. */
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:[.+-].*)?");

    private static final SqliteVersion FIRST_WITH_LOG = new SqliteVersion(3, 7, 0);
    private static final SqliteVersion FIRST_FIXED = new SqliteVersion(3, 51, 3);

    /** Reads {@code 3.50.3}; empty if it is no such text. */
    static Optional<SqliteVersion> parse(String text) {
        Matcher numbers = TEXT.matcher(text.strip());
        return numbers.matches()
                ? Optional.of(new SqliteVersion(
                        Integer.parseInt(numbers.group(1)),
                        Integer.parseInt(numbers.group(2)),
                        numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3))))
                : Optional.empty();
    }

    /**
     * Whether commits can be lost, and the file damaged, when two connections run checkpoints while a third one commits and
     * restarts the write-ahead log ("WAL-reset bug" in sqlite.org/wal.html).
     */
    public boolean mayLoseCommits() {
        boolean corrected = minor == 44 && patch >= 6 || minor == 50 && patch >= 7;
        // 3.52.0 was withdrawn.
        boolean withdrawn = major == 3 && minor == 52;
        return withdrawn || compareTo(FIRST_WITH_LOG) >= 0 && compareTo(FIRST_FIXED) < 0 && !(major == 3 && corrected);
    }

    @Override
    public int compareTo(SqliteVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
