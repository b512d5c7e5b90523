// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriter.Unit;
import org.jspecify.annotations.Nullable;

/** Several statements that are written all or not at all. */
public final class UnitWrite<T extends @Nullable Object> extends Write<T> {
    private @Nullable Unit<T> unit;

    /** Of these statements. */
    public UnitWrite(Unit<T> unit) {
        super(0);
        this.unit = unit;
    }

    Unit<T> unit() {
        Unit<T> kept = unit;
        if (kept == null) {
            throw new IllegalStateException("the write has its outcome already");
        }
        return kept;
    }

    @Override
    void release() {
        unit = null;
    }
}
