// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows of small tables are counted while writers wait, those of large ones are not. */
class AttemptsTest {
    private static final Map<String, Long> ROWS =
            Map.of("huge", 50_000_000L, "middle", 400_000L, "small", 600_000L, "empty", 0L, "one", 1L);

    private static List<String> counted(String... names) {
        List<TablePlan> tables = List.of(names).stream()
                .map(name -> new TablePlan(new SourceTable(name, List.of(), List.of()), null, List.of()))
                .toList();
        return Attempts.counted(tables, table -> ROWS.get(table.name())).stream()
                .map(TablePlan::name)
                .toList();
    }

    @Test
    void upToAMillionRowsTogether() {
        assertEquals(List.of("empty", "middle", "small"), counted("huge", "small", "middle", "empty"));
        assertEquals(List.of("one", "middle"), counted("small", "middle", "one"));
    }
}
