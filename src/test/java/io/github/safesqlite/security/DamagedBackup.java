// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Damages backups at random and restores them. It is a process of its own for the long form: what crashes SQLite must not take the
 * tests along, and the seed that it has printed last tells which damage did it.
 */
final class DamagedBackup {
    private static final String SOUND = "ok";

    private final Path folder;
    private final byte[] sound;
    private final boolean untrusted;
    private int refused;
    private int restored;

    /** Makes the backup: with tables, indexes, a view, triggers and a full-text index. */
    DamagedBackup(Path folder, boolean untrusted) throws Exception {
        this.folder = folder;
        this.untrusted = untrusted;
        Path source = folder.resolve("source.db");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(source).pragma("page_size", "1024").build())) {
            Sql.run(
                    dataSource,
                    "CREATE TABLE t (id INTEGER PRIMARY KEY, n, text)",
                    "CREATE INDEX i ON t (n)",
                    "CREATE UNIQUE INDEX u ON t (text, n)",
                    "CREATE TABLE log (id, at)",
                    "CREATE TABLE w (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
                    "CREATE VIEW v AS SELECT n FROM t WHERE n > 3",
                    "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id, new.n); END",
                    "CREATE VIRTUAL TABLE f USING fts5(text)",
                    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 60)"
                            + " INSERT INTO t SELECT i, i % 7, 'text ' || i || hex(zeroblob(i)) FROM c",
                    "INSERT INTO f SELECT text FROM t",
                    "INSERT INTO w SELECT id, n FROM t");
            dataSource.backup(folder.resolve("backup.db"));
        }
        this.sound = Files.readAllBytes(folder.resolve("backup.db"));
    }

    int refused() {
        return refused;
    }

    int restored() {
        return restored;
    }

    /** Damages it once and restores it; gives what is wrong with what came of it, or null. */
    @Nullable
    String round(long seed) throws Exception {
        Path backup = folder.resolve("damaged.db");
        Path file = folder.resolve("app.db");
        Files.write(backup, damaged(new Random(seed)));
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .pragma("page_size", "1024")
                .untrusted(untrusted)
                .build())) {
            Sql.run(dataSource, "CREATE TABLE old (n)", "INSERT INTO old VALUES (42)");
            try {
                dataSource.restore(backup);
                restored++;
            } catch (BackupException clear) {
                refused++;
                boolean untouched = Sql.ask(dataSource, "SELECT n FROM old") == 42
                        && SOUND.equals(Sql.text(dataSource, "PRAGMA integrity_check"));
                return untouched ? null : "it was refused, and the database is not as it was";
            } catch (SQLException other) {
                return "it was refused by " + other;
            }
            try {
                String found = Sql.text(dataSource, "PRAGMA integrity_check");
                return SOUND.equals(found) ? null : "it was restored, and integrity_check says " + found;
            } catch (SQLException damaged) {
                return "it was restored, and integrity_check fails: " + damaged;
            }
        }
    }

    private byte[] damaged(Random random) {
        byte[] bytes = sound.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> {
                int start = random.nextInt(bytes.length);
                byte[] noise = new byte[Math.min(1 + random.nextInt(600), bytes.length - start)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, start, noise.length);
            }
            case 3 -> {
                // The head of a page, where its cells are counted and placed.
                int page = 1024 * random.nextInt(bytes.length / 1024);
                bytes[page + random.nextInt(24)] = (byte) random.nextInt(256);
            }
            default -> {
                // Pages that took each other's place, as after a power cut.
                int one = 1024 * random.nextInt(bytes.length / 1024);
                int other = 1024 * random.nextInt(bytes.length / 1024);
                System.arraycopy(sound, one, bytes, other, 1024);
                System.arraycopy(sound, other, bytes, one, 1024);
            }
        }
        return bytes;
    }

    /** The long form: {@code folder seed rounds untrusted}. */
    public static void main(String[] arguments) throws Exception {
        var backup = new DamagedBackup(Path.of(arguments[0]), Boolean.parseBoolean(arguments[3]));
        long seed = Long.parseLong(arguments[1]);
        for (long last = seed + Long.parseLong(arguments[2]); seed < last; seed++) {
            System.out.println("seed " + seed);
            String problem = backup.round(seed);
            if (problem != null) {
                System.out.println("PROBLEM with seed " + seed + ": " + problem);
                System.exit(1);
            }
        }
        System.out.println("refused " + backup.refused() + ", restored " + backup.restored());
        System.exit(0);
    }
}
