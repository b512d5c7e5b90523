// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the conversion for a type of PostgreSQL. */
public final class ColumnTypes {
    private ColumnTypes() {}

    /**
     * The conversion, or empty if there is none for this type.
     *
     * @param name the type without its bounds, as {@code pg_type.typname} has it
     * @param modifier the bounds, as {@code pg_attribute.atttypmod} has them, -1 for none
     * @param described the type with its bounds, for messages
     * @param labels the labels if it is an enum, otherwise empty
     */
    public static Optional<ColumnType> of(
            String name, int modifier, String described, List<String> labels, DateOptions dates) {
        if (!labels.isEmpty()) {
            return Optional.of(new Texts.EnumType(described, Set.copyOf(labels)));
        }
        return Optional.ofNullable(
                switch (name) {
                    case "int2" -> new Numbers.IntegerType("smallint", Short.MIN_VALUE, Short.MAX_VALUE);
                    case "int4" -> new Numbers.IntegerType("integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
                    case "int8" -> new Numbers.IntegerType("bigint", Long.MIN_VALUE, Long.MAX_VALUE);
                    case "float4" -> new Numbers.RealType();
                    case "float8" -> new Numbers.DoubleType();
                    case "numeric" -> numeric(modifier);
                    case "text", "citext" -> new Texts.TextType(name, 0);
                    case "varchar" -> new Texts.TextType(described, length(modifier));
                    case "bpchar" -> new Texts.CharType(described, length(modifier));
                    case "bytea" -> new Texts.BytesType();
                    case "bool" -> new Texts.BooleanType();
                    case "uuid" -> new Texts.UuidType();
                    case "json" -> new Json.JsonType();
                    case "jsonb" -> new Json.JsonbType();
                    case "date" -> new Dates.DateType(dates);
                    case "time" -> new Dates.TimeType(digits(modifier));
                    case "timestamp" -> new Dates.TimestampType(digits(modifier), dates);
                    case "timestamptz" -> new Dates.ZonedTimestampType(digits(modifier), dates);
                    default -> null;
                });
    }

    /** The modifier contains the size of a header of 4 bytes. */
    private static int length(int modifier) {
        return modifier < 0 ? 0 : modifier - 4;
    }

    private static int digits(int modifier) {
        return modifier < 0 ? 6 : modifier;
    }

    private static ColumnType numeric(int modifier) {
        if (modifier < 0) {
            return new Numbers.NumericType(0, 0);
        }
        int bounds = modifier - 4;
        // The scale has 11 bits and a sign.
        return new Numbers.NumericType(bounds >> 16 & 0xffff, ((bounds & 0x7ff) ^ 1024) - 1024);
    }
}
