// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** Which values of its type an option may have. Immutable. */
interface ValueRule<T> {
    /** Any text that is not blank. */
    ValueRule<String> NOT_BLANK = new ValueRule<>() {
        @Override
        public boolean allows(String value) {
            return !value.isBlank();
        }

        @Override
        public String wanted(OptionType<String> type) {
            return "at least one character";
        }
    };

    /** Whether this value is one of them. */
    boolean allows(T value);

    /** What a value must be; continues "must be". */
    String wanted(OptionType<T> type);
}
