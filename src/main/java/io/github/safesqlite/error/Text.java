// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import java.time.Duration;

/** The pieces that messages are made of. */
final class Text {
    private Text() {}

    static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    static String option(String name) {
        return name.isEmpty() ? "" : " (" + name + ")";
    }

    static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
