// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import java.time.Duration;

/** The building blocks of messages. */
public final class Text {
    private Text() {}

    public static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    public static String option(String name) {
        return name.isEmpty() ? "" : " (" + name + ")";
    }

    public static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
