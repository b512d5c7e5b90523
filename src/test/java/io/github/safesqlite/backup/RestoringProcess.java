// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.backup;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.SQLException;

/** The program of the child JVM: restores one of two backups after the other, and backs up what is there, until it is killed. */
final class RestoringProcess {
    private RestoringProcess() {}

    public static void main(String[] args) throws SQLException {
        Path folder = Path.of(args[0]);
        var config = SqliteConfig.builder(folder.resolve("app.db")).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            while (true) {
                for (String name : new String[] {"one.db", "two.db"}) {
                    dataSource.restore(folder.resolve(name));
                    System.out.println("restored " + name);
                    dataSource.backup(folder.resolve("copy.db"));
                    System.out.println("copied " + name);
                }
            }
        }
    }
}
