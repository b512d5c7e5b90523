// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import org.jspecify.annotations.Nullable;

/** SQL as it may be shown in messages and logs: short, on one line, without values. */
public final class SqlText {
    /** The most characters of SQL that are shown. */
    public static final int LIMIT = 120;

    private SqlText() {}

    /**
     * The first {@value #LIMIT} characters of {@code sql} with whitespace and comments folded into one space and each string,
     * number and blob literal replaced by {@code ?}. Quoted names stay. What was cut off shows as {@code …}. Never throws on
     * hostile text, and looks only at the beginning of a long one.
     */
    public static String abbreviate(String sql) {
        return new SqlAbbreviation(sql).text();
    }

    /** {@link #abbreviate}, or null if there is no SQL. */
    public static @Nullable String shown(@Nullable String sql) {
        return sql == null ? null : abbreviate(sql);
    }

    /** {@link #abbreviate} in parentheses behind a space, or nothing if there is no SQL. */
    public static String inParentheses(@Nullable String sql) {
        return sql == null ? "" : " (" + abbreviate(sql) + ")";
    }
}
