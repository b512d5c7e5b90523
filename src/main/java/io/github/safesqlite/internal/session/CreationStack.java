// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.io.Serial;

/** The stack at which a statement or a result set was created; made to be shown, never thrown. */
final class CreationStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    CreationStack(String message) {
        super(message, null, false, true);
    }
}
