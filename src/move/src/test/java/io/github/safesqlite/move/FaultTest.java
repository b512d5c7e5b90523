// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static io.github.safesqlite.move.finding.FindingKind.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.move.finding.Finding;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault in the data or in the target is reported by name, and no value is changed silently. */
class FaultTest {
    @TempDir
    Path folder;

    /**
     * A value that does not fit the type of its column, in the row with the id 2; the row with the id 1 has a value that fits.
     *
     * @param type the type of the target's column
     * @param fits a literal of SQLite that fits
     * @param faulty a literal that does not
     */
    private record Value(FindingKind kind, String type, String fits, String faulty) {}

    private static final List<Value> VALUES = List.of(
            new Value(OUT_OF_RANGE, "smallint", "32767", "32768"),
            new Value(OUT_OF_RANGE, "smallint", "-32768", "-32769"),
            new Value(OUT_OF_RANGE, "integer", "2147483647", "2147483648"),
            new Value(OUT_OF_RANGE, "integer", "-2147483648", "-2147483649"),
            new Value(LOSES_DIGITS, "bigint", "9223372036854775807", "1.5"),
            new Value(LOSES_DIGITS, "bigint", "2.0", "9223372036854775808.0"),
            new Value(VALUE_TYPE, "integer", "5", "'five'"),
            new Value(VALUE_TYPE, "integer", "5", "''"),
            new Value(VALUE_TYPE, "integer", "5", "'5'"),
            new Value(VALUE_TYPE, "integer", "5", "x'05'"),
            new Value(VALUE_TYPE, "smallint", "5", "'5'"),
            new Value(VALUE_TYPE, "bigint", "-0.0", "'5'"),
            new Value(LOSES_DIGITS, "smallint", "5.0", "5.5"),
            new Value(LOSES_DIGITS, "integer", "-1", "-0.5"),
            new Value(LOSES_DIGITS, "real", "0.5", "0.1"),
            new Value(OUT_OF_RANGE, "smallint", "0", "1e10"),
            new Value(LOSES_DIGITS, "real", "16777216", "16777217"),
            new Value(LOSES_DIGITS, "real", "1.0", "1e300"),
            new Value(VALUE_TYPE, "real", "1.0", "'1.0'"),
            new Value(VALUE_TYPE, "real", "9e999", "x'00'"),
            new Value(LOSES_DIGITS, "double precision", "9007199254740992", "9007199254740993"),
            new Value(VALUE_TYPE, "double precision", "0.1", "'0,1'"),
            new Value(VALUE_TYPE, "double precision", "9007199254740994", "'0.1'"),
            new Value(LOSES_DIGITS, "double precision", "-9223372036854775808", "9223372036854775807"),
            new Value(LOSES_DIGITS, "numeric(10,2)", "'12.50'", "12.345"),
            new Value(OUT_OF_RANGE, "numeric(5,2)", "999.99", "1000"),
            new Value(OUT_OF_RANGE, "numeric", "1e300", "9e999"),
            new Value(VALUE_TYPE, "numeric", "'1.25'", "'1e5'"),
            new Value(VALUE_TYPE, "numeric", "'0.1'", "'007'"),
            new Value(VALUE_TYPE, "numeric", "'-0.10'", "'+1'"),
            new Value(LOSES_DIGITS, "numeric(5,0)", "12345", "'1.5'"),
            new Value(VALUE_TYPE, "numeric(10,2)", "'1.25'", "'1,25'"),
            new Value(TOO_LONG, "varchar(5)", "'12345'", "'123456'"),
            new Value(TOO_LONG, "varchar(2)", "'😀😀'", "'😀😀😀'"),
            new Value(TOO_LONG, "varchar(3)", "'abc'", "'abc   '"),
            new Value(TOO_LONG, "char(3)", "'abc'", "'abcd'"),
            new Value(TRAILING_SPACES, "char(4)", "'ab'", "'ab '"),
            new Value(TRAILING_SPACES, "bpchar", "' ab'", "'ab '"),
            new Value(VALUE_TYPE, "char(4)", "'ab  '", "12"),
            new Value(VALUE_TYPE, "varchar(4)", "'1.5'", "1.5"),
            new Value(NUL_CHARACTER, "char(4)", "'ab'", "'a' || char(0)"),
            new Value(INVALID_UTF8, "varchar(4)", "''", "CAST(x'c0af' AS TEXT)"),
            new Value(NUL_CHARACTER, "text", "'a'", "'a' || char(0) || 'b'"),
            new Value(NUL_CHARACTER, "varchar(9)", "'a'", "char(0)"),
            new Value(INVALID_UTF8, "text", "char(65533)", "CAST(x'ff41' AS TEXT)"),
            new Value(INVALID_UTF8, "text", "'é'", "CAST(x'c3' AS TEXT)"),
            new Value(INVALID_UTF8, "text", "'x'", "CAST(x'eda080' AS TEXT)"),
            new Value(INVALID_UTF8, "boolean", "1", "CAST(x'ff' AS TEXT)"),
            new Value(VALUE_TYPE, "text", "'5'", "5"),
            new Value(VALUE_TYPE, "text", "'5'", "x'35'"),
            new Value(VALUE_TYPE, "bytea", "x'00ff'", "'text'"),
            new Value(VALUE_TYPE, "bytea", "x''", "7"),
            new Value(BOOLEAN, "boolean", "1", "'true'"),
            new Value(BOOLEAN, "boolean", "0", "'yes'"),
            new Value(BOOLEAN, "boolean", "0", "2"),
            new Value(BOOLEAN, "boolean", "0", "1.0"),
            new Value(DATE_SPELLING, "date", "'2024-02-29'", "'2023-02-29'"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "'31.12.2024'"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "'12/31/2024'"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "'2024-12-31 10:00:00'"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "20241231"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "2460676.5"),
            new Value(OUT_OF_RANGE, "date", "'0001-01-01'", "'0000-01-01'"),
            new Value(DATE_SPELLING, "time", "'23:59'", "'24:00'"),
            new Value(DATE_SPELLING, "time", "'23:59:58.123'", "'10:00:00Z'"),
            new Value(DATE_SPELLING, "time", "'00:00'", "3600"),
            new Value(LOSES_DIGITS, "time", "'01:02:03.123456'", "'01:02:03.1234567'"),
            new Value(DATE_SPELLING, "date", "'2024-12-31'", "'2024-12-31Z'"),
            new Value(LOSES_DIGITS, "time(3)", "'01:02:03.004'", "'01:02:03.0005'"),
            new Value(DATE_SPELLING, "timestamp", "'2024-12-31 10:00'", "'2024-12-31'"),
            new Value(DATE_SPELLING, "timestamp", "'2024-12-31T10:00:00'", "1735639200000"),
            new Value(DATE_SPELLING, "timestamp", "'2024-12-31T10:00:00'", "'Dec 31 2024 10:00'"),
            new Value(ZONE_LOST, "timestamp", "'2024-12-31 10:00:00'", "'2024-12-31 10:00:00Z'"),
            new Value(LOSES_DIGITS, "timestamp", "'2024-12-31 10:00:00.123456'", "'2024-12-31 10:00:00.1234567'"),
            new Value(LOSES_DIGITS, "timestamp(0)", "'2024-12-31 10:00:00.000'", "'2024-12-31 10:00:00.5'"),
            new Value(ZONE_MISSING, "timestamptz", "'2024-12-31 10:00:00+01:00'", "'2024-12-31 10:00:00'"),
            new Value(DATE_SPELLING, "timestamptz", "'2024-12-31 10:00Z'", "'2024-12-31 10:00:00+99:00'"),
            new Value(DATE_SPELLING, "timestamptz", "'2024-12-31T10:00:00.5-0130'", "1735639200000"),
            new Value(LOSES_DIGITS, "timestamptz(3)", "'2024-12-31 10:00:00.123Z'", "'2024-12-31 10:00:00.1234Z'"),
            new Value(ZONE_LOST, "timestamp", "'2024-12-31 10:00'", "'2024-12-31 10:00+00'"),
            new Value(UUID, "uuid", "'123E4567-e89b-12d3-a456-426614174000'", "'123e4567e89b12d3a456426614174000'"),
            new Value(UUID, "uuid", "x'000102030405060708090a0b0c0d0e0f'", "x'0001'"),
            new Value(VALUE_TYPE, "uuid", "'123e4567-e89b-12d3-a456-426614174000'", "1"),
            new Value(JSON, "json", "'{\"a\": 1}'", "'{a: 1}'"),
            new Value(JSON, "json", "'[]'", "'[] []'"),
            new Value(JSON, "json", "'null'", "''"),
            new Value(JSON, "json", "'{\"a\":1,\"a\":2}'", "'not JSON'"),
            new Value(JSON, "jsonb", "'\"\\ud83d\\ude00\"'", "'\"\\ud83d\"'"),
            new Value(JSON, "jsonb", "'{\"\\u00e9\":[]}'", "'{\"\\ude00\":1}'"),
            new Value(VALUE_TYPE, "jsonb", "'1'", "1"),
            new Value(JSON, "jsonb", "'{\"b\":1.50,\"a\":[2,1]}'", "'{\"a\":1,\"a\":2}'"),
            new Value(JSON, "jsonb", "'\"\\u0001\"'", "'\"\\u0000\"'"),
            new Value(ENUM_LABEL, "mood", "'sad'", "'Sad'"),
            new Value(VALUE_TYPE, "mood", "'glad'", "1"),
            new Value(OUT_OF_RANGE, "small_domain", "1", "40000"),
            new Value(NULL_VALUE, "integer NOT NULL", "1", "NULL"),
            new Value(NULL_VALUE, "required_domain", "1", "NULL"));

