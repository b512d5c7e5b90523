// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.testing;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Scripts that a library brings along. */
public final class SqlScript {
    private SqlScript() {}

    /** Runs one from the class path; it has no semicolons but at the ends of statements. */
    public static void run(DataSource dataSource, String resource) throws Exception {
        String text;
        try (InputStream script = SqlScript.class.getClassLoader().getResourceAsStream(resource)) {
            text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        String code = text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        Sql.run(
                dataSource,
                Arrays.stream(code.split(";"))
                        .map(String::strip)
                        .filter(sql -> !sql.isEmpty() && !sql.equalsIgnoreCase("commit"))
                        .toArray(String[]::new));
    }
}
