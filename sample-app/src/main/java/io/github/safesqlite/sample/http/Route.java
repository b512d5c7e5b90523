// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A method and a template of a path, such as {@code /sessions/{id}}, and who answers it. */
record Route(String method, String[] template, Handler handler) {
    Route(String method, String template, Handler handler) {
        this(method, template.split("/", -1), handler);
    }

    /** The parameters that the parts of a path have in the template, or nothing where it does not match. */
    Optional<Map<String, String>> match(String[] parts) {
        if (parts.length != template.length) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (template[i].startsWith("{") && !parts[i].isEmpty()) {
                parameters.put(
                        template[i].substring(1, template[i].length() - 1),
                        QueryText.decoded(parts[i].replace("+", "%2B")));
            } else if (!template[i].equals(parts[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
