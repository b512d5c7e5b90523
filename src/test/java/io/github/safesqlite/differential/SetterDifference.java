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
            "nobody relies on a crash: no reader, stream or calendar is NULL or the default one, the rest an SQLException") {
        @Override
        boolean explains(Binding binding, String expected, String actual) {
            return crashes(expected)
                    && (actual.equals("null ")
                            || actual.equals(SetterTable.STORED)
                            || actual.equals(SetterTable.SETTER + "fails: java.sql.SQLException 0"));
        }
    },
    DATE_THAT_CAN_NOT_BE_WRITTEN("it is written by the connection that runs the statement, and fails there") {
        @Override
        boolean explains(Binding binding, String expected, String actual) {
            return crashes(expected) && actual.equals(SetterTable.INSERT + "fails: java.sql.SQLException 0");
        }
    };

    private final String reason;

    SetterDifference(String reason) {
        this.reason = reason;
    }

    private static boolean crashes(String outcome) {
        return outcome.startsWith(SetterTable.SETTER + "fails: java.lang.");
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
