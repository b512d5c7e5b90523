// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.type.ColumnType;
import io.github.safesqlite.move.type.ColumnTypes;
import io.github.safesqlite.move.type.DateOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of PostgreSQL that a declared type in SQLite stands for, where no target says what the column will be. */
final class DeclaredTypes {
    private static final Pattern BOUNDS = Pattern.compile("\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\)");

    private DeclaredTypes() {}

    /** The type, or empty if the declaration does not say. */
    static Optional<ColumnType> of(Column column, DateOptions dates) {
        String name = catalogName(column);
        return name.isEmpty()
                ? Optional.empty()
                : ColumnTypes.of(name, modifier(name, column), column.type(), List.of(), dates);
    }

    /** Its name in PostgreSQL's catalog, or empty. */
    static String catalogName(Column column) {
        String word = column.type().replaceAll("\\(.*", "").trim().toLowerCase(Locale.ROOT);
        // INTEGER PRIMARY KEY has 8 bytes in every table; the schema has a finding of its own.
        boolean rowid = column.keyPosition() > 0 && word.equals("integer");
        return rowid ? "int8" : name(word, bound(column, 1));
    }

    /** A bound in parentheses, or 0. */
    private static int bound(Column column, int number) {
        Matcher bounds = BOUNDS.matcher(column.type());
        boolean has = bounds.find() && bounds.group(number) != null;
        return has ? Integer.parseInt(bounds.group(number)) : 0;
    }

    private static String name(String word, int first) {
        return switch (word) {
            case "tinyint", "smallint", "int2" -> "int2";
            case "int", "integer", "mediumint", "int4", "serial" -> "int4";
            case "bigint", "int8", "unsigned big int", "long", "bigserial" -> "int8";
            case "real", "float4" -> "float4";
            case "double", "double precision", "float", "float8" -> "float8";
            case "numeric", "decimal", "number" -> "numeric";
            case "text", "clob", "string", "longtext", "mediumtext" -> "text";
            case "varchar", "character varying", "nvarchar", "varying character" -> first > 0 ? "varchar" : "text";
            case "char", "character", "nchar", "native character" -> first > 0 ? "varchar" : "text";
            case "blob", "bytea", "binary", "varbinary" -> "bytea";
            case "boolean", "bool" -> "bool";
            case "date" -> "date";
            case "time" -> "time";
            case "datetime", "timestamp" -> "timestamp";
            case "timestamptz", "timestamp with time zone" -> "timestamptz";
            case "uuid", "json", "jsonb" -> word;
            default -> "";
        };
    }

    /** The bounds as PostgreSQL's catalog has them. */
    private static int modifier(String name, Column column) {
        if (bound(column, 1) == 0) {
            return -1;
        }
        return switch (name) {
            case "varchar" -> bound(column, 1) + 4;
            case "numeric" -> (bound(column, 1) << 16 | bound(column, 2)) + 4;
            default -> -1;
        };
    }
}
