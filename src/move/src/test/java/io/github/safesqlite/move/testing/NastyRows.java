// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** A table of 20 columns whose values are at the borders of their types, from a seed. */
public final class NastyRows {
    private static final String[] PIECES = {
        "\\", "\\N", "\\.", "\t", "\n", "\r", "\r\n", "'", "\"", "", " ", "é", "😀", "e\u0301", "\uFFFD", "\u0001",
        "\u2028", "a", "Z", "NULL", "%", "{", "\u007F", "\uFEFF"
    };
    private static final long[] INTEGERS = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1
    };
    private static final double[] REALS = {
        0.1,
        -0.1,
        1e300,
        -1e-300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        1.0 / 3,
        Double.POSITIVE_INFINITY,
        2e-3,
        1e23,
        4.9e15
    };
    private static final int COLUMNS = 20;

    private final Random random;

    private NastyRows(long seed) {
        random = new Random(seed);
    }

    /** Makes the table in both databases, and fills it in SQLite. */
    public static void create(Databases databases, long seed, int rows) throws SQLException {
        databases.sqlite("CREATE TABLE nasty (id INTEGER PRIMARY KEY AUTOINCREMENT, small INTEGER, whole INTEGER,"
                + " large INTEGER, four_byte_real REAL, eight_byte_real REAL, money, digits TEXT, words TEXT, words_length INTEGER,"
                + " short_words TEXT, bytes BLOB, bytes_length INTEGER, yes INTEGER, day TEXT, local_time TEXT,"
                + " moment, moment_millis INTEGER, identity, document TEXT)");
        databases.postgres("CREATE TABLE nasty (id bigserial PRIMARY KEY, small smallint, whole integer, large bigint,"
                + " four_byte_real real, eight_byte_real double precision, money numeric(20,4), digits numeric, words text,"
                + " words_length integer, short_words varchar(8), bytes bytea, bytes_length integer, yes boolean, day date,"
                + " local_time timestamp, moment timestamptz, moment_millis bigint, identity uuid, document jsonb)");
        new NastyRows(seed).fill(databases.sqlite(), rows);
    }

    private void fill(Connection connection, int rows) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO nasty VALUES (" + "?, ".repeat(COLUMNS - 1) + "?)")) {
            for (int row = 1; row <= rows; row++) {
                Object[] values = row(row * 3L);
                for (int index = 0; index < COLUMNS; index++) {
                    insert.setObject(index + 1, values[index]);
                }
                insert.addBatch();
                if (row % 1000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private Object[] row(long id) {
        String words = words();
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        long millis = random.nextLong(-60_000_000_000_000L, 200_000_000_000_000L);
        LocalDateTime local =
                LocalDateTime.ofEpochSecond(millis / 1000, random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
        return new Object[] {
            id,
            orNull((int) (short) random.nextInt()),
            orNull(random.nextInt()),
            orNull(random.nextInt(3) == 0 ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextLong()),
            orNull((double) random.nextFloat()),
            random.nextBoolean() ? REALS[random.nextInt(REALS.length)] : finite(),
            money(),
            orNull(new BigDecimal(new BigInteger(200, random), random.nextInt(40)).toPlainString()),
            words,
            words.codePointCount(0, words.length()),
            orNull("😀".repeat(random.nextInt(9))),
            bytes,
            bytes.length,
            orNull(random.nextInt(2)),
            orNull(LocalDate.ofEpochDay(random.nextInt(-700_000, 2_900_000)).toString()),
            orNull(local.toString().replace('T', random.nextBoolean() ? ' ' : 'T')),
            moment(millis),
            millis,
            identity(),
            orNull("{\"b\": [1.50, \"" + random.nextInt() + "\\u00e9\", null], \"a\": " + random.nextDouble() + "}")
        };
    }

    /** The same point in time, in one of the spellings that are allowed. */
    private Object moment(long millis) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis, 1000), (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC);
        return switch (random.nextInt(4)) {
            case 0 -> millis;
            case 1 -> utc.toString();
            case 2 -> utc + "Z";
            default -> utc.plusMinutes(330) + "+05:30";
        };
    }

    private Object money() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt();
            case 1 -> BigDecimal.valueOf(random.nextInt(), 4).doubleValue();
            default -> BigDecimal.valueOf(random.nextLong() / 100, 4).toPlainString();
        };
    }

    private Object identity() {
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        if (random.nextBoolean()) {
            return random.nextBoolean() ? uuid.toString() : uuid.toString().toUpperCase(Locale.ROOT);
        }
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private double finite() {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 0.5;
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        int pieces = random.nextInt(12);
        for (int piece = 0; piece < pieces; piece++) {
            words.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return words.toString();
    }

    private Object orNull(Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }
}
