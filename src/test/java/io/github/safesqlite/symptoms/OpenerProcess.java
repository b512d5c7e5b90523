// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A process of its own that opens the files that it is told on its input, with many threads at once, half of them through
 * a pool each and half through the URL; answers {@code ok}, or what went wrong, in one line.
 */
public final class OpenerProcess {
    private OpenerProcess() {}

    /** Takes the number of threads. */
    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String file = input.readLine(); file != null; file = input.readLine()) {
            System.out.println(answer(Path.of(file), threads));
        }
    }

    private static String answer(Path file, int threads) {
        try {
            Workers.together(threads, worker -> {
                open(file, worker);
                return worker;
            });
            return "ok";
        } catch (Exception failure) {
            failure.printStackTrace();
            return failure.toString().replace('\n', ' ');
        }
    }

    private static void open(Path file, int worker) throws Exception {
        if (worker % 2 == 0) {
            try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                    Connection connection = database.connect()) {
                insert(connection);
            }
        } else {
            try (Connection connection =
                    DriverManager.getConnection("jdbc:safesqlite:" + file + "?connectionTimeout=1m&writeTimeout=1m")) {
                insert(connection);
            }
        }
    }

    private static void insert(Connection connection) throws SQLException {
        Sql.run(connection, "CREATE TABLE IF NOT EXISTS t (n)");
        Sql.run(connection, "INSERT INTO t VALUES (1)");
    }
}
