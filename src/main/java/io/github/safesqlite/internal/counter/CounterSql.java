// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.counter.Counter.Merge;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a counter is stored and read. The first parameter of {@code store} is the value, the others are the key.
 *
 * @param read empty if it can not be read
 */
record CounterSql(String store, String read) {
    static CounterSql of(String table, String column, Merge merge, boolean insertMissing, String... keyColumns) {
        String quotedTable = quoted(table);
        String quotedColumn = quoted(column);
        List<String> keys = Arrays.stream(keyColumns).map(CounterSql::quoted).toList();
        String where = keys.isEmpty()
                ? ""
                : IntStream.range(0, keys.size())
                        .mapToObj(i -> keys.get(i) + " = ?" + (i + 2))
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
        String store = insertMissing && !keys.isEmpty()
                ? upsert(quotedTable, quotedColumn, merge, keys)
                : "UPDATE " + quotedTable + " SET " + quotedColumn + " = " + merged(merge, quotedColumn, "?1") + where;
        String read = "SELECT " + quotedColumn + " FROM " + quotedTable
                + keys.stream()
                        .map(key -> key + " = ?")
                        .collect(Collectors.joining(" AND ", keys.isEmpty() ? "" : " WHERE ", ""));
        return new CounterSql(store, read);
    }

    private static String upsert(String table, String column, Merge merge, List<String> keys) {
        String parameters = IntStream.range(0, keys.size())
                .mapToObj(i -> ", ?" + (i + 2))
                .collect(Collectors.joining("", "?1", ""));
        String keyList = String.join(", ", keys);
        return "INSERT INTO " + table + " (" + column + ", " + keyList + ") VALUES (" + parameters + ") ON CONFLICT ("
                + keyList + ") DO UPDATE SET " + column + " = "
                + merged(merge, table + "." + column, "excluded." + column);
    }

    private static String merged(Merge merge, String stored, String value) {
        return switch (merge) {
            case SUM -> "coalesce(" + stored + ", 0) + " + value;
            case MAX -> "max(coalesce(" + stored + ", " + value + "), " + value + ")";
            case MIN -> "min(coalesce(" + stored + ", " + value + "), " + value + ")";
            case LAST -> value;
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
