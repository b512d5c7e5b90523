// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import io.github.safesqlite.move.finding.FindingKind;

/** A value does not fit its column. The message says what is wrong and what to do, without the value. */
public final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final FindingKind kind;

    /** A value does not fit. */
    public Misfit(FindingKind kind, String message) {
        // No stack: there may be one for each value.
        super(message, null, false, false);
        this.kind = kind;
    }

    /** What is wrong. */
    public FindingKind kind() {
        return kind;
    }

    /** A value of a storage class that the column does not take. */
    static Misfit ofType(Object value, String type) {
        if (value instanceof InvalidText) {
            return new Misfit(FindingKind.INVALID_UTF8, "The text is not valid UTF-8. Correct its bytes.");
        }
        return new Misfit(
                FindingKind.VALUE_TYPE,
                "The value is " + StorageClass.of(value).described() + ", and the column is of type " + type
                        + ". Correct the value, or the type of the column.");
    }
}
