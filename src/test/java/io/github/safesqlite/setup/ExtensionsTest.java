// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.LoadableExtension;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option {@code extensions}. */
class ExtensionsTest {
    /** The 46th entry of the table that SQLite hands to an extension is sqlite3_create_function, the 83rd sqlite3_result_int. */
    private static final String SOURCE = "typedef int (*create)(void*, const char*, int, int, void*,\n"
            + "    void (*)(void*, int, void**), void*, void*);\n"
            + "typedef void (*result)(void*, int);\n"
            + "static void **api;\n"
            + "static void answer(void *context, int count, void **values) { ((result) api[82])(context, 42); }\n"
            + "int sqlite3_answer_init(void *db, char **error, void **given) {\n"
            + "    api = given;\n"
            + "    return ((create) api[45])(db, \"answer\", 0, 1, 0, answer, 0, 0);\n"
            + "}\n"
            + "int other(void *db, char **error, void **given) {\n"
            + "    api = given;\n"
            + "    return ((create) api[45])(db, \"other\", 0, 1, 0, answer, 0, 0);\n"
            + "}\n"
            // SQLite takes no function in place of one of the same encoding while a statement runs.
            + "enum { UTF16 = 4 };\n"
            + "int upper(void *db, char **error, void **given) {\n"
            + "    api = given;\n"
            + "    return ((create) api[45])(db, \"upper\", 1, UTF16, 0, answer, 0, 0);\n"
            + "}\n";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    /** An extension with the function answer(), and other() by another entry point. */
    private String compiled() throws IOException, InterruptedException {
        assumeTrue(Stream.of("/usr/bin/cc", "/usr/local/bin/cc").anyMatch(cc -> Files.isExecutable(Path.of(cc))));
        Path source = Files.writeString(folder.resolve("answer.c"), SOURCE);
        Path library = folder.resolve("answer.so");
        Process compiler = new ProcessBuilder(
                        "cc", "-w", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        assumeTrue(compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0);
        return library.toString();
    }

    private static String refusal(Connection connection) {
        return assertThrows(SQLException.class, () -> Sql.text(connection, "SELECT load_extension('/')"))
                .getMessage();
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void areLoadedIntoEachConnectionAndNothingElseIs(WayIn way) throws Exception {
        String library = compiled();
        Map<String, String> options = Map.of("extensions", library + ", " + library + "!other");
        try (OpenDatabase opened = way.open(file(), options)) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Connection connection = opened.connect();
                all.add(connection);
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                assertEquals("42", Sql.text(connection, "SELECT answer()"));
                assertEquals("42", Sql.text(connection, "SELECT other()"));
                assertTrue(refusal(connection).contains("not authorized"));
            }
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    /** SQLite looks up functions when it prepares a statement, and this library keeps statements. */
    @Test
    void oneThatSqlLoadsReplacesFunctionsThatWereCalledBefore() throws Exception {
        String load = "SELECT load_extension('" + compiled() + "', 'upper')";
        try (OpenDatabase opened = WayIn.OWN_POOL.open(file(), Map.of("enable_load_extension", "true"));
                Connection connection = opened.connect();
                PreparedStatement upper = connection.prepareStatement("SELECT upper('a')")) {
            assertEquals("A", only(upper));
            assertEquals("A", only(upper));
            Sql.text(connection, load);
            assertEquals("42", only(upper));
        }
    }

    private static String only(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void sqlMayLoadMoreIfThatIsAllowed() throws Exception {
        String library = compiled();
        Map<String, String> options = Map.of(
                "extensions",
                library,
                "enable_load_extension",
                "true",
                "initSql",
                "SELECT load_extension('" + library + "', 'other')");
        try (OpenDatabase opened = WayIn.OWN_POOL.open(file(), options);
                Connection connection = opened.connect()) {
            assertEquals("42", Sql.text(connection, "SELECT answer()"));
            assertEquals("42", Sql.text(connection, "SELECT other()"));
            assertTrue(refusal(connection).contains("shared object")
                    || !refusal(connection).contains("authorized"));
        }
    }

    @Test
    void theBeanHasASetter() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:safesqlite:" + file());
            dataSource.setExtensions(folder.resolve("missing").toString());
            assertThrows(OpenFailedException.class, dataSource::getConnection);
            dataSource.setExtensions(null);
            dataSource.getConnection().close();
        }
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void oneThatIsMissingIsNamed(WayIn way) {
        String missing = folder.resolve("missing").toString();
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (OpenDatabase opened = way.open(file(), Map.of("extensions", missing + "!start"));
                    Connection connection = opened.connect()) {
                Sql.text(connection, "SELECT 1");
            }
        });
        assertTrue(failure instanceof OpenFailedException, failure::toString);
        String message = failure.getMessage();
        assertTrue(message.contains("the extension \"" + missing + "!start\" could not be loaded: "), message);
        assertTrue(message.contains("the option extensions"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.so|a.so",
                "a.so , b.so!start|a.so,b.so!start",
                "a!b!|a!b!",
                "a!b!c|a!b!c",
                "a,,b.so,c.so|a,,b.so,c.so",
                "C:\\x\\a.dll|C:\\x\\a.dll",
                "off|off",
                "OFF|off",
                "''|off"
            })
    void whatIsPrintedReadsBackAsTheSame(String text, String printed) {
        SqliteConfig config =
                SqliteConfig.builder(":memory:").option("extensions", text).build();
        assertTrue(config.toString().contains(", extensions=" + printed + ", customizer="), config::toString);
        SqliteConfig again =
                SqliteConfig.builder(":memory:").option("extensions", printed).build();
        assertEquals(config.extensions(), again.extensions());
    }

    @Test
    void theyAreWrittenAsFilesWithEntryPoints() {
        List<LoadableExtension> parsed = SqliteConfig.builder(":memory:")
                .option("extensions", "a,,b.so,c!start,d!e!")
                .build()
                .extensions();
        assertEquals(
                List.of(
                        new LoadableExtension("a,b.so"),
                        new LoadableExtension("c", "start"),
                        new LoadableExtension("d!e")),
                parsed);
        assertThrows(IllegalArgumentException.class, () -> new LoadableExtension(" "));
        assertThrows(
                IllegalArgumentException.class,
                () -> SqliteConfig.builder(":memory:")
                        .option("extensions", "a, !start")
                        .build());
    }
}
