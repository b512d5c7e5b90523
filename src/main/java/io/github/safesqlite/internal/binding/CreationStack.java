// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.io.Serial;

/** The stack at which a statement or a result set was created; made to be shown, never thrown. */
public final class CreationStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    public CreationStack(String message) {
        super(message, null, false, true);
    }
}
