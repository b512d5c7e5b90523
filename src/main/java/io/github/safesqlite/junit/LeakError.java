// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import java.io.Serial;
import java.util.List;

/** Something leaked. The cause is the stack where the first leak was acquired; the stacks of others are suppressed. */
public final class LeakError extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1;

    private LeakError(String message, Throwable cause) {
        super(message, cause);
    }

    /** An error for leaks, of which there is at least one. */
    static LeakError of(String who, List<Leak> leaks) {
        var message = new StringBuilder(who).append(" leaked ").append(leaks.size());
        message.append(leaks.size() == 1 ? " resource:" : " resources:");
        leaks.forEach(leak -> message.append("\n  ").append(leak.text()));
        message.append("\nClose them with try-with-resources; the stacks below show where each was acquired.");
        LeakError error = new LeakError(message.toString(), leaks.get(0).stack());
        leaks.stream().skip(1).forEach(leak -> error.addSuppressed(leak.stack()));
        return error;
    }
}
