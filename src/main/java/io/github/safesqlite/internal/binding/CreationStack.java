// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.io.Serial;

/** The stack that created a statement or a result set; logged, never thrown. */
public final class CreationStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    public CreationStack(String message) {
        super(message, null, false, true);
    }
}
