// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;

/**
 * One call of a getter of {@link ResultSet}.
 *
 * @param getter takes the result set, the column and more; a handle throws what the getter throws, and half as much as reflection
 */
record Reading(MethodHandle getter, boolean byLabel, Object[] more, String name) {
    /** What a getter gives that does not exist. */
    static final String UNSUPPORTED = "fails: java.sql.SQLFeatureNotSupportedException 0";

    private static final Class<?>[] CLASSES = {
        null,
        Object.class,
        String.class,
        Boolean.class,
        Short.class,
        Integer.class,
        Long.class,
        Float.class,
        Double.class,
        BigDecimal.class,
        BigInteger.class,
        byte[].class,
        java.util.Date.class,
        Date.class,
        Time.class,
        Timestamp.class,
        LocalDate.class,
        LocalTime.class,
        LocalDateTime.class,
        OffsetDateTime.class,
        ZonedDateTime.class,
        Instant.class,
        UUID.class,
        Blob.class,
        Clob.class
    };

    /** Every getter that takes a column as {@code columnType}: int for an index, String for a label. */
    static List<Reading> all(Class<?> columnType) {
        List<Reading> readings = new ArrayList<>();
        for (Method method : ResultSet.class.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (method.getName().startsWith("get") && types.length > 0 && types[0] == columnType) {
                Object[] choices = types.length == 1 ? new Object[] {""} : choices(types[1]);
                for (Object choice : choices) {
                    Object[] more = types.length == 1 ? new Object[0] : new Object[] {choice};
                    String shown = choice instanceof Calendar calendar
                            ? calendar.getTimeZone().getID()
                            : String.valueOf(choice);
                    readings.add(new Reading(
                            handle(method),
                            columnType == String.class,
                            more,
                            method.getName() + "(" + columnType.getSimpleName() + " " + shown + ")"));
                }
            }
        }
        return readings;
    }

    private static MethodHandle handle(Method method) {
        int count = 1 + method.getParameterCount();
        try {
            return MethodHandles.publicLookup()
                    .unreflect(method)
                    .asType(MethodType.genericMethodType(count))
                    .asSpreader(Object[].class, count);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Object[] choices(Class<?> type) {
        if (type == Class.class) {
            return CLASSES;
        } else if (type == Calendar.class) {
            return new Object[] {null, Calendar.getInstance(TimeZone.getTimeZone("GMT+05:30"))};
        } else if (type == int.class) {
            return new Object[] {0, 2};
        } else if (type == Map.class) {
            return new Object[] {Map.of()};
        }
        throw new AssertionError(type);
    }

    /** What the getter gives, all of it, or its failure. */
    String of(ResultSet rows, int column, String label) {
        try {
            Object[] arguments = new Object[more.length + 2];
            arguments[0] = rows;
            arguments[1] = byLabel ? label : (Object) column;
            System.arraycopy(more, 0, arguments, 2, more.length);
            Object value = (Object) getter.invokeExact(arguments);
            return show(value) + (rows.wasNull() ? ", was null" : "");
        } catch (Throwable thrown) {
            return failure(thrown);
        }
    }

    /** The type and the code of a failure. */
    static String failure(Throwable failure) {
        String code = failure instanceof SQLException sql ? " " + sql.getErrorCode() : "";
        return "fails: " + failure.getClass().getName() + code;
    }

    private static String show(Object value) throws SQLException, IOException {
        if (value == null) {
            return "null";
        } else if (value instanceof byte[] bytes) {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        } else if (value instanceof InputStream stream) {
            return "stream of " + show(stream.readAllBytes());
        } else if (value instanceof Reader reader) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return "reader of " + text;
        } else if (value instanceof Blob blob) {
            return "blob of " + show(blob.getBinaryStream());
        } else if (value instanceof Clob clob) {
            return "clob of " + show(clob.getCharacterStream());
        } else if (value instanceof java.util.Date date) {
            return date.getClass().getName() + " " + date.getTime();
        } else if (value instanceof Object[] array) {
            return Arrays.deepToString(array);
        }
        return value.getClass().getName() + " " + value;
    }
}
