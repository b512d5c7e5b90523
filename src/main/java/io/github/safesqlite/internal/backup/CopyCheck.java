// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.backup;

import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.opening.CopyFile;
import io.github.safesqlite.internal.opening.DatabaseCopy;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.time.Deadline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Checks a copy on a connection that knows the application's schema. Stateless. */
final class CopyCheck {
    private CopyCheck() {}

    /** What is wrong with it; empty if it is sound. */
    static List<String> problems(ConnectionSource source, Path copy, IntegrityCheck check, Deadline deadline)
            throws SQLException {
        Loan loan = source.openKnowing(deadline);
        try {
            return DatabaseCopy.problems(source::openCopy, loan.connection(), CopyFile.at(copy), check);
        } finally {
            source.closeKnowing(loan);
        }
    }
}
