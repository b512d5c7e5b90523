// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import java.io.Serial;

/** The stack at which something was acquired that leaked; made to be the cause of a failure, never thrown. */
final class AcquiredHere extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    AcquiredHere(String message) {
        super(message, null, false, true);
    }
}
