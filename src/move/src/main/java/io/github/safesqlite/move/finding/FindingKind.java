// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.finding;

import java.util.Locale;

/** What may be wrong with the data, with the target's schema, or with what has arrived. */
public enum FindingKind {
    /** The target lacks a table. */
    TABLE_MISSING,
    /** The target has a view or another thing in place of a table. */
    NOT_A_TABLE,
    /** The target's table has rows. */
    TABLE_NOT_EMPTY,
    /** Two names differ in their case only. */
    NAME_AMBIGUOUS,
    /** The target's table lacks a column. */
    COLUMN_MISSING,
    /** The target requires a value for a column that the source does not have. */
    COLUMN_WITHOUT_SOURCE,
    /** The tool cannot convert to the type of a column. */
    TYPE_UNKNOWN,
    /** The target's database does not store UTF-8. */
    ENCODING,
    /** The user of the target may not do what is needed. */
    PRIVILEGE_MISSING,
    /** The target's triggers or rules would change the rows. */
    TRIGGER,
    /** The target hides rows from this user. */
    ROW_SECURITY,
    /** Tables refer to one another by constraints that cannot be deferred. */
    CYCLE,
    /** A cut-over does not find changed rows by a key. */
    KEY_MISSING,
    /** Readers of the source would keep its writers waiting. */
    JOURNAL_MODE,

    /** A value is of a type that the column does not have. */
    VALUE_TYPE,
    /** A number is too large or too small for its column. */
    OUT_OF_RANGE,
    /** A number has more digits than its column keeps. */
    LOSES_DIGITS,
    /** A text is longer than its column. */
    TOO_LONG,
    /** A text ends in spaces that its column does not keep. */
    TRAILING_SPACES,
    /** A text contains a NUL character. */
    NUL_CHARACTER,
    /** A text is not valid UTF-8. */
    INVALID_UTF8,
    /** A boolean is neither 0 nor 1. */
    BOOLEAN,
    /** A date or time is not spelled as its column requires. */
    DATE_SPELLING,
    /** A time has no zone, and its column requires one. */
    ZONE_MISSING,
    /** A time has a zone, and its column keeps none. */
    ZONE_LOST,
    /** A local time does not exist, or exists twice, in the zone. */
    ZONE_AMBIGUOUS,
    /** A text is no UUID. */
    UUID,
    /** A text is no JSON, or JSON that its column does not keep. */
    JSON,
    /** A text is none of the labels of an enum. */
    ENUM_LABEL,
    /** A value is NULL, and its column does not allow that. */
    NULL_VALUE,
    /** A row refers to a row that does not exist. */
    ORPHAN,
    /** Rows are equal where the target requires them to be unique. */
    DUPLICATE,

    /** The target has refused a row. */
    REFUSED,

    /** A row is in the source only. */
    ROW_MISSING,
    /** A row is in the target only. */
    ROW_EXTRA,
    /** A row is in both, with different values. */
    ROW_DIFFERS,
    /** A table has another number of rows than the source. */
    ROW_COUNT,
    /** A sequence would return values that are in use. */
    SEQUENCE_BEHIND,
    /** A sequence has no values left. */
    SEQUENCE_EXHAUSTED,
    /** The target does not enforce a constraint on its rows. */
    CONSTRAINT_NOT_VALID,

    /** The definitions in the source have changed during a cut-over. */
    SCHEMA_CHANGED,
    /** The last changes of a cut-over were not applied in time. */
    HOLD_EXCEEDED;

    /** The name in reports, such as {@code row-missing}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
