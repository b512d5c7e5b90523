// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.sql.Clob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a call gives, as text: the type and content of its value, or the class of its exception. */
final class Shown {
    /** A call that gives something. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object run() throws Exception;
    }

    private Shown() {}

    static String outcome(Call call) {
        try {
            return "<" + value(call.run()) + ">";
        } catch (InvocationTargetException failure) {
            return failure(failure.getCause());
        } catch (Exception failure) {
            return failure(failure);
        }
    }

    private static String failure(Throwable failure) {
        return "<throws " + failure.getClass().getName() + ">";
    }

    private static String value(@Nullable Object value) throws Exception {
        if (value == null) {
            return "null";
        }
        String type = value.getClass().getSimpleName();
        if (value instanceof byte[] bytes) {
            return "bytes " + Arrays.toString(bytes);
        } else if (value instanceof InputStream stream) {
            return type + Arrays.toString(stream.readAllBytes());
        } else if (value instanceof Reader reader) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return type + " " + text;
        } else if (value instanceof Clob clob) {
            return "clob " + clob.length() + outcome(() -> clob.getSubString(1, 5))
                    + outcome(() -> clob.getSubString(0, 1)) + outcome(() -> clob.getSubString(2, 99))
                    + outcome(() -> clob.getSubString(9, -1)) + outcome(() -> clob.getSubString(99, 1))
                    + outcome(clob::getAsciiStream) + outcome(clob::getCharacterStream)
                    + outcome(() -> clob.getCharacterStream(2, 1)) + outcome(() -> clob.position("b", 1))
                    + outcome(() -> clob.position(clob, 1)) + outcome(() -> clob.setString(1, "x"))
                    + outcome(() -> clob.setString(1, "x", 0, 1)) + outcome(() -> clob.setAsciiStream(1))
                    + outcome(() -> clob.setCharacterStream(1)) + (value instanceof java.sql.NClob) + freed(clob);
        } else if (value instanceof java.util.Date date) {
            return type + " " + date.getTime();
        }
        return type + " " + value;
    }

    private static String freed(Clob clob) throws Exception {
        clob.truncate(1);
        clob.free();
        return outcome(clob::length);
    }
}
