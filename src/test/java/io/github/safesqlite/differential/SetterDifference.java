// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.Arrays;
import java.util.Optional;

/** What a setter may do otherwise than the driver's, on purpose. */
enum SetterDifference {
    ONE_SORT_OF_TEXT("SQLite knows one sort of text, and a value needs no target type") {
        @Override
        boolean explains(Binding binding, String expected, String actual) {
            return binding.knownToTheDriver().isPresent() && expected.equals(SetterTable.SETTER + Reading.UNSUPPORTED);
        }
    },
    NO_CRASH(
            "nobody relies on a NullPointerException or an index out of bounds: no reader and no stream is NULL, no calendar is the default one, the rest is an SQLException") {
        @Override
        boolean explains(Binding binding, String expected, String actual) {
            return expected.startsWith("setter fails: java.lang.")
                    && (actual.endsWith(" fails: java.sql.SQLException 0")
                            || actual.equals("null ")
                            || actual.equals(SetterTable.STORED));
        }
    };

    private final String reason;

    SetterDifference(String reason) {
        this.reason = reason;
    }

    abstract boolean explains(Binding binding, String expected, String actual);

    static Optional<SetterDifference> of(Binding binding, String expected, String actual) {
        return Arrays.stream(values())
                .filter(difference -> difference.explains(binding, expected, actual))
                .findFirst();
    }

    @Override
    public String toString() {
        return name() + " (" + reason + ")";
    }
}
