// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any text may be the URL of a database, and any may be a property. It is opened or refused by an {@link SQLException}, never by
 * anything else, and what both this library and sqlite-jdbc open is the same file. To try one seed again:
 *
 * <pre>mvn -Psearch -Dtest=UrlFuzzTest -Durl.seed=N -Durl.rounds=1 verify</pre>
 */
class UrlFuzzTest {
    private static final int FEW = 60;
    private static final int ROUNDS = Integer.getInteger("url.rounds", 50_000);
    private static final Set<String> OF_A_DATABASE = Set.of("-wal", "-shm", "-journal", "-maintenance", "-gate");

    private static final List<String> PIECES = List.of(
            "app.db",
            "a b",
            "ä",
            "%20",
            "%",
            "%zz",
            "%00",
            "?",
            "&",
            "=",
            "#",
            "+",
            ";",
            "'",
            "\"",
            "\\",
            ":",
            "..",
            ".",
            "mode=ro",
            "mode=memory",
            "mode=rwc",
            "cache=shared",
            "vfs=memdb",
            "immutable=1",
            "nolock=1",
            "vfs=none",
            "maximumPoolSize=3",
            "maximumPoolSize=",
            "poolName=x",
            "untrusted=true",
            "open_mode=1",
            "open_mode=2",
            "open_mode=99999999999",
            "journal_mode=wal",
            "journal_mode=delete",
            "foreign_keys=on",
            "limit_attached=-5",
            "limit_length=0",
            "busy_timeout=5",
            "date_class=text",
            "cache_size=1KB",
            "page_size=3",
            "password=",
            "user=x",
            "transaction_mode=IMMEDIATE",
            "profile=small",
            "initSql=SELECT 1",
            "foo=bar",
            "mmap_size=1TiB",
            "file:",
            ":memory:",
            "\u2028",
            "\ud800",
            "\uffff",
            "\t",
            "\n",
            " ",
            "locking_mode=exclusive",
            "enable_load_extension=true",
            "statementCacheSize=-1",
            "connectionTimeout=1s",
            "encoding='UTF-16'");

    private static final List<String> NAMES =
            List.of("app.db", "a%20b.db", "a+b.db", "ä b.db", "a%2Fb.db", "a%3Fb.db", "a'b.db", "%61.db");

    @TempDir
    Path folder;

    private int opened;
    private int compared;

    @Test
    void eachTextIsOpenedOrRefused() throws Exception {
        for (int seed = 1; seed <= FEW; seed++) {
            round(seed);
        }
        assertTrue(opened > FEW / 20, () -> "only " + opened + " were opened");
        assertTrue(compared > FEW / 40, () -> "only " + compared + " were compared");
    }

