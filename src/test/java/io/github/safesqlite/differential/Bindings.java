// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.Binding.Argument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.SQLType;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Every setter of {@link PreparedStatement} in the running JDK, with several values each. */
final class Bindings {
    private static final long TODAY = 1_795_858_245_678L;

    /** How many of the texts are read with a length too. */
    private static final int LENGTHY = 8;

    private static final String[] TEXTS = {
        null,
        "",
        "abcde",
        "\u00e9\u20ac",
        "a\ud83d\ude00b",
        "a\0b",
        "x\ude00y",
        "long".repeat(2_100),
        "12",
        " -1.50e3 ",
        "9223372036854775808",
        "0x1F",
        "true",
        "2026-11-28",
        "2026-11-28 10:20:30.456",
        "28.11.2026",
        "\0",
        "\ud83d"
    };

    /** Objects of all sorts, the same ones on both sides: the text of some is their identity. */
    private static final List<Object> OBJECTS = objects();

    private static final Map<Class<?>, List<Argument>> VALUES = values();

    private Bindings() {}

    static List<Binding> all() {
        List<Binding> bindings = new ArrayList<>();
        for (Method method : PreparedStatement.class.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (method.getName().startsWith("set") && types.length > 1 && types[0] == int.class) {
                List<List<Argument>> arguments = List.of(List.of());
                for (int i = 1; i < types.length; i++) {
                    arguments = product(arguments, arguments(method, i));
                }
                arguments.forEach(list -> bindings.add(new Binding(method, list)));
            }
        }
        bindings.sort(
                Comparator.comparing(binding -> Arrays.toString(binding.setter().getParameterTypes()) + binding));
        return bindings;
    }

    private static List<List<Argument>> product(List<List<Argument>> lists, List<Argument> next) {
        List<List<Argument>> products = new ArrayList<>();
        for (List<Argument> list : lists) {
            for (Argument argument : next) {
                List<Argument> longer = new ArrayList<>(list);
                longer.add(argument);
                products.add(longer);
            }
        }
        return products;
    }

    private static List<Argument> arguments(Method method, int parameter) {
        Class<?> type = method.getParameterTypes()[parameter];
        boolean isLength = parameter == 2;
        if (type == int.class && method.getName().equals("setNull")) {
            return same(Types.NULL, Types.VARCHAR, Types.BLOB);
        } else if (type == int.class && method.getName().equals("setObject")) {
            return isLength ? same(Types.VARCHAR, Types.TIMESTAMP) : same(2);
        } else if (type == int.class && isLength) {
            return same(-1, 0, 2, 3, 5, 8_193);
        } else if (type == long.class && isLength) {
            return method.getName().startsWith("setN") ? same(3L) : same(-1L, 0L, 2L, 3L, 5L, 1L + Integer.MAX_VALUE);
        } else if (type == String.class && isLength) {
            return same(null, "VARCHAR");
        }
        List<Argument> values = VALUES.getOrDefault(type, same((Object) null));
        if (type == Object.class && method.getParameterCount() > 2) {
            return everyFourth(values);
        }
        return takesLength(method) ? values.subList(0, LENGTHY) : values;
    }

    private static List<Argument> everyFourth(List<Argument> values) {
        return IntStream.range(0, values.size())
                .filter(i -> i % 4 == 0)
                .mapToObj(values::get)
                .toList();
    }

    private static boolean takesLength(Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        boolean isStream = types.contains(Reader.class) || types.contains(InputStream.class);
        return isStream && (types.size() > 2 || method.getName().startsWith("setN"));
    }

