// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;

/** A process of its own that takes the write lock of the file that it is told, answers {@code locked}, and ends with its input. */
public final class LockingProcess {
    private LockingProcess() {}

    /** Takes the file. */
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = Sql.plain(Path.of(arguments[0]))) {
            Sql.run(connection, "BEGIN IMMEDIATE");
            System.out.println("locked");
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
