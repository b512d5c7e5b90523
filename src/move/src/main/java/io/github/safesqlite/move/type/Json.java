// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.safesqlite.move.finding.FindingKind;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The types of JSON. */
final class Json {
    private static final JsonMapper JSON = mapper(false);
    private static final JsonMapper JSON_WITHOUT_DUPLICATES = mapper(true);

    private Json() {}

    private static JsonMapper mapper(boolean withoutDuplicates) {
        return JsonMapper.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, withoutDuplicates)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
                .build();
    }

    private static JsonNode parse(JsonMapper mapper, String text, String type) throws Misfit {
        try {
            JsonNode node = mapper.readTree(text);
            if (!node.isMissingNode()) {
                return node;
            }
        } catch (JsonProcessingException notJson) {
            // Reported below.
        }
        throw new Misfit(
                FindingKind.JSON,
                "The text is not JSON, or has a name twice in one object, and the column is of type " + type + ".");
    }

    /** The type json, which keeps the text. */
    record JsonType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            String text = Texts.text(value, "json");
            parse(JSON, text, "json");
            return text;
        }
    }

    /** The type jsonb, which keeps the values and neither the order of names nor the spelling of numbers. */
    record JsonbType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            String canonical = canonical(parse(JSON_WITHOUT_DUPLICATES, Texts.text(value, "jsonb"), "jsonb"));
            if (canonical.contains("\\u0000")) {
                throw new Misfit(FindingKind.JSON, "The JSON contains a NUL character, which jsonb cannot store.");
            }
            if (hasHalfPair(canonical)) {
                throw new Misfit(
                        FindingKind.JSON,
                        "The JSON contains one half of a surrogate pair, which is no character and which jsonb cannot store.");
            }
            return canonical;
        }

        /** Written as bytes it would become a question mark. */
        private static boolean hasHalfPair(String text) {
            for (int index = 0; index < text.length(); index += Character.charCount(text.codePointAt(index))) {
                if (Character.getType(text.codePointAt(index)) == Character.SURROGATE) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String fromTarget(String shown) {
            try {
                return canonical(JSON.readTree(shown));
            } catch (JsonProcessingException beyondLimits) {
                throw new UncheckedIOException(beyondLimits);
            }
        }
    }

    private static String canonical(JsonNode node) {
        StringBuilder text = new StringBuilder();
        append(node, text);
        return text.toString();
    }

    private static void append(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            String separator = "{";
            for (String name : names) {
                text.append(separator)
                        .append(JsonNodeFactory.instance.textNode(name))
                        .append(':');
                append(node.get(name), text);
                separator = ",";
            }
            text.append(names.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String separator = "[";
            for (JsonNode element : node) {
                text.append(separator);
                append(element, text);
                separator = ",";
            }
            text.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isNumber()) {
            text.append(node.decimalValue().stripTrailingZeros());
        } else {
            text.append(node);
        }
    }
}
