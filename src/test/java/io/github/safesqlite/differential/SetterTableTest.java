// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.differential.SetterTable.Columns;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every setter, with several values each, stores in a column of every type what the driver stores there, and every getter
 * reads the same from it, under each way to store dates.
 */
class SetterTableTest {
    private static final double MOST_EXCUSED = 0.03;
    private static final int SHOWN = 40;
    private static final List<Binding> BINDINGS = Bindings.all();
    private static final List<Reading> BY_INDEX = Reading.all(int.class);
    private static final List<Reading> ALL =
            Stream.concat(BY_INDEX.stream(), Reading.all(String.class).stream()).toList();

    @TempDir
    Path folder;

    private final Map<SetterDifference, Integer> excused = new EnumMap<>(SetterDifference.class);
    private final List<String> unexpected = new ArrayList<>();
    private int cells;

    /** In a thread of its own, since exceptions are cheaper on a short stack: the driver throws them in most cells. */
    @Test
    @SinceDriver("3.54.1.0")
    void storeAndReadWhatTheDriverDoes() throws Exception {
        Workers.elsewhere(this::compare);
        assertEquals(
                "",
                String.join("\n", unexpected.subList(0, Math.min(SHOWN, unexpected.size()))),
                () -> unexpected.size() + " of " + cells + " cells differ");
        assertEquals(EnumSet.allOf(SetterDifference.class), excused.keySet(), "a difference that nobody sees any more");
        int all = excused.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(all <= cells * MOST_EXCUSED, () -> excused + " of " + cells);
    }

    private void compare() throws Exception {
        for (DateOptions options : DateOptions.values()) {
            compare(options, WayIn.OWN_POOL, EnumSet.allOf(Columns.class));
        }
        for (WayIn way : EnumSet.of(WayIn.AROUND_PLAIN_DATA_SOURCE, WayIn.AROUND_HIKARI, WayIn.URL)) {
            compare(DateOptions.INTEGER_SECONDS, way, EnumSet.of(Columns.STRICT_ANY));
            compare(DateOptions.TEXT_OF_ITS_OWN, way, EnumSet.of(Columns.STRICT_ANY));
        }
    }

    private void compare(DateOptions options, WayIn way, Set<Columns> tables) throws Exception {
        try (SetterTable driver = new SetterTable(options.open(WayIn.PLAIN_DRIVER, folder));
                SetterTable ours = new SetterTable(options.open(way, folder))) {
            for (Columns columns : tables) {
                new Comparing(options + " " + way + " " + columns, columns, driver, ours).run();
            }
        }
    }

    /** The comparison of one table. */
    private final class Comparing {
        private final String where;
        private final Columns columns;
        private final SetterTable driver;
        private final SetterTable ours;

        Comparing(String where, Columns columns, SetterTable driver, SetterTable ours) {
            this.where = where;
            this.columns = columns;
            this.driver = driver;
            this.ours = ours;
        }

        void run() throws Exception {
            Map<Integer, List<String>> expected = new HashMap<>();
            Map<Integer, List<String>> actual = new HashMap<>();
            for (int id = 0; id < BINDINGS.size(); id++) {
                expected.put(id, storedByDriver(id, BINDINGS.get(id)));
                actual.put(id, ours.store(columns, id, BINDINGS.get(id)));
            }
            Map<Integer, List<String>> stored = driver.stored(columns);
            expected.putAll(stored);
            actual.putAll(ours.stored(columns));
            for (int id = 0; id < BINDINGS.size(); id++) {
                for (int column = 1; column <= columns.count(); column++) {
                    setterCell(
                            id,
                            column,
                            expected.get(id).get(column - 1),
                            actual.get(id).get(column - 1));
                }
            }
            getterCells(stored);
        }

        /** What the driver stores, with the setter that means the same where it does not know this one. */
        private List<String> storedByDriver(int id, Binding binding) {
            List<String> outcomes = driver.store(columns, id, binding);
            Optional<Binding> known = binding.knownToTheDriver();
            if (known.isEmpty() || !outcomes.get(0).startsWith(SetterTable.SETTER)) {
                return outcomes;
            }
            outcomes.forEach(outcome -> cell(binding, outcome, SetterTable.STORED, ""));
            return driver.store(columns, id, known.get());
        }

        private void setterCell(int id, int column, String expected, String actual) {
            cell(BINDINGS.get(id), expected, actual, columns.type(column));
        }

        private void cell(Binding binding, String expected, String actual, String type) {
            cells++;
            if (!expected.equals(actual)) {
                SetterDifference.of(binding, expected, actual)
                        .ifPresentOrElse(
                                difference -> excused.merge(difference, 1, Integer::sum),
                                () -> unexpected.add(
                                        where + " " + type + " " + binding + ": " + expected + ", now " + actual));
            }
        }

        /** A value that is stored in a column more than once is read once. */
        private void getterCells(Map<Integer, List<String>> stored) throws Exception {
            Map<Integer, Set<Integer>> wanted = new HashMap<>();
            Set<String> seen = new HashSet<>();
            stored.forEach((id, values) -> {
                for (int column = 1; column <= columns.count(); column++) {
                    if (seen.add(column + " " + values.get(column - 1))) {
                        wanted.computeIfAbsent(id, none -> new TreeSet<>()).add(column);
                    }
                }
            });
            List<Reading> readings = columns == Columns.STRICT_ANY ? ALL : BY_INDEX;
            Map<String, List<String>> expected = driver.read(columns, wanted, readings);
            Map<String, List<String>> actual = ours.read(columns, wanted, readings);
            assertEquals(expected.keySet(), actual.keySet());
            expected.forEach((cell, values) -> {
                for (int i = 0; i < readings.size(); i++) {
                    String now = actual.get(cell).get(i);
                    cells += values.get(i) == null ? 0 : 1;
                    if (!Objects.equals(values.get(i), now)) {
                        unexpected.add(where + " " + readings.get(i).name() + " of " + cell + ": " + values.get(i)
                                + ", now " + now);
                    }
                }
            });
        }
    }
}
