// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyLook;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the packages above do when calls begin or fail and when connections are bound and released. */
public interface FloorsAbove extends BusyLook.Source {
    /** Begins a read in the calling thread, which keeps a snapshot. */
    OpenRead beginRead();

    /** Takes from a connection what is known there only, before the session leaves it. Can't throw. */
    void leaving(Lease lease);

    /** A call begins, of this statement or none. */
    void beforeCallOf(@Nullable Caller statement) throws SQLException;

    /** Gives an exception of the driver the type and the words that tell the caller what to do. */
    SQLException explained(SQLException failure);

    /** Whether a transaction is open. Any thread may ask, and is told a moment late. */
    boolean isInTransaction();

    /** Closes the session, which its user did not close. Can't throw. */
    void reclaim();
}
