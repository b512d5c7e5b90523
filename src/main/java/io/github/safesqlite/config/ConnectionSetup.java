// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.List;
import java.util.Optional;

/**
 * The code and the SQL that each physical connection runs when it is opened, after its PRAGMAs, in this order. Immutable.
 *
 * @param extensions loaded first
 * @param customizers functions and collations, then the class {@code customizer}, then the {@code connectionCustomizer}
 * @param initSql run last
 */
public record ConnectionSetup(
        List<LoadableExtension> extensions, List<ConnectionCustomizer> customizers, Optional<String> initSql) {
    public ConnectionSetup {
        extensions = List.copyOf(extensions);
        customizers = List.copyOf(customizers);
    }

    /** Whether there is nothing to run. */
    public boolean isEmpty() {
        return extensions.isEmpty() && customizers.isEmpty() && initSql.isEmpty();
    }
}
