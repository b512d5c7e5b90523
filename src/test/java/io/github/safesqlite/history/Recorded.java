// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A transaction as its client saw it: it began after {@code begin} and had ended by {@code end}. */
record Recorded(
        String name,
        long begin,
        long end,
        List<Operation> operations,
        Outcome outcome,
        @Nullable Exception failure) {
    Recorded {
        operations = List.copyOf(operations);
    }

    /** In the form that {@link HistoryText} reads. */
    @Override
    public String toString() {
        return operations.stream()
                .map(Operation::toString)
                .collect(Collectors.joining(
                        " ",
                        name + " " + begin + " " + end + " ",
                        " " + outcome.toString().toLowerCase(Locale.ROOT)));
    }
}
