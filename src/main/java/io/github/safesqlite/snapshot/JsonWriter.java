// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints maps, collections, strings, numbers, booleans and null as JSON (RFC 8259). */
final class JsonWriter {
    private final StringBuilder text = new StringBuilder();

    private JsonWriter() {}

    static String write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter();
        writer.append(value);
        return writer.text.toString();
    }

    /** Alternating names and values, in this order. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return members;
    }

    private void append(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            text.append('{');
            String comma = "";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                text.append(comma);
                appendString(String.valueOf(member.getKey()));
                text.append(':');
                append(member.getValue());
                comma = ",";
            }
            text.append('}');
        } else if (value instanceof Collection<?> elements) {
            text.append('[');
            String comma = "";
            for (Object element : elements) {
                text.append(comma);
                append(element);
                comma = ",";
            }
            text.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            appendString(value.toString());
        }
    }

    private void appendString(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // Half a pair cannot be encoded as UTF-8; both halves escaped are still the pair.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
