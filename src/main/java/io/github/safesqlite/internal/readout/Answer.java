// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the driver answered to a question, including an exception. */
record Answer<T extends @Nullable Object>(T value, @Nullable Exception failure) {
    /** A question to the driver. */
    @FunctionalInterface
    interface Question<T extends @Nullable Object> {
        T ask() throws SQLException;
    }

    /** Asks now, so that the answer can be given when the driver is not there any more; {@code otherwise} after a failure. */
    static <T extends @Nullable Object> Answer<T> to(Question<T> question, T otherwise) {
        try {
            return new Answer<>(question.ask(), null);
        } catch (SQLException | RuntimeException failure) {
            return new Answer<>(otherwise, failure);
        }
    }

    T get() throws SQLException {
        if (failure instanceof SQLException asked) {
            throw asked;
        } else if (failure instanceof RuntimeException asked) {
            throw asked;
        }
        return value;
    }
}
