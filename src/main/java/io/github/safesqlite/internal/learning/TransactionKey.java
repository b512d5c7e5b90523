// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What transactions have in common that are expected to behave alike.
 *
 * @param fingerprint the first statement without its values
 * @param name the name of the transaction, or null if it has none
 */
public record TransactionKey(String fingerprint, @Nullable String name) {
    // Spelled out: a generated method of a record would keep the class loader alive.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransactionKey key
                && fingerprint.equals(key.fingerprint)
                && Objects.equals(name, key.name);
    }

    @Override
    public int hashCode() {
        return 31 * fingerprint.hashCode() + (name == null ? 0 : name.hashCode());
    }
}
