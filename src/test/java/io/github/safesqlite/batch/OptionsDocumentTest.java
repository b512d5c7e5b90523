// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.counter.CountersOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of options in the documentation have each option with its default. */
class OptionsDocumentTest {
    private static final long MEBIBYTE = 1 << 20;

    /** The defaults that the table under a heading names, by option. */
    private static Map<String, String> table(String heading) throws Exception {
        String page = Files.readString(Path.of("docs/batch-writer.md"));
        String section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        String table = section.substring(0, section.indexOf("\n## ", 1));
        Map<String, String> rows = new TreeMap<>();
        Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*) \\|")
                .matcher(table)
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    private static String shown(Object value) {
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        if (value instanceof Long bytes) {
            return bytes / MEBIBYTE + " MiB";
        }
        if (value == null) {
            return "the library's";
        }
        return value instanceof Integer ? value.toString() : "`" + value + "`";
    }

    @Test
    void ofABatchWriter() throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (Method getter : BatchWriterOptions.class.getDeclaredMethods()) {
            boolean isOption = Modifier.isPublic(getter.getModifiers()) && !Modifier.isStatic(getter.getModifiers());
            if (isOption && !getter.getName().equals("toString")) {
                options.put(getter.getName(), shown(getter.invoke(BatchWriterOptions.defaults())));
            }
        }
        assertEquals(options, table("Options of a batch writer"));
    }

    @Test
    void ofCounters() throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (RecordComponent option : CountersOptions.class.getRecordComponents()) {
            options.put(option.getName(), shown(option.getAccessor().invoke(CountersOptions.defaults())));
        }
        assertEquals(options, table("Options of counters"));
    }
}
