// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.internal.batch.Write.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the writes of a transaction came to, which holds only if it is committed. Not thread-safe. */
final class Outcomes {
    private final List<Decided<?>> decided = new ArrayList<>();

    private record Decided<T extends @Nullable Object>(Write<T> write, Outcome<T> outcome) {
        void settle() {
            write.settle(outcome);
        }
    }

    <T extends @Nullable Object> void succeeded(Write<T> write, @Nullable T value) {
        decided.add(new Decided<>(write, Outcome.of(value)));
    }

    <T extends @Nullable Object> void failed(Write<T> write, Throwable failure) {
        decided.add(new Decided<>(write, Outcome.failed(failure)));
    }

    boolean hasDecided(Write<?> write) {
        return decided.stream().anyMatch(each -> each.write() == write);
    }

    /** The transaction is committed. */
    void settle() {
        decided.forEach(Decided::settle);
    }
}