    @Test
    @Tag("search")
    void manyMoreAre() throws Exception {
        long first = Long.getLong("url.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("url.seed=" + first);
        for (long seed = first; seed < first + ROUNDS; seed++) {
            round(seed);
        }
        System.out.println(opened + " opened, " + compared + " of them compared with the driver");
    }

    private void round(long seed) throws Exception {
        Random random = new Random(seed);
        String place = place(random);
        Path ours = Files.createDirectory(folder.resolve("ours"));
        Path drivers = Files.createDirectory(folder.resolve("theirs"));
        try {
            Properties properties = new Properties();
            if (random.nextInt(3) == 0) {
                for (String piece : List.of(piece(random), piece(random))) {
                    int equals = piece.indexOf('=');
                    properties.setProperty(
                            equals < 0 ? piece : piece.substring(0, equals),
                            equals < 0 ? text(random) : piece.substring(equals + 1));
                }
            }
            String about = "url.seed=" + seed + ": " + place + " " + properties;
            String file = ourFile(place.replace("FOLDER", ours.toString()), properties, about);
            if (file == null) {
                return;
            }
            opened++;
            requireOnly(ours, file, about);
            compare(place, ours, drivers, file, about);
        } finally {
            delete(ours);
            delete(drivers);
        }
    }

    private static String piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(random.nextInt(4) == 0 ? String.valueOf((char) random.nextInt(0x10000)) : piece(random));
        }
        return text.toString();
    }

    /** What follows the prefix of a URL, with FOLDER for a folder of its own. */
    private static String place(Random random) {
        StringBuilder place = new StringBuilder();
        place.append(List.of(
                        "FOLDER/",
                        "file:FOLDER/",
                        "file://FOLDER/",
                        "file://localhostFOLDER/",
                        "FOLDER/app.db",
                        "file:FOLDER/app.db")
                .get(random.nextInt(6)));
        place.append(random.nextInt(3) == 0 ? text(random) : NAMES.get(random.nextInt(NAMES.size())));
        for (int i = random.nextInt(4); i > 0; i--) {
            place.append(place.indexOf("?") < 0 ? "?" : "&")
                    .append(random.nextInt(4) == 0 ? text(random) : piece(random));
        }
        return place.toString();
    }

    /** The file that this library opens, empty for none; null if it refuses the URL. */
    private static String ourFile(String place, Properties properties, String about) {
        String url = "jdbc:safesqlite:" + place;
        try (Connection connection = new SafeSqliteDriver().connect(url, properties)) {
            // What a file in memory or one that cannot be written holds is of no interest here.
            return String.valueOf(Sql.text(connection, "SELECT file FROM pragma_database_list WHERE name = 'main'"));
        } catch (SQLException refused) {
            assertTrue(refused.getMessage() != null && !refused.getMessage().isBlank(), about);
            return null;
        } catch (RuntimeException | Error other) {
            throw new AssertionError(about, other);
        }
    }

    /** Nothing was created but the database and what belongs to it. */
    private static void requireOnly(Path ours, String file, String about) throws IOException {
        Set<String> created = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ours)) {
            files.filter(Files::isRegularFile).forEach(path -> created.add(path.toString()));
        }
        created.remove(file);
        OF_A_DATABASE.forEach(suffix -> created.remove(file + suffix));
        assertEquals(Set.of(), created, about);
    }

    /** The driver alone, given what is left to it, opens the file of the same name. */
    private void compare(String place, Path ours, Path drivers, String file, String about) {
        int query = place.indexOf('?');
        String plain = query < 0 ? place : place.substring(0, query);
        // White space at the end of a URL is no part of a name, before its parameters it is.
        if (file.isEmpty() || query >= 0 && !plain.equals(plain.trim())) {
            return;
        }
        String theirs;
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + plain.replace("FOLDER", drivers.toString()))) {
            theirs = Sql.text(connection, "SELECT file FROM pragma_database_list WHERE name = 'main'");
        } catch (SQLException refused) {
            return;
        }
        compared++;
        assertEquals(
                String.valueOf(theirs).replace(drivers.toString(), "FOLDER"),
                file.replace(ours.toString(), "FOLDER"),
                about);
    }

    private static void delete(Path tree) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.walk(tree)) {
            all.forEach(paths::add);
        }
        for (int i = paths.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(paths.get(i));
        }
    }

    /** The driver splits it into nothing, and fails by an ArrayIndexOutOfBoundsException. */
    @Test
    void aParameterWithoutANameIsRefused() {
        for (String parameters : List.of("=", "mode=rwc&=", "==&mode=rwc", " = ")) {
            for (String file : List.of("app.db", ":memory:")) {
                String url = "jdbc:safesqlite:file:" + folder.resolve(file) + "?" + parameters;
                SQLException refused =
                        assertThrows(SQLException.class, () -> new SafeSqliteDriver().connect(url, new Properties()));
                assertTrue(refused.getMessage().contains("without a name"), refused::getMessage);
            }
        }
    }

    /** Found by the search: white space of Unicode at the end of a URL is a part of the name to the driver. */
    @Test
    void whiteSpaceAtTheEndIsTakenAsByTheDriver() throws Exception {
        for (String end : List.of(" ", "\t\n", "\u3000", "\u2003 ", " \u3000", "\u00a0")) {
            Path ours = Files.createDirectory(folder.resolve("ours"));
            Path drivers = Files.createDirectory(folder.resolve("theirs"));
            String place = "file:FOLDER/app.db" + end;
            compare(
                    place,
                    ours,
                    drivers,
                    ourFile(place.replace("FOLDER", ours.toString()), new Properties(), end),
                    end);
            delete(ours);
            delete(drivers);
        }
        assertEquals(6, compared);
    }

    /** No value of an option, however it is set, gives anything but a value or a problem that names it. */
    @Test
    void eachValueOfAnOptionIsTakenOrRefusedByName() {
        Random random = new Random(1);
        List<String> names = new ArrayList<>(SqliteConfig.descriptions().keySet());
        names.addAll(
                List.of("mmap_size", "open_mode", "limit_length", "journal_mode", "busy_timeout", "transaction_mode"));
        for (int i = 0; i < 1_500; i++) {
            String name = names.get(random.nextInt(names.size()));
            String value = random.nextBoolean()
                    ? text(random)
                    : List.of(
                                    "-1",
                                    "0",
                                    "1e9",
                                    "99999999999999999999",
                                    "off",
                                    "null",
                                    "1ms",
                                    "1TiB",
                                    "NaN",
                                    "true ",
                                    "۱",
                                    "0x10")
                            .get(random.nextInt(12));
            Properties properties = new Properties();
            properties.setProperty(name, value);
            String about = name + "=" + value;
            try {
                SqliteConfig config = SqliteConfig.fromUrl("jdbc:safesqlite::memory:", properties);
                assertTrue(config.toString().contains("SqliteConfig"), about);
            } catch (SqliteConfigException refused) {
                assertTrue(refused.getMessage().contains(name), () -> about + ": " + refused.getMessage());
            } catch (RuntimeException | Error other) {
                throw new AssertionError(about, other);
            }
            try (var bean = new ConcurrencySafeSqliteDataSource()) {
                bean.setOption(name, value);
            } catch (SqliteConfigException refused) {
                assertTrue(refused.getMessage().contains(name), () -> about + ": " + refused.getMessage());
            } catch (RuntimeException | Error | SQLException other) {
                throw new AssertionError(about, other);
            }
        }
    }
}