    /** Whole numbers in columns of dates, where they are seconds. */
    private static final List<Value> SECONDS = List.of(
            new Value(LOSES_DIGITS, "date", "86400", "86401"),
            new Value(OUT_OF_RANGE, "date", "-62135596800", "253402300800"),
            new Value(DATE_SPELLING, "date", "'1970-01-01'", "0.0"),
            new Value(OUT_OF_RANGE, "timestamp", "253402300799", "253402300800"),
            new Value(OUT_OF_RANGE, "timestamp(0)", "0", "-62135596801"),
            new Value(OUT_OF_RANGE, "timestamptz", "-62135596800", "9223372036854775807"),
            new Value(DATE_SPELLING, "timestamptz", "1", "1.5"),
            new Value(DATE_SPELLING, "time", "'01:00'", "3600"));

    /** The same, where they are milliseconds. */
    private static final List<Value> MILLISECONDS = List.of(
            new Value(LOSES_DIGITS, "date", "86400000", "86400001"),
            new Value(LOSES_DIGITS, "timestamp(0)", "1000", "1001"),
            new Value(LOSES_DIGITS, "timestamptz(2)", "1010", "1011"),
            new Value(OUT_OF_RANGE, "timestamp", "253402300799999", "253402300800000"),
            new Value(OUT_OF_RANGE, "timestamptz", "0", "-9223372036854775808"));