    private static Map<Class<?>, List<Argument>> values() {
        Map<Class<?>, List<Argument>> values = new HashMap<>();
        values.put(boolean.class, same(true, false));
        values.put(byte.class, same(Byte.MIN_VALUE, (byte) 0, (byte) 1, Byte.MAX_VALUE));
        values.put(short.class, same(Short.MIN_VALUE, (short) 0, (short) 1, Short.MAX_VALUE));
        values.put(int.class, same(Integer.MIN_VALUE, -1, 0, 1, 20_261_128, Integer.MAX_VALUE));
        values.put(long.class, same(Long.MIN_VALUE, 0L, 1L << 31, (1L << 53) + 1, TODAY, Long.MAX_VALUE));
        values.put(
                float.class, same(0f, -0f, 0.1f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, 1 / 0f, -1 / 0f));
        values.put(
                double.class,
                same(
                        0.0,
                        -0.0,
                        0.1,
                        1.0,
                        1e15,
                        1e19,
                        2461373.5,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        0 / 0.0,
                        -1 / 0.0));
        values.put(
                BigDecimal.class,
                same(
                        null,
                        new BigDecimal("0"),
                        new BigDecimal("1.50"),
                        new BigDecimal("1E+400"),
                        new BigDecimal("-12345678901234567890.123456789"),
                        new BigDecimal("1E-20")));
        values.put(String.class, same((Object[]) TEXTS));
        values.put(byte[].class, texts(text -> text.getBytes(StandardCharsets.UTF_8)));
        values.put(InputStream.class, texts(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        values.put(Reader.class, texts(StringReader::new));
        values.put(Date.class, times(Date::new));
        values.put(Time.class, times(Time::new));
        values.put(Timestamp.class, times(Timestamp::new));
        values.put(
                Calendar.class, same(null, Calendar.getInstance(TimeZone.getTimeZone("UTC")), calendar("GMT-11:30")));
        values.put(Object.class, same(OBJECTS.toArray()));
        values.put(SQLType.class, same(JDBCType.INTEGER));
        values.put(URL.class, same(null, url()));
        return values;
    }

    private static List<Object> objects() {
        List<Object> objects = new ArrayList<>(Arrays.asList(TEXTS));
        objects.addAll(List.of(
                true,
                (byte) 7,
                (short) 7,
                7,
                7L,
                7.5f,
                7.0,
                'x',
                '\ud83d',
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1E+3"),
                new StringBuilder("built"),
                new byte[] {0, 1, -1},
                new int[] {1},
                new Object[] {"x"},
                List.of(1, "x"),
                new Date(TODAY),
                new Time(TODAY),
                new Timestamp(TODAY),
                new java.util.Date(TODAY)));
        objects.addAll(List.of(
                calendar("UTC"),
                Instant.ofEpochMilli(TODAY),
                LocalDate.of(2026, 11, 28),
                LocalDateTime.of(2026, 11, 28, 10, 20, 30, 456_789_000),
                LocalTime.of(10, 20),
                OffsetDateTime.of(2026, 11, 28, 10, 20, 30, 0, ZoneOffset.ofHours(2)),
                ZoneId.of("Europe/Berlin"),
                Duration.ofSeconds(90),
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Thread.State.NEW,
                Optional.of("x"),
                String.class,
                new StringReader("not read"),
                new ByteArrayInputStream(new byte[] {1}),
                new Named(null),
                new Named("a name")));
        return objects;
    }

    /** An object of the application. */
    private record Named(String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Calendar calendar(String zone) {
        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone(zone));
        calendar.setTimeInMillis(TODAY);
        return calendar;
    }

    private static URL url() {
        try {
            return URI.create("http://localhost/").toURL();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static List<Argument> times(Function<Long, Object> time) {
        List<Argument> arguments = new ArrayList<>(same((Object) null));
        for (long millis : new long[] {0, -1, TODAY, -62_135_769_600_000L, 253_402_300_800_000L}) {
            arguments.add(new Argument(millis + " ms", () -> time.apply(millis)));
        }
        return arguments;
    }

    private static List<Argument> texts(Function<String, Object> value) {
        return Arrays.stream(TEXTS)
                .map(text -> new Argument(shown(text), () -> text == null ? null : value.apply(text)))
                .toList();
    }

    private static List<Argument> same(Object... values) {
        return values == null
                ? List.of(new Argument("null", () -> null))
                : Arrays.stream(values)
                        .map(value -> new Argument(shown(value), () -> value))
                        .toList();
    }

    private static String shown(Object value) {
        if (value instanceof String text) {
            return text.length() > 100
                    ? "a long text"
                    : "x'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16BE)) + "'";
        }
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }
}