    /** Times without a zone, and seconds, in a zone whose clocks are changed. */
    private static final List<Value> BERLIN = List.of(
            new Value(ZONE_AMBIGUOUS, "timestamptz", "'2024-06-30 12:00'", "'2024-03-31 02:30'"),
            new Value(ZONE_AMBIGUOUS, "timestamptz", "'2024-10-27 01:30'", "'2024-10-27 02:30'"),
            new Value(ZONE_AMBIGUOUS, "timestamp", "1711843200", "1729989000"),
            new Value(ZONE_LOST, "timestamp", "'2024-03-31 02:30'", "'2024-06-30 12:00+02:00'"),
            new Value(LOSES_DIGITS, "date", "-3600", "0"));

    @Test
    void valuesThatDoNotFitAreNamedBeforeAnythingIsWritten() throws Exception {
        assertNamed(VALUES);
    }

    @Test
    void wholeNumbersThatAreNoDatesAreNamed() throws Exception {
        assertNamed(SECONDS, "--integer-dates", "seconds");
    }

    @Test
    void wholeNumbersOfMillisecondsThatAreNoDatesAreNamed() throws Exception {
        assertNamed(MILLISECONDS, "--integer-dates", "milliseconds");
    }

    @Test
    void timesThatAZoneDoesNotHaveOnceAreNamed() throws Exception {
        assertNamed(BERLIN, "--zone", "Europe/Berlin", "--integer-dates", "seconds");
    }

    @Test
    void aNumberInAColumnOfTimesGetsNoAdviceThatDoesNotHelp() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.sqlite("CREATE TABLE item (id INTEGER PRIMARY KEY, value)", "INSERT INTO item VALUES (2, 3600)");
            databases.postgres("CREATE TABLE item (id integer PRIMARY KEY, value time)");
            String message = databases
                    .run(Main.commandLine(), "move")
                    .report()
                    .findings()
                    .get(0)
                    .message();
            assertTrue(message.endsWith("Write the times as texts."), message);
        }
    }

    /** What arrives is the same moment. */
    @Test
    void datesOfEachSpellingArrive() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.sqlite(
                    "CREATE TABLE item (id INTEGER PRIMARY KEY, day, local, moment)",
                    "INSERT INTO item VALUES (1, -3600, 0, 0), (2, '2024-06-30', '2024-06-30T12:00', '2024-06-30 12:00'),"
                            + " (3, '2024-06-30', '2024-06-30 12:00:00.5', '2024-06-30 12:00-0130')");
            databases.postgres(
                    "CREATE TABLE item (id integer PRIMARY KEY, day date, local timestamp, moment timestamptz)");
            Run run =
                    databases.run(Main.commandLine(), "move", "--zone", "Europe/Berlin", "--integer-dates", "seconds");
            assertEquals(Outcome.VERIFIED, run.report().outcome(), run.output());
            assertEquals(
                    List.of(
                            "1970-01-01|1970-01-01 01:00:00|1970-01-01 00:00:00+00",
                            "2024-06-30|2024-06-30 12:00:00|2024-06-30 10:00:00+00",
                            "2024-06-30|2024-06-30 12:00:00.5|2024-06-30 13:30:00+00"),
                    databases.rows("SELECT day, local, moment FROM item ORDER BY id"));
        }
    }

    private void assertNamed(List<Value> values, String... options) throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.postgres(
                    "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                    "CREATE DOMAIN small_domain AS smallint",
                    "CREATE DOMAIN required_domain AS integer NOT NULL");
            List<String> planted = new ArrayList<>();
            for (Value value : values) {
                String table = "item_" + planted.size();
                databases.sqlite(
                        "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, value)",
                        "INSERT INTO " + table + " VALUES (1, " + value.fits + "), (2, " + value.faulty + ")");
                databases.postgres("CREATE TABLE " + table + " (id integer PRIMARY KEY, value " + value.type + ")");
                planted.add(value.kind + " " + table + ".value [id=2]");
            }
            Run run = databases.run(Main.commandLine(), "move", options);
            assertEquals(ExitCode.FINDINGS, run.exitCode(), run.output());
            assertEquals(Outcome.REFUSED, run.report().outcome(), run.output());
            assertEquals(String.join("\n", sorted(planted)), String.join("\n", sorted(found(run))), run.output());
            assertEquals(List.of("0"), databases.rows("SELECT count(*) FROM item_0"));
            assertEquals(2, run.report().tables().get(0).sourceRows(), run.output());

            for (int table = 0; table < planted.size(); table++) {
                databases.sqlite("DELETE FROM item_" + table + " WHERE id = 2");
            }
            Run corrected = databases.run(Main.commandLine(), "move", options);
            assertEquals(Outcome.VERIFIED, corrected.report().outcome(), corrected.output());
        }
    }

    private static List<String> sorted(List<String> list) {
        return list.stream().sorted().toList();
    }

    private static List<String> found(Run run) {
        return run.report().findings().stream()
                .map(finding -> finding.kind() + " " + place(finding) + " " + finding.keys())
                .toList();
    }

    private static String place(Finding finding) {
        return finding.column().isEmpty() ? finding.table() : finding.table() + "." + finding.column();
    }

    /**
     * A fault of the schema or of the rows that are there, on top of a library that moves without one.
     *
     * @param place the table, and the column after a point if the finding has one
     * @param key the key of a row that is named, empty if the fault is not about rows
     * @param sqlite a statement that is run in SQLite first, empty for none
     * @param postgres a statement that is run in PostgreSQL: before the move, or before the verification if that finds it
     */
    private record Fault(FindingKind kind, String place, String key, String sqlite, String postgres) {
        @Override
        public String toString() {
            return kind.id() + ": " + sqlite + " " + postgres;
        }
    }

    private static Stream<Fault> obstacles() {
        return Stream.of(
                new Fault(TABLE_MISSING, "extra", "", "CREATE TABLE extra (id INTEGER PRIMARY KEY)", ""),
                new Fault(TABLE_MISSING, "book", "", "", "DROP TABLE book"),
                new Fault(
                        NOT_A_TABLE,
                        "extra",
                        "",
                        "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
                        "CREATE VIEW extra AS SELECT 1 AS id"),
                new Fault(
                        NAME_AMBIGUOUS,
                        "writer",
                        "",
                        "",
                        "ALTER TABLE writer RENAME TO \"Writer\"; CREATE TABLE \"WRITER\" (id int)"),
                new Fault(
                        NAME_AMBIGUOUS,
                        "book.TITLE",
                        "",
                        "ALTER TABLE book RENAME title TO TITLE",
                        "ALTER TABLE book ADD \"Title\" text"),
                new Fault(COLUMN_MISSING, "book.title", "", "", "ALTER TABLE book DROP title"),
                new Fault(COLUMN_MISSING, "book.doubled", "", "ALTER TABLE book ADD doubled AS (id * 2)", ""),
                new Fault(COLUMN_WITHOUT_SOURCE, "book.isbn", "", "", "ALTER TABLE book ADD isbn text NOT NULL"),
                new Fault(TYPE_UNKNOWN, "book.title", "", "", "ALTER TABLE book ALTER title TYPE text[] USING NULL"),
                new Fault(TYPE_UNKNOWN, "book.title", "", "", "ALTER TABLE book ALTER title TYPE interval USING NULL"),
                new Fault(TABLE_NOT_EMPTY, "writer", "", "", "INSERT INTO writer VALUES (1, 'x')"),
                new Fault(
                        TRIGGER,
                        "writer",
                        "",
                        "",
                        "CREATE TRIGGER changes BEFORE INSERT ON writer FOR EACH ROW"
                                + " EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
                new Fault(TRIGGER, "writer", "", "", "CREATE RULE nothing AS ON INSERT TO writer DO INSTEAD NOTHING"),
                new Fault(CYCLE, "writer", "", "", "ALTER TABLE writer ADD FOREIGN KEY (id) REFERENCES book"),
                new Fault(SEQUENCE_EXHAUSTED, "writer.id", "", "", "CREATE SEQUENCE writer_seq MAXVALUE 2"),
                new Fault(ORPHAN, "book.writer_id", "id=12", "INSERT INTO book VALUES (12, 99, 'orphan')", ""),
                new Fault(
                        DUPLICATE,
                        "writer.name",
                        "id=3",
                        "INSERT INTO writer VALUES (3, 'ADA')",
                        "CREATE UNIQUE INDEX ON writer (lower(name))"),
                new Fault(
                        DUPLICATE,
                        "writer.name",
                        "id=3",
                        "INSERT INTO writer VALUES (3, 'Ada')",
                        "ALTER TABLE writer ADD UNIQUE (name)"),
                new Fault(
                        REFUSED,
                        "writer",
                        "id=4",
                        "INSERT INTO writer VALUES (3, 'ÉVE'), (4, 'éve')",
                        "CREATE UNIQUE INDEX ON writer (upper(name COLLATE \"C.utf8\"))"),
                new Fault(REFUSED, "writer", "id=2", "", "ALTER TABLE writer ADD CHECK (name <> 'Bob')"),
                new Fault(REFUSED, "writer", "id=2", "", "CREATE UNIQUE INDEX ON writer ((1)) WHERE id < 3"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void obstaclesAreNamed(Fault fault) throws Exception {
        try (Databases databases = library()) {
            apply(databases, fault);
            Run run = databases.run(Main.commandLine(), "move");
            assertEquals(ExitCode.FINDINGS, run.exitCode(), run.output());
            assertNotEquals(Outcome.VERIFIED, run.report().outcome(), run.output());
            assertFound(fault, run);
        }
    }

    @Test
    void whatThisUserMayNotDoIsNamed() throws Exception {
        try (Databases databases = library()) {
            databases.postgres(
                    "DROP ROLE IF EXISTS guest",
                    "CREATE ROLE guest LOGIN",
                    "GRANT USAGE ON SCHEMA " + databases.schema() + " TO guest",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA " + databases.schema() + " TO guest",
                    "GRANT INSERT ON writer, book TO guest",
                    "ALTER TABLE book ENABLE ROW LEVEL SECURITY");
            Run run = databases.runAs(Main.commandLine(), "guest", "postgres", "move");
            assertEquals(ExitCode.FINDINGS, run.exitCode(), run.output());
            assertEquals(
                    List.of(PRIVILEGE_MISSING + " note []", ROW_SECURITY + " book []"),
                    sorted(found(run)),
                    run.output());
        }
    }

    @Test
    void anEncodingThatDoesNotTakeAllCharactersIsNamed() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.postgres(
                    "DROP DATABASE IF EXISTS bytes",
                    "CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
            Run run = databases.runAs(Main.commandLine(), "postgres", "bytes", "move");
            assertEquals(List.of(ENCODING + "  []"), found(run), run.output());
        }
    }

    @Test
    void timesThatDoNotExistOrExistTwiceInAZoneAreNamed() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.sqlite(
                    "CREATE TABLE item (id INTEGER PRIMARY KEY, value)",
                    "INSERT INTO item VALUES (1, '2024-03-31 01:59'), (2, '2024-03-31 02:30'), (3, '2024-10-27 02:30')");
            databases.postgres("CREATE TABLE item (id integer PRIMARY KEY, value timestamptz)");
            Run run = databases.run(Main.commandLine(), "move", "--zone", "Europe/Berlin");
            assertEquals(List.of(ZONE_AMBIGUOUS + " item.value [id=2, id=3]"), found(run), run.output());
        }
    }

    @Test
    void valuesThatTheTargetComputesInAnotherWayAreNamed() throws Exception {
        try (Databases databases = new Databases(folder)) {
            databases.sqlite(
                    "CREATE TABLE item (id INTEGER PRIMARY KEY, value INTEGER AS (id / 2))",
                    "INSERT INTO item VALUES (2), (5)");
            databases.postgres(
                    "CREATE TABLE item (id integer PRIMARY KEY, value integer GENERATED ALWAYS AS (round(id / 2.0)) STORED)");
            Run run = databases.run(Main.commandLine(), "move");
            assertEquals(List.of(ROW_DIFFERS + " item.value [id=5]"), found(run), run.output());
        }
    }

    private static Stream<Fault> damages() {
        return Stream.of(
                new Fault(ROW_MISSING, "book", "id=11", "", "DELETE FROM book WHERE id = 11"),
                new Fault(ROW_MISSING, "book", "id=10", "", "TRUNCATE book"),
                new Fault(ROW_EXTRA, "book", "id=99", "", "INSERT INTO book VALUES (99, 1, 'x')"),
                new Fault(ROW_MISSING, "book", "id=12", "INSERT INTO book VALUES (12, 1, 'later')", ""),
                new Fault(ROW_EXTRA, "book", "id=11", "DELETE FROM book WHERE id = 11", ""),
                new Fault(ROW_DIFFERS, "book.title", "id=10", "", "UPDATE book SET title = 'One' WHERE id = 10"),
                new Fault(ROW_DIFFERS, "book.title", "id=10", "", "UPDATE book SET title = title || ' ' WHERE id = 10"),
                new Fault(ROW_DIFFERS, "book.title", "id=10", "", "UPDATE book SET title = NULL WHERE id = 10"),
                new Fault(ROW_DIFFERS, "book.title", "id=11", "", "UPDATE book SET title = '' WHERE id = 11"),
                new Fault(ROW_DIFFERS, "book.writer_id", "id=11", "", "UPDATE book SET writer_id = 1 WHERE id = 11"),
                new Fault(
                        ROW_DIFFERS,
                        "writer.name",
                        "id=1",
                        "",
                        "UPDATE writer SET name = CASE id WHEN 1 THEN 'Bob' ELSE 'Ada' END"),
                new Fault(ROW_MISSING, "book", "id=10", "", "UPDATE book SET id = 100 WHERE id = 10"),
                new Fault(
                        ROW_EXTRA,
                        "book",
                        "id=10",
                        "",
                        "ALTER TABLE book DROP CONSTRAINT book_pkey; INSERT INTO book SELECT * FROM book WHERE id = 10"),
                new Fault(ROW_MISSING, "note", "rowid=1", "", "DELETE FROM note WHERE ctid = '(0,1)'"),
                new Fault(ROW_EXTRA, "note", "ctid=(0,4)", "", "INSERT INTO note VALUES ('same')"),
                new Fault(SEQUENCE_BEHIND, "book.id", "", "", "SELECT setval('book_id_seq', 10)"),
                new Fault(SEQUENCE_BEHIND, "writer.id", "", "", "ALTER TABLE writer ALTER id RESTART"),
                new Fault(CONSTRAINT_NOT_VALID, "book", "", "", "ALTER TABLE book ADD CHECK (id > 0) NOT VALID"),
                new Fault(CONSTRAINT_NOT_VALID, "book", "", "", "ALTER TABLE book DISABLE TRIGGER ALL"),
                new Fault(COLUMN_MISSING, "book.title", "", "", "ALTER TABLE book DROP title"),
                new Fault(TABLE_MISSING, "note", "", "", "DROP TABLE note"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagesAreNamed(Fault fault) throws Exception {
        try (Databases databases = library()) {
            Run moved = databases.run(Main.commandLine(), "move");
            assertEquals(Outcome.VERIFIED, moved.report().outcome(), moved.output());
            apply(databases, fault);
            Run run = databases.run(Main.commandLine(), "verify");
            assertEquals(ExitCode.FINDINGS, run.exitCode(), run.output());
            assertEquals(Outcome.DIFFERENT, run.report().outcome(), run.output());
            assertFound(fault, run);
        }
    }

    private Databases library() throws Exception {
        Databases databases = new Databases(folder);
        databases.sqlite(
                "CREATE TABLE writer (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE book (id INTEGER PRIMARY KEY, writer_id INTEGER REFERENCES writer, title TEXT)",
                "CREATE TABLE note (text TEXT)",
                "INSERT INTO writer VALUES (1, 'Ada'), (2, 'Bob')",
                "INSERT INTO book VALUES (10, 1, 'one'), (11, 2, NULL)",
                "INSERT INTO note VALUES ('first'), ('same'), ('same')");
        databases.postgres(
                "CREATE TABLE writer (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text)",
                "CREATE TABLE book (id serial PRIMARY KEY, writer_id bigint REFERENCES writer, title text)",
                "CREATE TABLE note (text text)");
        return databases;
    }

    private static void apply(Databases databases, Fault fault) throws Exception {
        if (!fault.sqlite.isEmpty()) {
            databases.sqlite(fault.sqlite);
        }
        if (!fault.postgres.isEmpty()) {
            databases.postgres(fault.postgres);
        }
    }

    private static void assertFound(Fault fault, Run run) {
        Optional<Finding> finding = run.report().findings().stream()
                .filter(found -> found.kind() == fault.kind && place(found).equals(fault.place))
                .findFirst();
        assertTrue(finding.isPresent(), "Found " + found(run) + " instead of " + fault);
        assertTrue(fault.key.isEmpty() || finding.get().keys().contains(fault.key), run.output());
    }
}
